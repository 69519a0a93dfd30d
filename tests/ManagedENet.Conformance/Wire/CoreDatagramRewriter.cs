using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Codecs;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Conformance.Wire;

/// <summary>Takes a datagram apart with the core's readers and puts it together again with its writers, from the fields alone.</summary>
internal static class CoreDatagramRewriter
{
    /// <summary>Writes the commands again.</summary>
    public static byte[] RewriteCommands(ReadOnlySpan<byte> commands)
    {
        var buffer = new byte[commands.Length];
        var writer = new DatagramWriter(buffer, 0, buffer.Length, int.MaxValue);
        var reader = new DatagramReader(commands);
        while (reader.TryRead() == ReadStatus.Command)
        {
            int fixedBytes = CommandLayout.SizeOf(reader.Header.Kind);
            Span<byte> command = writer.Add(reader.Header, fixedBytes + reader.Payload.Length);
            WriteFields(reader.Header.Kind, reader.Command, command);
            reader.Payload.CopyTo(command[fixedBytes..]);
        }

        return buffer.AsSpan(0, writer.Length).ToArray();
    }

    /// <summary>Header, checksum over the plain commands with the connect id in its place, then the commands, compressed when that is shorter.</summary>
    public static byte[] Assemble(DatagramHeader header, IDatagramChecksum? checksum, uint connectId, IDatagramCompressor? compressor, byte[] commands)
    {
        var compressed = new byte[commands.Length];
        int compressedBytes = compressor?.Compress(commands, compressed) ?? 0;
        bool useCompressed = compressedBytes > 0 && compressedBytes < commands.Length;
        header = header with { IsCompressed = useCompressed };
        int checksumBytes = checksum is null ? 0 : ProtocolConstants.ChecksumBytes;

        var plain = new byte[header.Length + checksumBytes + commands.Length];
        header.Write(plain);
        Span<byte> checksumField = plain.AsSpan(header.Length, checksumBytes);
        commands.CopyTo(plain, header.Length + checksumBytes);
        if (checksum is not null)
        {
            ConnectCommand.WriteConnectId(checksumField, connectId);
            BinaryPrimitives.WriteUInt32BigEndian(checksumField, checksum.Compute(plain));
        }

        return useCompressed ? [.. plain[..(header.Length + checksumBytes)], .. compressed[..compressedBytes]] : plain;
    }

    private static void WriteFields(CommandKind kind, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        switch (kind)
        {
            case CommandKind.Acknowledge: AcknowledgeCommand.Read(source).Write(destination); break;
            case CommandKind.Connect: ConnectCommand.Read(source).Write(destination); break;
            case CommandKind.VerifyConnect: VerifyConnectCommand.Read(source).Write(destination); break;
            case CommandKind.Disconnect: DisconnectCommand.Read(source).Write(destination); break;
            case CommandKind.SendReliable: SendReliableCommand.Read(source).Write(destination); break;
            case CommandKind.SendUnreliable: SendUnreliableCommand.Read(source).Write(destination); break;
            case CommandKind.SendFragment or CommandKind.SendUnreliableFragment: SendFragmentCommand.Read(source).Write(destination); break;
            case CommandKind.SendUnsequenced: SendUnsequencedCommand.Read(source).Write(destination); break;
            case CommandKind.BandwidthLimit: BandwidthLimitCommand.Read(source).Write(destination); break;
            case CommandKind.ThrottleConfigure: ThrottleConfigureCommand.Read(source).Write(destination); break;
        }
    }
}
