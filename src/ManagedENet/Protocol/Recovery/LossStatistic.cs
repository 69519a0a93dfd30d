using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Recovery;

/// <summary>Which share of the commands was lost, smoothed over intervals of ten seconds. Counts commands, not datagrams.</summary>
internal struct LossStatistic
{
    private const long IntervalUs = (long)ProtocolConstants.PacketLossIntervalMs * ProtocolTime.UsPerMs;

    public uint Sent { get; set; }

    public uint Lost { get; set; }

    /// <summary>Smoothed loss, of 65,536.</summary>
    public uint Loss { get; private set; }

    public uint Variance { get; private set; }

    /// <summary>True once a first interval has begun.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Start of the interval that runs, once one has begun.</summary>
    public long EpochUs { get; private set; }

    /// <summary>Called with each datagram that is sent; true when an interval has ended.</summary>
    // Requirement: REL-060
    public bool Update(long nowUs)
    {
        if (!HasBegun)
        {
            // As in native, the very first millisecond of a clock begins nothing.
            HasBegun = ProtocolTime.ToMs(nowUs) != 0;
            EpochUs = nowUs;
            return false;
        }

        if (nowUs - EpochUs < IntervalUs || Sent == 0) return false;
        uint loss = (uint)((ulong)Lost * ProtocolConstants.PacketLossScale / Sent);
        uint difference = loss < Loss ? Loss - loss : loss - Loss;
        Variance = (uint)((((ulong)Variance * 3) + difference) / 4);
        Loss = (uint)((((ulong)Loss * 7) + loss) / 8);
        EpochUs = nowUs;
        Sent = 0;
        Lost = 0;
        return true;
    }
}
