namespace ManagedENet.Simulation.Soak;

/// <summary>What one end of a connection has sent and received, by channel. Reliable messages must come one after the other; of the others each comes, or was in a datagram that was lost.</summary>
internal sealed class SoakFlow
{
    private readonly long[] _sent = new long[SoakEnd.Channels];
    private readonly long[] _received = new long[SoakEnd.Channels];
    private readonly long[] _lost = new long[SoakEnd.Channels];
    private readonly long[] _next = new long[SoakEnd.Channels];
    private int _remoteSlot = -1;

    /// <summary>The slot at the other end, once something has come from there.</summary>
    public int RemoteSlot => _remoteSlot;

    /// <summary>The number of the next message, which is sent.</summary>
    public long TakeNumber(byte channel) => _sent[channel]++;

    public long Sent(byte channel) => _sent[channel];

    public long Received(byte channel) => _received[channel];

    /// <summary>Messages whose datagram was lost.</summary>
    public long Lost(byte channel) => _lost[channel];

    public void NoteLost(byte channel) => _lost[channel]++;

    public void Take(byte channel, long number, int remoteSlot)
    {
        if (_remoteSlot < 0) _remoteSlot = remoteSlot;
        // The line turns nothing round, so that not even messages without order may.
        bool isRight = channel == SoakEnd.Reliable ? number == _next[channel] : number >= _next[channel];
        if (!isRight || remoteSlot != _remoteSlot) throw new AssertionException($"Message {number} from slot {remoteSlot} came on channel {channel} where {_next[channel]} from {_remoteSlot} was next.");
        _next[channel] = number + 1;
        _received[channel]++;
    }
}
