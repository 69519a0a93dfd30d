using System.Collections.Generic;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>A set of ranges of addresses. To look an address up takes a step for each length of prefix that is in use, however many ranges there are.</summary>
internal sealed class AddressRanges
{
    private const int Lengths = 129;

    private readonly HashSet<ENetAddressRange> _ranges;
    private readonly int[] _ofLength = new int[Lengths];
    private readonly List<int> _lengths = new();

    /// <summary>No ranges.</summary>
    /// <param name="hash">A secret of the host: those who are banned have chosen their addresses themselves.</param>
    public AddressRanges(KeyedHash hash) => _ranges = new HashSet<ENetAddressRange>(new Ranges(hash));

    /// <summary>True when there is none.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>Adds a range; false when it is there already.</summary>
    public bool Add(in ENetAddressRange range)
    {
        if (!_ranges.Add(range)) return false;
        if (_ofLength[range.MappedPrefixBits]++ == 0) _lengths.Add(range.MappedPrefixBits);
        return true;
    }

    /// <summary>Takes a range out; false when it is not there.</summary>
    public bool Remove(in ENetAddressRange range)
    {
        if (!_ranges.Remove(range)) return false;
        if (--_ofLength[range.MappedPrefixBits] == 0) _lengths.Remove(range.MappedPrefixBits);
        return true;
    }

    /// <summary>True when an address is in one of them.</summary>
    // Requirement: ADM-012
    public bool Contains(in ENetAddress address)
    {
        foreach (int length in _lengths)
        {
            if (_ranges.Contains(ENetAddressRange.Around(address, length))) return true;
        }

        return false;
    }

    /// <summary>Where a range is put.</summary>
    // Requirement: LIM-040
    internal static ulong HashOf(in ENetAddressRange range, in KeyedHash hash) => hash.Of(range.High, range.Low, (ulong)range.MappedPrefixBits, 0);

    private sealed class Ranges : IEqualityComparer<ENetAddressRange>
    {
        private readonly KeyedHash _hash;

        public Ranges(KeyedHash hash) => _hash = hash;

        public bool Equals(ENetAddressRange one, ENetAddressRange other) => one == other;

        public int GetHashCode(ENetAddressRange range) => unchecked((int)HashOf(range, _hash));
    }
}
