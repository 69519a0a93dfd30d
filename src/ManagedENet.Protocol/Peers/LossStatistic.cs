using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Peers;

/// <summary>Which share of the commands was lost, smoothed over intervals of ten seconds. Counts commands, not datagrams.</summary>
internal struct LossStatistic
{
    public uint Sent { get; set; }

    public uint Lost { get; set; }

    /// <summary>Smoothed loss, of 65,536.</summary>
    public uint Loss { get; private set; }

    public uint Variance { get; private set; }

    /// <summary>Start of the interval that runs; 0 before the first.</summary>
    public long EpochMs { get; private set; }

    /// <summary>Called with each datagram that is sent; true when an interval has ended.</summary>
    // Requirement: REL-060
    public bool Update(long nowMs)
    {
        if (EpochMs == 0)
        {
            EpochMs = nowMs;
            return false;
        }

        if (nowMs - EpochMs < ProtocolConstants.PacketLossIntervalMs || Sent == 0) return false;
        uint loss = (uint)((ulong)Lost * ProtocolConstants.PacketLossScale / Sent);
        uint difference = loss < Loss ? Loss - loss : loss - Loss;
        Variance = (uint)((((ulong)Variance * 3) + difference) / 4);
        Loss = (uint)((((ulong)Loss * 7) + loss) / 8);
        EpochMs = nowMs;
        Sent = 0;
        Lost = 0;
        return true;
    }
}
