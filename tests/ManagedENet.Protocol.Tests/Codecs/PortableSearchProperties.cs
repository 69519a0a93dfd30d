using System;
using System.Linq;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet.Protocol.Tests.Codecs;

/// <summary>What is done with vectors where there are some, and what is done without on netstandard2.1, are the same.</summary>
[TestFixture]
internal sealed class PortableSearchProperties
{
    [FsCheck.NUnit.Property(MaxTest = 2_000)]
    [Property("Requirement", "RNG-012")]
    public bool A_value_has_the_same_place_with_and_without_vectors(byte[] values, byte wanted, uint seed)
    {
        uint[] block = Block(values, seed, out int length);
        if (length == 0) return true;

        SymbolPlace place = SymbolScan.Find(ref block[0], length, wanted);
        SymbolPlace portable = SymbolScan.FindPortable(block.AsSpan(0, length), wanted);
        return place.Rank == portable.Rank && place.Under == portable.Under
            && place.Rank == block.Take(length).Count(symbol => Symbol.Value(symbol) < wanted);
    }

    [FsCheck.NUnit.Property(MaxTest = 2_000)]
    [Property("Requirement", "RNG-012")]
    public bool A_number_lies_in_the_same_symbol_with_and_without_vectors(byte[] values, ushort number, uint seed)
    {
        uint[] block = Block(values, seed, out int length);
        if (length == 0) return true;

        uint total = (uint)block.Take(length).Sum(symbol => (long)Symbol.Count(symbol));
        uint code = number % total;
        SymbolPlace place = SymbolScan.FindByCode(ref block[0], length, code);
        SymbolPlace portable = SymbolScan.FindByCodePortable(block.AsSpan(0, length), code);
        return place.Rank == portable.Rank && place.Under == portable.Under
            && place.Under <= code && code < place.Under + Symbol.Count(block[place.Rank]);
    }

    [FsCheck.NUnit.Property(MaxTest = 2_000)]
    [Property("Requirement", "RNG-017")]
    public bool A_symbol_is_put_at_its_place_with_and_without_vectors(byte[] values, byte added, uint seed)
    {
        uint[] block = Block(values.Where(value => value != added).ToArray(), seed, out int length);
        uint symbol = Symbol.Create(added, 1234);
        uint[] expected = block.Take(length).Append(symbol).Order().ToArray();
        uint[] portable = block.ToArray();
        int rank = SymbolScan.FindPortable(block.AsSpan(0, length), added).Rank;

        SymbolScan.InsertPortable(portable.AsSpan(0, length + 1), rank, symbol);
        SymbolScan.Insert(ref block[0], length, rank, symbol);

        return portable.AsSpan(0, length + 1).SequenceEqual(expected) && block.AsSpan(0, length + 1).SequenceEqual(expected)
            && block.Skip(length + 1).All(rest => rest == Symbol.None);
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    [Property("Requirement", "RNG-011, RNG-012, RNG-016, RNG-020")]
    public bool The_context_of_order_0_counts_as_a_list_of_256_counts_would(byte[] occurred, byte factor)
    {
        var frequencies = new ByteFrequencies();
        frequencies.Reset();
        uint[] counts = Enumerable.Repeat(1u, 256).ToArray();
        foreach (byte value in Enumerable.Repeat(occurred, (factor % 8) + 1).SelectMany(values => values))
        {
            uint count = frequencies.Find(value, out uint under);
            if (count != counts[value] || under != counts.Take(value).Sum(known => (long)known)) return false;
            frequencies.Add(value, count);
            counts[value] += 3;
            if (count > 250) counts = counts.Select(known => 1 + known - 1 - ((known - 1) / 2)).ToArray();
        }

        uint total = (uint)counts.Sum(known => (long)known);
        if (frequencies.Total != total + 1) return false;
        uint border = 0;
        for (int value = 0; value < 256; border += counts[value++])
        {
            foreach (uint code in new[] { border, border + counts[value] - 1 })
            {
                if (frequencies.FindByCode(code, out uint under, out uint count) != value || under != border || count != counts[value]) return false;
            }
        }

        return true;
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    [Property("Requirement", "RNG-011, RNG-016")]
    public bool Totals_rise_and_are_searched_without_vectors_as_with_them(byte[] occurred, ushort number)
    {
        var frequencies = new ByteFrequencies();
        frequencies.Reset();
        ushort[] portable = ByteFrequencies.CopyOfUntouched();
        foreach (byte value in occurred)
        {
            frequencies.Add(value, 0);
            ByteFrequencies.RaisePortable(portable, value);
        }

        uint code = number % (frequencies.Total - 1);
        byte found = frequencies.FindByCode(code, out uint under, out uint count);
        byte portableFound = ByteFrequencies.FindByCodePortable(portable, code, out uint portableUnder, out uint portableCount);
        return found == portableFound && under == portableUnder && count == portableCount;
    }

    [FsCheck.NUnit.Property(MaxTest = 2_000)]
    [Property("Requirement", "RNG-004")]
    public bool Settled_bytes_are_counted_the_same_with_and_without_the_processor_s_help(uint low, uint range, byte shift)
    {
        uint smaller = Math.Max(1, range >> (shift % 32));
        int bits = RangeArithmetic.SettledBits(low, smaller);
        uint end = low + smaller;
        return bits == RangeArithmetic.SettledBitsPortable(low, smaller)
            && (bits == 0 || low >> (32 - bits) == end >> (32 - bits))
            && low >> (24 - bits) != end >> (24 - bits);
    }

    // Distinct values in ascending order with counts and links of any kind, in a block with the room that a context of this length has.
    private static uint[] Block(byte[] values, uint seed, out int length)
    {
        var random = new Random((int)seed);
        uint[] symbols = values.Distinct().Order().Select(value => (Symbol.Create(value, random.Next(4000)) & ~0xFFu) | (uint)random.Next(1, 256)).ToArray();
        length = symbols.Length;
        uint[] block = new uint[((length / 8) + 1) * 8];
        Array.Fill(block, Symbol.None);
        symbols.CopyTo(block, 0);
        return block;
    }
}
