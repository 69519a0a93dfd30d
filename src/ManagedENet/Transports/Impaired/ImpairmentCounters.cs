namespace ManagedENet.Transports;

/// <summary>What a <see cref="NetworkImpairment"/> has done so far, in datagrams. Live: read the values whenever you like, on the thread that uses the network.</summary>
public sealed class ImpairmentCounters
{
    internal ImpairmentCounters()
    {
    }

    /// <summary>Given in.</summary>
    public long Submitted { get; private set; }

    /// <summary>Lost for any reason: alone, in a burst, in an outage, in a cut link, in a full queue or for its length.</summary>
    public long Lost { get; private set; }

    /// <summary>Of the lost ones: those lost in a burst.</summary>
    public long LostInBurst { get; private set; }

    /// <summary>Of the lost ones: those lost in an outage.</summary>
    public long LostInOutage { get; private set; }

    /// <summary>Of the lost ones: those lost because the link was cut.</summary>
    public long LostInCut { get; private set; }

    /// <summary>Of the lost ones: those lost because the bandwidth queue or the datagram limit was full.</summary>
    public long LostInQueue { get; private set; }

    /// <summary>Of the lost ones: those lost because they were longer than the path takes in one piece.</summary>
    public long LostAsTooLong { get; private set; }

    /// <summary>Sent a second time.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Held back so that others overtake them.</summary>
    public long HeldBack { get; private set; }

    /// <summary>Changed in one bit.</summary>
    public long BitFlipped { get; private set; }

    /// <summary>Taken out, copies included.</summary>
    public long Taken { get; private set; }

    /// <summary>Of the taken ones: those that came after one which was submitted later.</summary>
    public long TakenOutOfOrder { get; private set; }

    internal void CountFate(ImpairmentFate fate)
    {
        Submitted++;
        if ((fate & ImpairmentFate.Lost) != 0) Lost++;
        if ((fate & ImpairmentFate.LostInBurst) != 0) LostInBurst++;
        if ((fate & ImpairmentFate.LostInOutage) != 0) LostInOutage++;
        if ((fate & ImpairmentFate.LostInCut) != 0) LostInCut++;
        if ((fate & ImpairmentFate.LostInQueue) != 0) LostInQueue++;
        if ((fate & ImpairmentFate.LostAsTooLong) != 0) LostAsTooLong++;
        if ((fate & ImpairmentFate.Duplicated) != 0) Duplicated++;
        if ((fate & ImpairmentFate.HeldBack) != 0) HeldBack++;
        if ((fate & ImpairmentFate.BitFlipped) != 0) BitFlipped++;
    }

    internal void CountTaken(bool outOfOrder)
    {
        Taken++;
        if (outOfOrder) TakenOutOfOrder++;
    }
}
