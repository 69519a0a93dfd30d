using System;
using System.Linq;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Tests.Wire;

[TestFixture]
internal sealed class DatagramReaderProperties
{
    private static readonly int[] Sizes = [0, 8, 48, 44, 8, 4, 6, 8, 24, 8, 12, 16, 24, 0, 0, 0];

    [FsCheck.NUnit.Property(MaxTest = 3_000)]
    [Property("Requirement", "DGM-018, LIM-001")]
    public bool Any_bytes_are_read_without_an_exception_and_to_the_place_the_specification_names(byte[] bytes, byte narrow)
    {
        // Half the time the bytes look more like commands: small numbers, short lengths.
        if (narrow < 128) bytes = bytes.Select((value, i) => i % 4 == 0 ? (byte)((value % 14) | 0x80) : (byte)(value % 3)).ToArray();
        var reader = new DatagramReader(bytes);
        int position = 0;
        while (true)
        {
            (ReadStatus expected, int size, int payload) = Next(bytes, position);
            ReadStatus status = reader.TryRead();
            if (status != expected) return false;
            if (status != ReadStatus.Command) return true;
            if (!reader.Command.SequenceEqual(bytes.AsSpan(position, size)) || !reader.Payload.SequenceEqual(bytes.AsSpan(position + size, payload))) return false;
            position += size + payload;
        }
    }

    [Test]
    [Property("Requirement", "DGM-018")]
    public void H2_every_length_of_every_command_is_read_or_refused_and_never_read_beyond()
    {
        for (int kind = 0; kind < 16; kind++)
        {
            for (int length = 0; length <= 60; length++)
            {
                byte[] bytes = new byte[length];
                if (length > 0) bytes[0] = (byte)kind;
                if (length > 7) bytes[kind == 6 ? 5 : 7] = 3;
                var reader = new DatagramReader(bytes);
                ReadStatus expected = Next(bytes, 0).Status;
                Assert.That(reader.TryRead(), Is.EqualTo(expected), $"command {kind}, {length} bytes");
            }
        }
    }

    private static (ReadStatus Status, int Size, int Payload) Next(byte[] bytes, int position)
    {
        int left = bytes.Length - position;
        if (left == 0) return (ReadStatus.End, 0, 0);
        if (left < 4) return (ReadStatus.TruncatedCommand, 0, 0);
        int kind = bytes[position] & 15;
        int size = Sizes[kind];
        if (size == 0) return (ReadStatus.UnknownCommand, 0, 0);
        if (left < size) return (ReadStatus.TruncatedCommand, 0, 0);
        int payload = kind switch
        {
            6 => (bytes[position + 4] << 8) | bytes[position + 5],
            7 or 8 or 9 or 12 => (bytes[position + 6] << 8) | bytes[position + 7],
            _ => 0,
        };
        return payload > left - size ? (ReadStatus.PayloadBeyondEnd, 0, 0) : (ReadStatus.Command, size, payload);
    }
}
