using System;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>
/// What a host tells its log about connections: what left, what was acknowledged, and what has changed since it told last. The last that it told is kept here, for each
/// slot, because a connection of a host without a log has no room for it.
/// </summary>
internal sealed class ConnectionLog
{
    private const int NoSlot = -1;
    private const int CausedPerSecond = 100;

    private readonly Surroundings _surroundings;
    private readonly SenderLog _log;
    private readonly Told[] _told;

    // What others can cause without our doing: of strangers together, and of each connection.
    private readonly RateLimit _causedLimit = new(CausedPerSecond, CausedPerSecond);
    private TokenBucket _strangers;
    private int _untold;

    /// <summary>The log of a host.</summary>
    public ConnectionLog(Surroundings surroundings, SenderLog log, int slots)
    {
        _surroundings = surroundings;
        _log = log;
        _told = new Told[slots];
        _strangers = TokenBucket.Full(surroundings.NowUs, _causedLimit);
    }

    /// <summary>A connection has its turn, to send or to read: what its sender does is logged under its name.</summary>
    // Requirement: CGC-060
    public void Begin(Connection connection) => _log.Begin(connection.Slot, connection.ConnectId);

    /// <summary>A connection is open.</summary>
    public void AddConnected(Connection connection) => AddAbout(connection, new ENetLogEntry { Kind = ENetLogKind.Connected });

    /// <summary>A connection is over.</summary>
    // Requirement: CGC-063
    public void AddDisconnected(Connection connection) => AddAbout(connection, new ENetLogEntry { Kind = ENetLogKind.Disconnected, EndReason = connection.EndReason });

    /// <summary>A short answer left for somebody who has no connection. A crowd of strangers must not drive out what the log has of connections: most of its answers are counted in the next entry.</summary>
    // Requirement: ADM-022
    public void AddReply(int bytes)
    {
        _untold++;
        if (!_strangers.TryTake(_surroundings.NowUs, _causedLimit)) return;
        _log.Add(_surroundings.NowUs, NoSlot, 0, new ENetLogEntry { Kind = ENetLogKind.DatagramSent, Bytes = bytes, Count = _untold });
        _untold = 0;
    }

    /// <summary>A connection has had its turn to send: a datagram of so many bytes, or none. Rules that were set and a pace that is over show then too.</summary>
    // Requirement: CGC-061, CGC-063
    public void AddTurn(Connection connection, int bytes)
    {
        if (bytes > 0) Add(connection, new ENetLogEntry { Kind = ENetLogKind.DatagramSent, Bytes = bytes });
        AddChanges(connection, isOurs: bytes > 0);
    }

    /// <summary>A datagram of the connection was read.</summary>
    // Requirement: CGC-062, CGC-063
    public void AddRead(Connection connection)
    {
        bool isAnswer = _log.HasAcknowledged(connection.Slot);
        AddAcknowledged(connection);
        AddChanges(connection, isAnswer);
    }

    // In the middle of somebody's turn, perhaps another's: what this one has acknowledged until now comes before it.
    private void AddAbout(Connection connection, in ENetLogEntry entry)
    {
        AddAcknowledged(connection);
        Add(connection, entry);
    }

    private void AddAcknowledged(Connection connection)
    {
        if (!_log.HasAcknowledged(connection.Slot)) return;
        Add(connection, new ENetLogEntry
        {
            Kind = ENetLogKind.Acknowledged,
            Count = _log.AcknowledgedCount,
            Bytes = (int)_log.AcknowledgedBytes,
            LatestRoundTripUs = SenderLog.Clip(_log.LatestRoundTripUs),
        });
        _log.ForgetAcknowledged();
    }

    private void Add(Connection connection, in ENetLogEntry entry) => _log.Add(_surroundings.NowUs, connection.Slot, connection.ConnectId, entry with
    {
        InFlightBytes = (int)connection.ReliableBytesInTransit,
        WindowBytes = Clip(connection.CongestionWindowBytes),
    });

    // What changes because something left, or was acknowledged, changes no more often than that. A peer could change other things with each of its datagrams: what is too much is told by a later entry.
    private void AddChanges(Connection connection, bool isOurs)
    {
        // Its end was told.
        if (connection.Phase == ENetPeerState.Disconnected) return;
        ref Told told = ref _told[connection.Slot];
        ENetCongestionState state = connection.CongestionStateAt(_surroundings.NowUs);
        if (told.Turn != connection.Turn || !told.IsSet) told = new Told { IsSet = true, Turn = connection.Turn, State = ENetCongestionState.Native, Caused = TokenBucket.Full(_surroundings.NowUs, _causedLimit) };
        if (told.MtuBytes != connection.MtuBytes && MayTell(ref told, isOurs))
        {
            told.MtuBytes = connection.MtuBytes;
            Add(connection, new ENetLogEntry { Kind = ENetLogKind.MtuUpdated, Bytes = connection.MtuBytes });
        }

        if (told.State != state && MayTell(ref told, isOurs))
        {
            told.State = state;
            Add(connection, new ENetLogEntry { Kind = ENetLogKind.StateChanged, State = state });
        }

        var now = new ENetLogEntry
        {
            Kind = ENetLogKind.MetricsUpdated,
            SmoothedRoundTripUs = SenderLog.Clip(connection.RoundTripTimeUs),
            RoundTripVarianceUs = SenderLog.Clip(connection.RoundTripTimeVarianceUs),
            LowestRoundTripUs = SenderLog.Clip(connection.LowestRoundTripUs),
            WindowBytes = Clip(connection.CongestionWindowBytes),
            PacingRate = connection.PacingRate,
            PacketThrottle = (byte)connection.PacketThrottle,
            State = state,
        };
        if (told.Metrics == now || !MayTell(ref told, isOurs)) return;
        told.Metrics = now;
        Add(connection, now);
    }

    // Requirement: ADM-022
    private bool MayTell(ref Told told, bool isOurs) => isOurs || told.Caused.TryTake(_surroundings.NowUs, _causedLimit);

    private static int Clip(long bytes) => (int)Math.Min(bytes, int.MaxValue);

    private struct Told
    {
        public bool IsSet;
        public int Turn;
        public int MtuBytes;
        public TokenBucket Caused;
        public ENetCongestionState State;
        public ENetLogEntry Metrics;
    }
}
