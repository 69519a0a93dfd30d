using System;
using System.Collections.Generic;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>
/// Two hosts of applications, with the whole of their API, on transports that go wrong, and a network between them that loses, doubles, damages and delays. At the end everything is healed; then
/// they connect and talk, and nothing is left.
/// </summary>
internal sealed class HostsWorld : IFuzzWorld
{
    private const long StartUs = 1_000_000;
    private const int MostEvents = 20_000;
    private const int MostSteps = 900;
    private const int StepUs = 40_000;
    private const int StepsUntilClear = 10;
    private const int FloodDatagrams = 600;
    private const int RoundsUntilIdle = 250;
    private const int MostAgain = 3;

    private static readonly ENetAddress Nobody = ENetAddress.FromIPv4(0x0A00_0009, 9);
    private static readonly ENetAddress Everybody = ENetAddress.FromIPv4(0xFFFF_FFFF, 7_001);

    private readonly VirtualTime _time = new();
    private readonly Promised _promised = new();
    private readonly List<(long DueUs, int To, ENetAddress From, byte[] Bytes)> _late = [];
    private readonly HostSide[] _sides;
    private readonly HostsApplication _application;
    private byte[] _last = [];
    private ENetAddress _lastFrom;
    private int _lost;
    private int _doubled;
    private int _damaged;
    private int _delayed;
    private int _delayUs;
    private int _lostEach;
    private int _carried;
    private byte _damage;

    public HostsWorld()
    {
        _sides = [MakeSide(1, 0x80), MakeSide(2, 0x00)];
        _application = new HostsApplication(_time, _promised);
    }

    public long Datagrams => _sides[0].Received + _sides[1].Received;

    /// <summary>What was reached, when somebody asks for it; null costs nothing.</summary>
    public AttackFacts? Facts { get; set; }

    public void Execute(ReadOnlySpan<byte> input)
    {
        Span<byte> head = stackalloc byte[FuzzInput.HeadBytes];
        input[..Math.Min(input.Length, head.Length)].CopyTo(head);
        try
        {
            Begin(head);
            for (int i = 0; i < FuzzInput.CountRecords(input); i++) Do(FuzzInput.Record(input, i));
            End();
        }
        finally
        {
            foreach (HostSide side in _sides) side.Dispose();
        }
    }

    private HostSide MakeSide(int number, byte mark)
    {
        ENetAddress address = ENetAddress.FromIPv4(0x0A00_0000u + (uint)number, (ushort)(7_000 + number));
        return new HostSide(new ScriptedTransport(address, _time) { Network = Carry }, new ScriptedTransport(address, _time) { Network = Carry }, _time, mark);
    }

    private void Begin(Span<byte> head)
    {
        _time.Begin(StartUs, (head[12] & 32) != 0 ? 7_000_003 : 1_000_000);
        _promised.Clear();
        _late.Clear();
        _last = [];
        _carried = 0;
        (_lost, _doubled, _damaged, _delayed, _lostEach) = (0, 0, 0, 0, 0);
        _sides[0].Begin(head, head[10] & 3, head[14]);
        // Two ends that do not fit, now and then.
        if ((head[9] & 15) == 15) head[1] ^= head[11];
        _sides[1].Begin(head, (head[10] >> 2) & 3, head[15] + 1_000u);
        foreach (HostSide side in _sides) side.Sent = _promised;
        _application.Begin();
    }

    private void Do(ReadOnlySpan<byte> record)
    {
        HostSide side = _sides[record[1] & 1];
        switch ((HostsAct)(record[0] % (int)HostsAct.Count))
        {
            case HostsAct.Poll:
                for (int i = record[2] & 7; i >= 0; i--) side.Poll(record[3] & 7);
                break;
            case HostsAct.Handle:
                side.ServiceHandler(record[3] & 7);
                break;
            case HostsAct.Converse:
                for (int i = record[2] & 7; i >= 0; i--) RunBoth((record[3] & 63) * 1_000);
                break;
            case HostsAct.Flow:
                // As much as a game or a transfer sends, for a while.
                for (int i = record[6] & 7; i >= 0; i--)
                {
                    _application.Do(side, [(byte)HostsAct.SendMany, record[1], record[2], record[3], record[4], (byte)(record[5] & 15), 0, 0]);
                    RunBoth((record[7] & 63) * 1_000);
                }

                break;
            case HostsAct.Flood:
                // The last datagram again, more often than a round takes. Who has sent it does not get it: without a checksum it might well pass for one of the other end's.
                for (int i = (1 + (record[2] & 3)) * FloodDatagrams; i > 0 && _last.Length > 0 && _lastFrom != side.Transport.Address; i--) side.Transport.Arrive(_sides[side == _sides[0] ? 1 : 0].Transport.Address, [.. _last]);
                break;
            case HostsAct.Rebind:
                side.Rebind();
                break;
            case HostsAct.Connect:
                Connect(side, record);
                break;
            case HostsAct.Network:
                Script(side.Transport, record);
                break;
            case HostsAct.Loss:
                (_lost, _doubled) = (record[2] & 15, record[3] & 15);
                (_delayed, _delayUs) = (record[4] & 15, record[5] * 1_000);
                _lostEach = record[7] & 63;
                if ((record[6] & 3) != 0) Damage(record[6] & 3, record[7]);
                break;
            case HostsAct.Step:
                _time.NowUs += (Numbers.StepMs(record[2]) * 1_000L) + record[3];
                break;
            case HostsAct.Inject:
                Inject(side, record);
                break;
            case HostsAct.Behave:
                side.Throws = record[2] & 31;
                side.Reacts = record[3] & 31;
                break;
            default:
                _application.Do(side, record);
                break;
        }
    }

    private void Connect(HostSide side, ReadOnlySpan<byte> record)
    {
        HostSide other = _sides[side == _sides[0] ? 1 : 0];
        ENetAddress to = (record[2] & 7) switch { 6 => Nobody, 7 => Everybody, _ => other.Transport.Address };
        if (side.Host.TryConnect(to, out ENetPeer? peer, 1 + (record[3] & 3), record[4])) side.NoteAsked(peer);
        if ((record[2] & 8) != 0) RunBoth(1_000);
        if ((record[2] & 16) != 0) RunBoth(1_000);
    }

    private static void Script(ScriptedTransport transport, ReadOnlySpan<byte> record)
    {
        transport.Blocked = record[2] & 15;
        transport.SentBeforeBlock = record[3] & 7;
        transport.Refused = record[4] & 15;
        transport.RefusedFor = record[4] >> 4;
        transport.BatchLimit = (record[5] & 3) switch { 1 => 1, 2 => 3, _ => 64 };
        transport.IsUnsure = (record[5] & 4) != 0;
        transport.HasDeadline = (record[5] & 8) != 0;
        transport.LongestBytes = (record[6] & 3) switch { 1 => 600, 2 => 1_200, _ => 4_096 };
        if ((record[6] & 4) != 0) transport.Wake();
    }

    private void Damage(int count, byte how)
    {
        (_damaged, _damage) = (count, how);
        Distrust();
    }

    // What comes from here on may be what nobody sent.
    private void Distrust()
    {
        foreach (HostSide side in _sides) side.Sent = null;
    }

    private void Inject(HostSide side, ReadOnlySpan<byte> record)
    {
        byte[] bytes = (record[2] & 3) switch
        {
            0 => record[3..].ToArray(),
            1 => new byte[Numbers.Length(record[3])],
            _ => [.. _last],
        };
        if (bytes.Length == 0) return;
        if ((record[2] & 4) != 0) bytes[record[4] % bytes.Length] ^= record[5];
        if ((record[2] & 8) != 0) bytes = bytes[..(record[6] % bytes.Length)];
        ENetAddress from = (record[2] & 16) != 0 ? _sides[side == _sides[0] ? 1 : 0].Transport.Address : Nobody;
        if ((record[2] & 16) != 0) Distrust();
        if (bytes.Length > 0) side.Transport.Arrive(from, bytes);
    }

    private void Carry(ScriptedTransport from, ENetAddress to, byte[] bytes)
    {
        if (bytes.Length > 4_096) throw new FuzzException($"A datagram of {bytes.Length} bytes was sent.");
        // What applications send beside ENet may be empty; transports leave such ones out.
        if (bytes.Length == 0) return;
        (_last, _lastFrom) = (bytes, from.Address);
        _carried++;
        if (_lostEach > 1 && _carried % _lostEach == 0) return;
        if (_lost > 0)
        {
            _lost--;
            return;
        }

        int copies = 1;
        if (_doubled > 0)
        {
            _doubled--;
            copies = 2;
        }

        if (_damaged > 0)
        {
            _damaged--;
            bytes[_damage % bytes.Length] ^= (byte)(1 << (_damage & 7));
        }

        for (int i = 0; i < _sides.Length; i++)
        {
            if (_sides[i].Transport.Address == from.Address || (to != Everybody && to != _sides[i].Transport.Address)) continue;
            for (int copy = 0; copy < copies; copy++)
            {
                if (_delayed > 0)
                {
                    _delayed--;
                    _late.Add((_time.NowUs + _delayUs, i, from.Address, [.. bytes]));
                }
                else
                {
                    _sides[i].Transport.Arrive(from.Address, copy == 0 ? bytes : [.. bytes]);
                }
            }
        }
    }

    private void RunBoth(int stepUs)
    {
        for (int i = 0; i < _late.Count; i++)
        {
            if (_late[i].DueUs > _time.NowUs) continue;
            _sides[_late[i].To].Transport.Arrive(_late[i].From, _late[i].Bytes);
            _late.RemoveAt(i--);
        }

        foreach (HostSide side in _sides)
        {
            int events = 0;
            while (side.Poll(0))
            {
                if (++events > MostEvents) throw new FuzzException($"{events} events in a call's time.");
            }
        }

        _time.NowUs += stepUs;
    }

    private void End()
    {
        (_lost, _doubled, _damaged, _delayed, _lostEach) = (0, 0, 0, 0, 0);
        foreach (HostSide side in _sides) side.Heal();

        _application.End(_sides);
        for (int i = 0; i < 4; i++) RunBoth(StepUs);
        foreach (HostSide side in _sides)
        {
            Check(side.Host.Core);
            Facts?.Note(side.Host.Core.Counters);
        }

        bool isMatch = _sides[0].Host.Options.Checksum is null == _sides[1].Host.Options.Checksum is null && _sides[0].Host.Options.Compressor is null == _sides[1].Host.Options.Compressor is null;
        // Twice: whoever was under way has come in by now, and nothing is under way any more. A goodbye names no attempt, so one that is late would end the next.
        foreach (HostSide side in _sides) ResetAll(side);
        _late.Clear();
        for (int i = 0; i < StepsUntilClear && (_sides[0].IsImpaired || _sides[1].IsImpaired); i++) RunBoth(10 * StepUs);
        foreach (HostSide side in _sides)
        {
            side.Transport.DropArrived();
            ResetAll(side);
            // What was received and not handled yet, or read ahead of its turn, may hold the proof of a connection that is over at the other end, or a goodbye.
            for (int i = 0; i < StepsUntilClear || (i < RoundsUntilIdle && side.Host.Core.Stores.ReadAhead.Count > 0); i++)
            {
                _time.NowUs += StepUs;
                side.Poll(0);
                ResetAll(side);
            }
        }

        foreach (HostSide side in _sides) side.Transport.DropArrived();
        _late.Clear();
        if (isMatch) Talk();
        foreach (HostSide side in _sides)
        {
            ResetAll(side);
            // What a flood has left is read in several rounds, and what it made grow is kept for a while.
            for (int i = 0; i < RoundsUntilIdle && side.Host.Core.Stores.ReadAhead.UsedBytes > 0; i++)
            {
                _time.NowUs += StepUs;
                side.Poll(0);
                ResetAll(side);
            }

            Check(side.Host.Core);
            AssertEmpty(side.Host.Core);
        }
    }

    // What was said before it is over, so all may begin anew.
    private static void ResetAll(HostSide side)
    {
        foreach (ENetPeer peer in side.Peers)
        {
            ENetPeerState before = peer.State;
            peer.Reset();
            side.NoteDismissed(peer, before);
        }

        while (side.Poll(0))
        {
        }
    }

    private void Talk()
    {
        foreach (HostSide side in _sides)
        {
            side.Sent = null;
            side.Delivered = 0;
        }

        // A goodbye names no attempt: what was read ahead, and is late, may end one. Whoever asks again comes in.
        ENetPeer peer = Ask();
        for (int i = 0, again = 0; peer.State != ENetPeerState.Connected; i++)
        {
            bool isOver = peer.State == ENetPeerState.Disconnected;
            if (i == MostSteps || (isOver && again++ == MostAgain)) throw new FuzzException($"Everything is healed, and {peer} does not connect: {_sides[0].LastEnd} after {i * StepUs / 1_000} ms.");
            if (isOver) peer = Ask();
            RunBoth(StepUs);
        }

        for (int i = 0; _sides[1].Delivered == 0; i++)
        {
            if (i == MostSteps) throw new FuzzException($"Everything is healed, and {peer} is not heard.");
            if (i == 0 && peer.Send(0, [1, 2, 3], ENetPacketFlags.Reliable) != ENetSendResult.Queued) throw new FuzzException("A new peer takes nothing.");
            RunBoth(StepUs);
        }
    }

    private ENetPeer Ask()
    {
        if (!_sides[0].Host.TryConnect(_sides[1].Transport.Address, out ENetPeer? peer)) throw new FuzzException("All peers are gone, and none can be asked.");
        _sides[0].NoteAsked(peer);
        return peer;
    }

    private static void Check(Host core) => LedgerOracle.AssertAccounted(core, isShared: true);

    private static void AssertEmpty(Host core)
    {
        for (int slot = 0; core.GetPeer(slot) is { } peer; slot++) peer.Reset();
        if (core.RentedBlocks == 0 && core.IncomingQueuedBytes == 0 && core.OutgoingQueuedBytes == 0 && core.ConnectedPeers == 0) return;
        throw new FuzzException($"Nobody is there, and {core.RentedBlocks} blocks are rented, {core.IncomingQueuedBytes} and {core.OutgoingQueuedBytes} bytes queued, {core.ConnectedPeers} peers counted.");
    }
}
