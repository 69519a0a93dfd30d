using System;

namespace ManagedENet.Protocol.Diagnostics;

/// <summary>
/// What the senders of one host say about single commands. They do not know whose they are: whoever gives a connection its turn says so first. A host without a log has
/// none of these, and one look whether there is one is all that it costs.
/// </summary>
internal sealed class SenderLog
{
    private readonly ILogTarget _target;
    private readonly long _originUs;
    private int _slot;
    private uint _connectId;

    /// <summary>A log of what happens from a time on.</summary>
    /// <param name="target">Takes the entries.</param>
    /// <param name="originUs">Their times count from here.</param>
    public SenderLog(ILogTarget target, long originUs)
    {
        _target = target;
        _originUs = originUs;
    }

    /// <summary>Commands that the received datagram has acknowledged so far.</summary>
    public int AcknowledgedCount { get; private set; }

    /// <summary>Their payload bytes.</summary>
    public long AcknowledgedBytes { get; private set; }

    /// <summary>How long the last of them took, microseconds.</summary>
    public long LatestRoundTripUs { get; private set; }

    /// <summary>What is noted from here on is about this connection.</summary>
    public void Begin(int slot, uint connectId)
    {
        _slot = slot;
        _connectId = connectId;
        ForgetAcknowledged();
    }

    /// <summary>Puts an entry in about a connection, whoever has its turn; its time is filled in.</summary>
    public void Add(long nowUs, int slot, uint connectId, in ENetLogEntry entry) =>
        _target.Add(entry with { TimeUs = nowUs - _originUs, Slot = (short)slot, ConnectId = connectId });

    /// <summary>True when there are acknowledgements of the connection in this slot that no entry has told yet.</summary>
    public bool HasAcknowledged(int slot) => AcknowledgedCount > 0 && slot == _slot;

    /// <summary>They have their entry.</summary>
    public void ForgetAcknowledged()
    {
        AcknowledgedCount = 0;
        AcknowledgedBytes = 0;
    }

    /// <summary>Commands are acknowledged; they become one entry when the datagram has been read.</summary>
    public void NoteAcknowledged(int count, long bytes, long roundTripUs)
    {
        AcknowledgedCount += count;
        AcknowledgedBytes += bytes;
        LatestRoundTripUs = roundTripUs;
    }

    /// <summary>Time is up for all that is under way.</summary>
    public void NoteProbe(long nowUs) => Add(nowUs, new ENetLogEntry { Kind = ENetLogKind.ProbeTimeout });

    /// <summary>A sending is lost, or asked for again.</summary>
    public void NoteLost(long nowUs, ENetLossTrigger trigger, int bytes, byte channelId, ushort sequence, int attempts, long sentTimeUs) =>
        Add(nowUs, Sending(nowUs, ENetLogKind.Lost, bytes, channelId, sequence, sentTimeUs) with { Trigger = trigger, Count = attempts });

    /// <summary>A sending arrived that had been repeated.</summary>
    public void NoteSpurious(long nowUs, int bytes, byte channelId, ushort sequence, long sentTimeUs) => Add(nowUs, Sending(nowUs, ENetLogKind.SpuriousLoss, bytes, channelId, sequence, sentTimeUs));

    /// <summary>A reliable command is sent once more before it could be missed.</summary>
    public void NoteCopied(long nowUs, int bytes, byte channelId, ushort sequence, long sentTimeUs) => Add(nowUs, Sending(nowUs, ENetLogKind.Copied, bytes, channelId, sequence, sentTimeUs));

    /// <summary>The throttle dropped a packet.</summary>
    public void NoteThrottled(long nowUs, int bytes, byte channelId) => Add(nowUs, new ENetLogEntry { Kind = ENetLogKind.Throttled, Bytes = bytes, Channel = channelId });

    /// <summary>A packet was late and is not sent.</summary>
    public void NoteExpired(long nowUs, int bytes, byte channelId) => Add(nowUs, new ENetLogEntry { Kind = ENetLogKind.Expired, Bytes = bytes, Channel = channelId });

    /// <summary>A time as 32 bits.</summary>
    public static uint Clip(long us) => (uint)Math.Min(Math.Max(us, 0), uint.MaxValue);

    private static ENetLogEntry Sending(long nowUs, ENetLogKind kind, int bytes, byte channelId, ushort sequence, long sentTimeUs) =>
        new() { Kind = kind, Bytes = bytes, Channel = channelId, Sequence = sequence, AgeUs = Clip(nowUs - sentTimeUs) };

    private void Add(long nowUs, in ENetLogEntry entry) => Add(nowUs, _slot, _connectId, entry);
}
