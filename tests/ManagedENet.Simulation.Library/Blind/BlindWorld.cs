using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Blind;

/// <summary>
/// A host with the options it has by default, and somebody who asks in the name of others and guesses what they are answered. Time is virtual, and luck comes from a seed.
/// </summary>
/// <remarks>
/// It knows the code, the options and the host's clock. So it draws names among those that are drawn; half of its sequence numbers are those that native would use, the others any; its
/// times are those of the last second. Its attempts get as many answers as the host gives, and never more, so that networks have no shares: above 2,000 in a second everybody must ask twice, and so it
/// does. Three wrong guesses end an attempt, so that the answers bound how many guesses can be right.
/// </remarks>
internal sealed class BlindWorld : IDisposable
{
    private const long UsPerMs = 1_000;
    private const int Names = 4_095;
    private const int Sessions = 4;
    private const int NativeSequences = 4;
    private const int ClockIsWithinMs = 1_024;
    private const int DatagramBytes = 4_096;
    private const long RepeatMs = 200;
    private const long CalmMs = 30_000;

    // Just below the 5,000 answers of a second.
    private const int AttemptsInTenMs = 49;
    private const int GuessesForAttempt = 4;

    // As many as leave an attempt the time to be answered some times.
    private const int GuessesInMs = 10;

    private const int ConnectIdAt = 44;
    private const int SequenceAt = 4;
    private const int EchoedSequenceAt = 6;
    private const int EchoedTimeAt = 8;

    private readonly BlindWay _way;
    private readonly SimulationRandom _luck;
    private readonly Host _host;
    private readonly int _lowestName;
    private readonly ENetAddress _victim = ENetAddress.FromIPv4(0xCB00_7107, 40_000);
    private readonly byte[] _question = WireDatagram.ToStranger().Connect(new WireProposal()).Bytes;
    private readonly byte[] _guess = new WireDatagram(0).Acknowledge(WireDatagram.Control, 1, 1).Bytes;
    private readonly byte[] _sent = new byte[DatagramBytes];
    private readonly byte[] _taken = new byte[DatagramBytes];
    private long _nowMs = 1_000_000;
    private long _guesses;
    private long _accepted;
    private long _answers;
    private int _owed;

    /// <summary>One that guesses that way.</summary>
    public BlindWorld(ulong seed, BlindWay way)
    {
        _way = way;
        _luck = new SimulationRandom(seed * 2);
        var options = new HostOptions();
        // The others are the numbers of its slots, which are not drawn.
        _lowestName = options.PeerLimit;
        _host = new Host(options, new SimulationRandom((seed * 2) + 1), _nowMs * UsPerMs);
    }

    /// <summary>Guesses that often, and then comes in with open eyes.</summary>
    public BlindTally Run(long guesses)
    {
        long startMs = _nowMs;
        while (_guesses < guesses) Step();
        double seconds = (_nowMs - startMs) / 1_000.0;
        long wrongSession = _host.Counters[DropReason.WrongSession];
        long inSession = _host.Counters[DropReason.UnexpectedAcknowledgement] + _accepted;
        return new BlindTally(_guesses, wrongSession + inSession, inSession, _accepted, _answers, 1, ComeIn() ? 1 : 0, seconds);
    }

    public void Dispose() => _host.Dispose();

    private void Step()
    {
        _nowMs++;
        _host.AdvanceTime(_nowMs * UsPerMs);
        int guesses;
        if (_way == BlindWay.OneAttempt)
        {
            if (_nowMs % RepeatMs == 0) Ask(connectId: 1);
            guesses = GuessesInMs;
        }
        else
        {
            _owed += AttemptsInTenMs;
            int attempts = _owed / 10;
            _owed %= 10;
            for (int i = 0; i < attempts; i++)
            {
                uint connectId = _luck.NextUInt32();
                Ask(connectId);
                Ask(connectId);
            }

            guesses = attempts * GuessesForAttempt;
        }

        Send();
        for (int i = 0; i < guesses; i++) Guess();
        if (_host.ConnectedPeers > 0) CountAccepted();
    }

    private void Ask(uint connectId)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_question.AsSpan(ConnectIdAt), connectId);
        Give(_question);
    }

    private void Guess()
    {
        ulong luck = _luck.NextUInt64();
        int name = _lowestName + (int)(((luck & 0xFFFF_FFFF) * (ulong)(Names - _lowestName)) >> 32);
        int session = (int)((luck >> 32) % Sessions);
        bool isNative = (luck & (1UL << 34)) != 0;
        ushort sequence = isNative ? (ushort)(1 + ((luck >> 35) % NativeSequences)) : (ushort)(luck >> 48);
        ushort time = (ushort)(_nowMs - (long)((luck >> 37) % ClockIsWithinMs));
        BinaryPrimitives.WriteUInt16BigEndian(_guess, (ushort)(name | (session << 12)));
        Answer(_guess, sequence, time);
        _guesses++;
    }

    private void Answer(byte[] answer, ushort sequence, ushort time)
    {
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(SequenceAt), sequence);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(EchoedSequenceAt), sequence);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(EchoedTimeAt), time);
        Give(answer);
    }

    // A host may overwrite what it gets.
    private void Give(byte[] datagram)
    {
        datagram.CopyTo(_taken, 0);
        _host.HandleDatagram(_nowMs * UsPerMs, _victim, _taken.AsSpan(0, datagram.Length));
    }

    // The answers go to the victim, which does not know what they are about.
    private void Send()
    {
        _host.BeginSendPass(_nowMs * UsPerMs, checkTimeouts: true);
        while (_host.TryWriteDatagram(_sent, out _, out _, out _)) _answers++;
    }

    private void CountAccepted()
    {
        for (int slot = 0; slot < _host.Options.PeerLimit; slot++)
        {
            if (_host.GetPeer(slot) is not { State: ENetPeerState.Connected } connection) continue;
            _accepted++;
            connection.Reset();
        }

        while (_host.TryTakeEvent(out _))
        {
        }
    }

    // That nobody came in shows nothing if nobody could.
    private bool ComeIn()
    {
        _nowMs += CalmMs;
        _host.AdvanceTime(_nowMs * UsPerMs);
        Ask(connectId: 7);
        _host.BeginSendPass(_nowMs * UsPerMs, checkTimeouts: true);
        if (!_host.TryWriteDatagram(_sent, out int length, out _, out _)) return false;
        var seen = SeenDatagram.Read(_sent.AsSpan(0, length), _nowMs);
        SeenCommand verify = seen.Commands[0];
        Give(new WireDatagram(verify.U16(4), verify.Bytes[7]).Acknowledge(WireDatagram.Control, verify.Sequence, seen.SentTime ?? 0).Bytes);
        return _host.ConnectedPeers == 1;
    }
}
