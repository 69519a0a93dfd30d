using System.Collections.Generic;
using ManagedENet.LongRuns.Flows;
using ManagedENet.LongRuns.Network;

namespace ManagedENet.LongRuns.Fairness;

/// <summary>Who meets whom on a line with which queue, and what is expected of it.</summary>
/// <param name="Kind">The flow whose share is shown.</param>
/// <param name="Other">The other.</param>
/// <param name="QueueTenths">The queue, tenths of what the line holds.</param>
/// <param name="Drop">What that queue drops.</param>
/// <param name="MtuBytes">Longest IP packet: TCP fills it, and ManagedENet has packets of 1,420 bytes.</param>
/// <param name="Measure">What the goal is about.</param>
/// <param name="Least">At least so much, or null where nothing is expected.</param>
/// <param name="Most">At most so much, or null.</param>
internal sealed record Pairing(FlowKind Kind, FlowKind Other, int QueueTenths, DropRule Drop, int MtuBytes, Measure Measure, double? Least, double? Most = null)
{
    private static readonly int[] Queues = [5, 10, 40];
    private const int SameLength = 1_420;
    private const int TcpLength = 1_500;

    private static readonly (DropRule Drop, int MtuBytes)[] Rules = [(DropRule.AtLimit, TcpLength), (DropRule.Fits, SameLength), (DropRule.Fits, TcpLength)];
    private static readonly (FlowKind Kind, FlowKind Other)[] Meetings =
    [
        (FlowKind.Tcp, FlowKind.Tcp),
        (FlowKind.Cubic, FlowKind.Tcp),
        (FlowKind.Cubic, FlowKind.Cubic),
        (FlowKind.Native, FlowKind.Tcp),
        (FlowKind.Model, FlowKind.Tcp),
        (FlowKind.Model, FlowKind.Cubic),
    ];

    public string Name => $"{NameOf(Kind)} against {NameOf(Other)}, {QueueTenths / 10.0} BDP, {(Drop == DropRule.AtLimit ? "drop at limit" : MtuBytes == SameLength ? "fits, packets of one length" : "fits, longer packets of TCP")}";

    /// <summary>TCP beside TCP tells whether the line can be believed, and nothing about us.</summary>
    public bool IsSanity => Kind == FlowKind.Tcp && Other == FlowKind.Tcp;

    public string Goal => (Measure, Least, Most) switch
    {
        (_, null, _) => "none",
        (Measure.Jain, _, _) => $"Jain >= {Least:0.00}",
        (_, _, null) => $"share >= {Least:0.00}",
        _ => $"share {Least:0.00} to {Most:0.00}",
    };

    /// <summary>All that are played: everybody by each rule of dropping, one below the other, so that what the rule makes of a share is seen.</summary>
    public static IEnumerable<Pairing> All()
    {
        foreach ((FlowKind kind, FlowKind other) in Meetings)
        {
            foreach (int queue in Queues)
            {
                foreach ((DropRule drop, int mtuBytes) in Rules) yield return Of(kind, other, queue, drop, mtuBytes);
            }
        }
    }

    /// <summary>What the goal is about, of one contest.</summary>
    public double Of(ContestResult result) => Measure == Measure.Jain ? result.Jain : result.Share;

    public bool IsHeldBy(double value) => (Least is not { } least || value >= least) && (Most is not { } most || value <= most);

    private static Pairing Of(FlowKind kind, FlowKind other, int queue, DropRule drop, int mtuBytes) => (kind, other) switch
    {
        // Who is longer is dropped more: that says something about lengths, and is only shown.
        _ when drop == DropRule.Fits && mtuBytes == TcpLength => new Pairing(kind, other, queue, drop, mtuBytes, kind == other ? Measure.Jain : Measure.Share, Least: null),
        (FlowKind.Tcp, FlowKind.Tcp) => new Pairing(kind, other, queue, drop, mtuBytes, Measure.Share, Least: 0.35, Most: 0.65),
        (FlowKind.Cubic, FlowKind.Tcp) when queue > 10 => new Pairing(kind, other, queue, drop, mtuBytes, Measure.Share, Least: 0.15),
        (FlowKind.Cubic, FlowKind.Tcp) => new Pairing(kind, other, queue, drop, mtuBytes, Measure.Share, Least: 0.40, Most: 0.60),
        (FlowKind.Cubic, FlowKind.Cubic) => new Pairing(kind, other, queue, drop, mtuBytes, Measure.Jain, Least: 0.95),
        _ => new Pairing(kind, other, queue, drop, mtuBytes, Measure.Share, Least: null),
    };

    private static string NameOf(FlowKind kind) => kind == FlowKind.Tcp ? "TCP CUBIC" : $"ManagedENet {kind}";
}
