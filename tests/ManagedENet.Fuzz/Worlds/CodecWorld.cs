using System;
using System.Globalization;
using System.Net;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>
/// Compression, checksums and ranges of addresses: any bytes into the range coder, whatever it makes of them back again, lengths of buffers that do not fit, every way to a checksum against one
/// that is written down here, and texts that are no addresses.
/// </summary>
internal sealed class CodecWorld : IFuzzWorld
{
    private const int MostBytes = 4_096;
    private const int UsualBytes = 160;
    private const int LongestBytes = 1_400;
    private const byte Beyond = 0xA5;

    private static readonly uint[] Table = MakeTable();
    private static readonly Crc32Method[] Methods = Enum.GetValues<Crc32Method>();

    private readonly RangeCoder _coder = new();
    private readonly byte[] _source = new byte[MostBytes + 8];
    private readonly byte[] _packed = new byte[MostBytes + 8];
    private readonly byte[] _unpacked = new byte[MostBytes + 8];

    public long Datagrams { get; private set; }

    public void Execute(ReadOnlySpan<byte> input)
    {
        int length = 0;
        // Long ones are slow, and go the same ways.
        int most = input.Length > 1 && input[1] % 16 == 15 ? LongestBytes : UsualBytes;
        for (int i = 0; i < FuzzInput.CountRecords(input); i++)
        {
            ReadOnlySpan<byte> record = FuzzInput.Record(input, i);
            switch (record[0] % 6)
            {
                case 0:
                case 1:
                    // Six bytes, as often as the record says: what compresses well, and what does not.
                    for (int times = 1 + (record[1] & 31); times > 0 && length + 6 <= most; times--)
                    {
                        record[2..].CopyTo(_source.AsSpan(length));
                        if ((record[1] & 32) != 0) _source[length + (times % 6)] += (byte)times;
                        length += 6;
                    }

                    break;
                case 2:
                    RoundTrip(_source.AsSpan(0, length));
                    break;
                case 3:
                    Unpack(_source.AsSpan(0, length), ((record[2] << 8) | record[3]) % (MostBytes + 1));
                    break;
                case 4:
                    Sum(_source.AsSpan(record[1] % (length + 1), length - (record[1] % (length + 1))));
                    break;
                default:
                    ReadRange(record);
                    break;
            }
        }

        RoundTrip(_source.AsSpan(0, length));
        Unpack(_source.AsSpan(0, length), MostBytes);
        Sum(_source.AsSpan(0, length));
    }

    // What comes back is what went in, in a buffer of just its length; and what does not get shorter is left alone.
    private void RoundTrip(ReadOnlySpan<byte> source)
    {
        Datagrams++;
        _packed.AsSpan().Fill(Beyond);
        int packed = _coder.Compress(source, _packed.AsSpan(0, source.Length));
        if (packed == 0) return;
        if (packed < 0 || packed >= source.Length) throw new FuzzException($"{source.Length} bytes were compressed to {packed}.");
        if (_packed.AsSpan(packed == source.Length ? packed : source.Length).IndexOfAnyExcept(Beyond) >= 0) throw new FuzzException("Compression has written behind its buffer.");
        int unpacked = _coder.Decompress(_packed.AsSpan(0, packed), _unpacked.AsSpan(0, source.Length));
        if (!source.SequenceEqual(_unpacked.AsSpan(0, Math.Max(unpacked, 0)))) throw new FuzzException($"{source.Length} bytes came back as {unpacked}.");
        if (packed < 2) return;
        // Where there is no room it says so, and where there is just enough it fits.
        if (_coder.Compress(source, _unpacked.AsSpan(0, packed - 1)) != 0) throw new FuzzException($"{packed} bytes were put into {packed - 1}.");
        if (_coder.Compress(source, _unpacked.AsSpan(0, packed)) != packed) throw new FuzzException($"{packed} bytes did not fit into as many.");
    }

    // Whatever the bytes are: an end, within the room.
    private void Unpack(ReadOnlySpan<byte> source, int room)
    {
        Datagrams++;
        _unpacked.AsSpan().Fill(Beyond);
        int unpacked = _coder.Decompress(source, _unpacked.AsSpan(0, room));
        if (unpacked < 0 || unpacked > room) throw new FuzzException($"{unpacked} bytes were decompressed into {room}.");
        if (_unpacked.AsSpan(room).IndexOfAnyExcept(Beyond) >= 0) throw new FuzzException("Decompression has written behind its buffer.");
    }

    private void Sum(ReadOnlySpan<byte> bytes)
    {
        Datagrams++;
        uint expected = uint.MaxValue;
        foreach (byte b in bytes) expected = Table[(expected ^ b) & 0xFF] ^ (expected >> 8);
        expected = ~expected;
        if (Crc32Checksum.Instance.Compute(bytes) != expected) throw new FuzzException($"The checksum of {bytes.Length} bytes is {expected:X8}.");
        foreach (Crc32Method method in Methods)
        {
            if (Crc32Checksum.IsSupported(method) && Crc32Checksum.ComputeBy(method, bytes) != expected) throw new FuzzException($"The checksum of {bytes.Length} bytes is {expected:X8}, but not by {method}.");
        }
    }

    // Texts are rare: they allocate.
    private static void ReadRange(ReadOnlySpan<byte> record)
    {
        if ((record[1] & 15) != 0) return;
        const string letters = "0123456789abcdef.:/% -";
        string text = string.Create(CultureInfo.InvariantCulture, $"{record[2]}.{record[3]}.{record[4]}.{record[5]}/{record[6] % 40}");
        if ((record[1] & 16) != 0) text = string.Create(CultureInfo.InvariantCulture, $"{record[2]:x}:{record[3]:x}::{record[4]:x}/{record[6] % 140}");
        if ((record[1] & 32) != 0) text = text.Insert(record[7] % text.Length, letters[record[6] % letters.Length].ToString());
        try
        {
            ENetAddressRange range = ENetAddressRange.Parse(text);
            if (ENetAddressRange.Parse(range.ToString()) != range) throw new FuzzException($"{text} reads as {range}, and that as another.");
            string host = text.Contains('/', StringComparison.Ordinal) ? text[..text.IndexOf('/', StringComparison.Ordinal)] : text;
            if (!range.Contains(new ENetAddress(IPAddress.Parse(host), 1))) throw new FuzzException($"{text} does not contain its own address.");
        }
        catch (FormatException)
        {
            // A text that is none.
        }
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
