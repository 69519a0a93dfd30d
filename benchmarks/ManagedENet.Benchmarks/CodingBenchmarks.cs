using System;
using BenchmarkDotNet.Attributes;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Benchmarks;

/// <summary>Headers and commands into bytes and back; a whole datagram is one operation.</summary>
[MemoryDiagnoser]
public class CodingBenchmarks
{
    private const int PayloadBytes = 32;
    private const int DatagramBytes = 1392;

    private readonly byte[] _datagram = new byte[4096];
    private readonly byte[] _payload = new byte[PayloadBytes];
    private int _length;

    [GlobalSetup]
    public void Setup() => _length = WriteDatagram();

    [Benchmark]
    public int WriteHeader()
    {
        new DatagramHeader(5, 1, IsCompressed: false, HasSentTime: true, 1234).Write(_datagram);
        return _datagram[0];
    }

    [Benchmark]
    public int ReadHeader() => DatagramHeader.TryRead(_datagram, out DatagramHeader header) ? header.PeerId : -1;

    /// <summary>A datagram filled with reliable packets of 32 bytes.</summary>
    [Benchmark]
    public int WriteDatagram()
    {
        var writer = new DatagramWriter(_datagram, ProtocolConstants.HeaderBytes, DatagramBytes - ProtocolConstants.HeaderBytes, int.MaxValue);
        for (ushort sequence = 1; writer.Fits(CommandLayout.SendReliableBytes + PayloadBytes); sequence++)
        {
            var header = new CommandHeader(CommandKind.SendReliable, CommandFlags.Acknowledge, 0, sequence);
            Span<byte> target = writer.Add(header, CommandLayout.SendReliableBytes + PayloadBytes);
            new SendReliableCommand(PayloadBytes).Write(target);
            _payload.CopyTo(target.Slice(CommandLayout.SendReliableBytes));
        }

        new DatagramHeader(0, 0, IsCompressed: false, HasSentTime: true, 1).Write(_datagram);
        return writer.Length;
    }

    /// <summary>The same datagram, read.</summary>
    [Benchmark]
    public int ReadDatagram()
    {
        var reader = new DatagramReader(_datagram.AsSpan(ProtocolConstants.HeaderBytes, _length - ProtocolConstants.HeaderBytes));
        int bytes = 0;
        while (reader.TryRead() == ReadStatus.Command) bytes += reader.Payload.Length;
        return bytes;
    }
}
