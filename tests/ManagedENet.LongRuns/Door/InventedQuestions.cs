using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.LongRuns.Door;

/// <summary>Whole IP packets, each with a CONNECT from an invented address and port and with an invented connect id. One is there at a time, made from the one before.</summary>
internal sealed unsafe class InventedQuestions : IDisposable
{
    private const int IpBytes = 20;
    private const int UdpBytes = 8;
    private const int ConnectIdAt = 44;
    private const byte Version4WithoutOptions = 0x45;
    private const byte Hops = 64;
    private const byte Udp = 17;

    private readonly byte* _packet;
    private readonly uint _sum;
    private ulong _luck = 1;

    /// <summary>Questions to a host.</summary>
    /// <param name="server">Its address as it lies in memory.</param>
    /// <param name="port">Its port.</param>
    public InventedQuestions(uint server, int port)
    {
        byte[] question = WireDatagram.ToStranger().Connect(new WireProposal()).Bytes;
        Length = IpBytes + UdpBytes + question.Length;
        _packet = (byte*)NativeMemory.AllocZeroed((nuint)Length);
        Span<byte> ip = new(_packet, Length);
        ip[0] = Version4WithoutOptions;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)Length);
        (ip[8], ip[9]) = (Hops, Udp);
        BitConverter.TryWriteBytes(ip[16..], server);
        // A checksum of zero is none, which IPv4 allows.
        Span<byte> udp = ip[IpBytes..];
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], (ushort)port);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)(UdpBytes + question.Length));
        question.CopyTo(udp[UdpBytes..]);
        for (int i = 0; i < IpBytes; i += 2) _sum += BinaryPrimitives.ReadUInt16BigEndian(ip[i..]);
    }

    /// <summary>Bytes of each.</summary>
    public int Length { get; }

    /// <summary>The next one; the one before is gone.</summary>
    public byte* Next()
    {
        Span<byte> packet = new(_packet, Length);
        uint source = Invent();
        uint sum = _sum + (source >> 16) + (source & 0xFFFF);
        sum = (sum >> 16) + (sum & 0xFFFF);
        sum += sum >> 16;
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], (ushort)~sum);
        BinaryPrimitives.WriteUInt32BigEndian(packet[12..], source);
        ulong luck = NextLuck();
        BinaryPrimitives.WriteUInt16BigEndian(packet[IpBytes..], (ushort)((luck & 0x7FFF) + 1_024));
        BitConverter.TryWriteBytes(packet[(IpBytes + UdpBytes + ConnectIdAt)..], (uint)(luck >> 32));
        return _packet;
    }

    public void Dispose() => NativeMemory.Free(_packet);

    // None that a kernel drops by itself (nobody's, loopback, groups, reserved), and none of ours.
    private uint Invent()
    {
        while (true)
        {
            uint address = (uint)(NextLuck() >> 32);
            if ((address >> 24) is not (0 or 10 or 127 or >= 224)) return address;
        }
    }

    // SplitMix64.
    private ulong NextLuck()
    {
        _luck += 0x9E37_79B9_7F4A_7C15;
        ulong mixed = _luck;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }
}
