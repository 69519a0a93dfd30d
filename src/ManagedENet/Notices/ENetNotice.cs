namespace ManagedENet;

/// <summary>
/// Something that a person who sets up a host should know, and that native ENet keeps to itself: above all, that the two ends do not use the same checksum or
/// compressor, so that nothing understands each other and every attempt ends in a time-out. <see cref="ENetHost.Notice"/> gives it.
/// </summary>
public sealed class ENetNotice
{
    internal ENetNotice(ENetNoticeKind kind, string message, ENetAddress address = default, long count = 0, long leftOut = 0)
    {
        Kind = kind;
        Message = leftOut == 0 ? message : $"{message} ({leftOut} more notices were left out before this one: there were too many.)";
        Address = address;
        Count = count;
        LeftOut = leftOut;
    }

    /// <summary>What it is about.</summary>
    public ENetNoticeKind Kind { get; }

    /// <summary>What was seen, and what to do, in a plain English sentence for a log.</summary>
    public string Message { get; }

    /// <summary>Who it is about; empty (<see cref="ENetAddress.IsEmpty"/>) when it is about this machine.</summary>
    public ENetAddress Address { get; }

    /// <summary>How often it was seen before this notice was made; 0 when it is about this machine.</summary>
    public long Count { get; }

    /// <summary>Notices that did not come since the last one, because there would have been more than 30 in a minute; nearly always 0.</summary>
    public long LeftOut { get; }

    /// <summary>The <see cref="Message"/>.</summary>
    public override string ToString() => Message;
}
