namespace ManagedENet.AspNetCore;

/// <summary>What was seen of one peer.</summary>
/// <param name="Slot">Its place in the host.</param>
/// <param name="Address">Where it is.</param>
/// <param name="RoundTripMs">Its round trip, smoothed, in milliseconds.</param>
/// <param name="Loss">The share of what was sent to it that was lost, 0 to 1.</param>
/// <param name="SentBytes">Bytes sent to it.</param>
/// <param name="ReceivedBytes">Bytes that came from it.</param>
/// <param name="Retransmissions">Commands that were sent again.</param>
/// <param name="InTransitBytes">Reliable bytes that are under way to it.</param>
/// <param name="WaitingBytes">Bytes that wait for the application.</param>
/// <param name="Channels">Its channels.</param>
internal readonly record struct PeerReading(
    int Slot, ENetAddress Address, double RoundTripMs, double Loss, long SentBytes, long ReceivedBytes, long Retransmissions, long InTransitBytes, long WaitingBytes, int Channels)
{
    /// <summary>Looks at a peer, on its network thread.</summary>
    public static PeerReading Of(ENetPeer peer)
    {
        ENetPeerStatistics statistics = peer.Statistics;
        return new PeerReading(
            peer.Id,
            peer.Address,
            peer.RoundTripTime.TotalMilliseconds,
            peer.PacketLoss,
            statistics.SentBytes,
            statistics.ReceivedBytes,
            statistics.Retransmissions,
            peer.ReliableBytesInTransit,
            peer.WaitingBytes,
            peer.ChannelCount);
    }
}
