using System;
using System.Collections.Generic;
using System.Globalization;

namespace ManagedENet.Conformance.IndependentReader;

/// <summary>
/// A small reader of ENet datagrams, written from the specification alone: it uses nothing of the library, so that a shared misunderstanding cannot hide.
/// </summary>
internal sealed class IndependentDatagram
{
    private const int LargestDatagram = 4096;

    public int PeerId { get; private set; }

    public int Session { get; private set; }

    public bool Compressed { get; private set; }

    public int? SentTime { get; private set; }

    public uint? Checksum { get; private set; }

    /// <summary>Bytes before the (compressed) commands.</summary>
    public int HeaderBytes { get; private set; }

    /// <summary>The commands, decompressed.</summary>
    public byte[] CommandBlock { get; private set; } = [];

    public List<IndependentCommand> Commands { get; } = [];

    /// <summary>What stopped the reading before the end, or null.</summary>
    public string? Trouble { get; private set; }

    public static IndependentDatagram Read(ReadOnlySpan<byte> bytes, bool withChecksum)
    {
        var datagram = new IndependentDatagram();
        datagram.ReadHeader(bytes, withChecksum);
        return datagram;
    }

    /// <summary>In the words of a conversation's <c>#</c> lines: the header, then one line per command.</summary>
    public List<string> ToLines()
    {
        var lines = new List<string> { HeaderText() };
        foreach (IndependentCommand command in Commands) lines.Add(command.ToString());
        if (Trouble is not null) lines.Add("! " + Trouble);
        return lines;
    }

    /// <summary>The checksum of these bytes when the placeholder is the connect id, given as it stands on the wire, in hexadecimal.</summary>
    public uint ExpectedChecksum(byte[] bytes, string connectId) =>
        PlainCrc32.Compute([.. bytes[..(HeaderBytes - 4)], .. Convert.FromHexString(connectId), .. CommandBlock]);

    private string HeaderText()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"hdr peer={PeerId} session={Session}");
        if (SentTime is not null) text += " SENT_TIME";
        if (Compressed) text += " COMPRESSED";
        if (SentTime is int time) text += string.Create(CultureInfo.InvariantCulture, $" time={time}");
        if (Checksum is uint checksum) text += string.Create(CultureInfo.InvariantCulture, $" checksum={checksum:x8}");
        if (Compressed) text += string.Create(CultureInfo.InvariantCulture, $" raw_len={CommandBlock.Length}");
        return text;
    }

    private void ReadHeader(ReadOnlySpan<byte> bytes, bool withChecksum)
    {
        if (bytes.Length < 2)
        {
            Trouble = "shorter than a header";
            return;
        }

        int word = (int)BigEndian(bytes[..2]);
        PeerId = word & 0x0FFF;
        Session = (word >> 12) & 3;
        Compressed = (word & 0x4000) != 0;
        HeaderBytes = ((word & 0x8000) != 0 ? 4 : 2) + (withChecksum ? 4 : 0);
        if (bytes.Length < HeaderBytes)
        {
            Trouble = "shorter than its own header";
            return;
        }

        if ((word & 0x8000) != 0) SentTime = (int)BigEndian(bytes.Slice(2, 2));
        if (withChecksum) Checksum = BigEndian(bytes.Slice(HeaderBytes - 4, 4));
        ReadOnlySpan<byte> block = bytes[HeaderBytes..];
        byte[]? plain = Compressed ? RangeReader.Read(block, LargestDatagram - HeaderBytes) : block.ToArray();
        if (plain is null)
        {
            Trouble = "not decompressible";
            return;
        }

        CommandBlock = plain;
        ReadCommands(plain);
    }

    private void ReadCommands(ReadOnlySpan<byte> block)
    {
        while (!block.IsEmpty)
        {
            if (block.Length < 4 || !CommandLayouts.ByNumber.TryGetValue(block[0] & 0x0F, out (string Name, CommandField[] Fields) layout))
            {
                Trouble = string.Create(CultureInfo.InvariantCulture, $"no command: {Convert.ToHexStringLower(block)}");
                return;
            }

            var fields = new List<KeyValuePair<string, string>>
            {
                IndependentCommand.Decimal("ch", block[1]),
                IndependentCommand.Decimal("seq", BigEndian(block.Slice(2, 2))),
            };
            int position = 4;
            int payloadBytes = 0;
            foreach (CommandField field in layout.Fields)
            {
                if (position + field.Bytes > block.Length)
                {
                    Trouble = layout.Name + " is cut short";
                    return;
                }

                uint value = BigEndian(block.Slice(position, field.Bytes));
                fields.Add(field.IsHex ? IndependentCommand.Hex(field.Name, value) : IndependentCommand.Decimal(field.Name, value));
                if (field.Name == "len") payloadBytes = (int)value;
                position += field.Bytes;
            }

            if (position + payloadBytes > block.Length)
            {
                Trouble = layout.Name + " announces more payload than there is";
                return;
            }

            byte[] payload = block.Slice(position, payloadBytes).ToArray();
            Commands.Add(new IndependentCommand(layout.Name, (block[0] & 0x80) != 0, (block[0] & 0x40) != 0, fields, payload));
            block = block[(position + payloadBytes)..];
        }
    }

    private static uint BigEndian(ReadOnlySpan<byte> bytes)
    {
        uint value = 0;
        foreach (byte b in bytes) value = (value << 8) | b;
        return value;
    }
}
