using System.Numerics;

namespace ManagedENet.Simulation.Swarm;

/// <summary>One packet that an application of the swarm has sent, and what is known of it.</summary>
internal sealed class SwarmPacket(int id, SwarmFlow flow, in SwarmPacketTerms terms, int place, int firmBefore)
{
    private ulong _arrived;

    /// <summary>Its number in the whole world, which stands in its bytes.</summary>
    public int Id { get; } = id;

    public SwarmFlow Flow { get; } = flow;

    public SwarmPacketTerms Terms { get; } = terms;

    /// <summary>How many its flow had sent before it.</summary>
    public int Place { get; } = place;

    /// <summary>How many packets of its channel that must arrive were sent before it.</summary>
    public int FirmBefore { get; } = firmBefore;

    /// <summary>Its first bytes were on the wire.</summary>
    public bool IsSighted { get; set; }

    public bool IsDelivered { get; set; }

    /// <summary>In how many parts it travels, once it is sighted.</summary>
    public int Parts { get; set; }

    /// <summary>All of it has come into the other end's socket, in whatever order.</summary>
    public bool HasArrived => Parts > 0 && BitOperations.PopCount(_arrived) == Parts;

    /// <summary>A part of it has come into the other end's socket.</summary>
    public void Arrive(int part) => _arrived |= 1UL << part;

    /// <summary>What the sender was told of it.</summary>
    public ENetReceiptState? Receipt { get; set; }

    /// <summary>It is never given up while its connection lives.</summary>
    public bool IsFirm => Terms.IsReliable && Terms is { Key: 0, HasDeadline: false };

    public override string ToString() => $"packet {Id}, number {Place} of its flow ({Terms.Kind}, channel {Terms.Channel}, {Terms.Length} bytes{(Terms.Key == 0 ? "" : $", key {Terms.Key}")}{(Terms.HasDeadline ? ", with a deadline" : "")})";
}
