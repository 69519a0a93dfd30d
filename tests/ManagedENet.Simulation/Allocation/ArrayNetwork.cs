using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Allocation;

/// <summary>Two hosts that hand each other their datagrams through arrays. It allocates nothing itself, so that what is allocated is the core's.</summary>
internal sealed class ArrayNetwork
{
    private const int Slots = 4_096;
    private const int SlotBytes = 4_096;

    private readonly ENetAddress[] _addresses = [VirtualWorld.AddressOf(1), VirtualWorld.AddressOf(2)];
    private readonly Host[] _hosts;
    private readonly byte[][] _memory = [new byte[Slots * SlotBytes], new byte[Slots * SlotBytes]];
    private readonly int[][] _lengths = [new int[Slots], new int[Slots]];
    private readonly int[] _waiting = [0, 0];
    private readonly SimulationRandom _luck = new(11);

    public ArrayNetwork(HostOptions options)
    {
        _hosts = [new Host(options, new SimulationRandom(1), NowUs), new Host(options, new SimulationRandom(2), NowUs)];
        Sender = _hosts[0].Connect(NowUs, _addresses[1], 2, 0)!;
        for (int i = 0; i < 50; i++) Step();
        Assert.That(Sender.State, Is.EqualTo(ENetPeerState.Connected));
        Sender.SetTimeout(1 << 30, 1_000_000, 10_000_000);
        _hosts[1].GetPeer(0)!.SetTimeout(1 << 30, 1_000_000, 10_000_000);
    }

    public long NowMs { get; private set; } = 1_000;

    private long NowUs => NowMs * 1000;

    /// <summary>How many of a hundred datagrams are lost.</summary>
    public int LossPercent { get; set; }

    /// <summary>Loses each datagram whose first command has this reliable number, so that all later ones pile up behind it.</summary>
    public int LostNumber { get; set; } = -1;

    public Connection Sender { get; }

    public Host SendingHost => _hosts[0];

    public Host ReceivingHost => _hosts[1];

    public long Delivered { get; private set; }

    /// <summary>A millisecond in which both hosts are serviced.</summary>
    public void Step()
    {
        NowMs++;
        for (int host = 0; host < 2; host++)
        {
            _hosts[host].AdvanceTime(NowUs);
            Write(host);
            int waiting = _waiting[host];
            for (int i = 0; i < waiting; i++)
            {
                _hosts[host].HandleDatagram(NowUs, _addresses[1 - host], _memory[host].AsSpan(i * SlotBytes, _lengths[host][i]));
                Take(host);
            }

            _waiting[host] = 0;
            Write(host);
            Take(host);
        }
    }

    private void Take(int host)
    {
        while (_hosts[host].TryTakeEvent(out ConnectionEvent e))
        {
            if (e.Type != ENetEventType.Receive) continue;
            Delivered++;
            e.Packet.Dispose();
        }
    }

    private void Write(int host)
    {
        int to = 1 - host;
        _hosts[host].BeginSendPass(NowUs, checkTimeouts: true);
        while (_waiting[to] < Slots && _hosts[host].TryWriteDatagram(_memory[to].AsSpan(_waiting[to] * SlotBytes, SlotBytes), out int length, out _, out _))
        {
            if (LossPercent > 0 && _luck.Happens(LossPercent)) continue;
            if (host == 0 && LostNumber >= 0 && StartsWithLostNumber(_memory[to].AsSpan(_waiting[to] * SlotBytes))) continue;
            _lengths[to][_waiting[to]++] = length;
        }
    }

    private bool StartsWithLostNumber(ReadOnlySpan<byte> datagram)
    {
        const int header = 4;
        bool isReliable = (datagram[0] & 0x80) != 0 && (datagram[header] & 0x0F) is 6 or 8;
        return isReliable && System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(datagram[(header + 2)..]) == LostNumber;
    }
}
