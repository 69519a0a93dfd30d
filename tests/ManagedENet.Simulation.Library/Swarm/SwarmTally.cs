namespace ManagedENet.Simulation.Swarm;

/// <summary>How much of everything has happened, so that a swarm in which something never happens is noticed.</summary>
internal sealed class SwarmTally
{
    public long Worlds { get; set; }

    public long VirtualMs { get; set; }

    public long Datagrams { get; set; }

    public long Packets { get; set; }

    public long Delivered { get; set; }

    public long Connections { get; set; }

    public long Cuts { get; set; }

    public long Pauses { get; set; }

    public long Steps { get; set; }

    public long Rebinds { get; set; }

    public long Restarts { get; set; }

    public long Refused { get; set; }

    public long Broadcasts { get; set; }

    public long Untrusted { get; set; }

    public long Expired { get; set; }

    public long Superseded { get; set; }

    public long ReceiptsDelivered { get; set; }

    public long ReceiptsEnded { get; set; }

    public long Timeouts { get; set; }

    public long Replaced { get; set; }

    public long HostFull { get; set; }

    public long Ghosts { get; set; }

    public long MeasuredMemory { get; set; }

    public int MostSentAtOnce { get; set; }

    public void Add(SwarmTally other)
    {
        Worlds += other.Worlds;
        VirtualMs += other.VirtualMs;
        Datagrams += other.Datagrams;
        Packets += other.Packets;
        Delivered += other.Delivered;
        Connections += other.Connections;
        Cuts += other.Cuts;
        Pauses += other.Pauses;
        Steps += other.Steps;
        Rebinds += other.Rebinds;
        Restarts += other.Restarts;
        Refused += other.Refused;
        Broadcasts += other.Broadcasts;
        Untrusted += other.Untrusted;
        Expired += other.Expired;
        Superseded += other.Superseded;
        ReceiptsDelivered += other.ReceiptsDelivered;
        ReceiptsEnded += other.ReceiptsEnded;
        Timeouts += other.Timeouts;
        Replaced += other.Replaced;
        HostFull += other.HostFull;
        Ghosts += other.Ghosts;
        MeasuredMemory += other.MeasuredMemory;
        MostSentAtOnce = System.Math.Max(MostSentAtOnce, other.MostSentAtOnce);
    }

    public override string ToString() =>
        $"""
        {Worlds} worlds, {VirtualMs / 3_600_000.0:F1} hours of theirs, {Connections} connections, {Packets} packets, {Delivered} delivered, {Datagrams} datagrams
        {Cuts} cuts, {Pauses} pauses, {Steps} clocks set, {Rebinds} addresses changed, {Restarts} restarts, {Untrusted} worlds with bits turned over and no checksum
        {Timeouts} time-outs, {Replaced} replaced, {HostFull} times full; {Refused} sends refused, {Broadcasts} broadcasts, at most {MostSentAtOnce} datagrams in one call
        {Expired} expired, {Superseded} superseded, receipts: {ReceiptsDelivered} delivered, {ReceiptsEnded} ended; {Ghosts} packets of earlier connections; memory walked through {MeasuredMemory} times
        """;
}
