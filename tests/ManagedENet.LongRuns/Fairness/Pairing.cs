using System.Collections.Generic;
using ManagedENet.LongRuns.Flows;

namespace ManagedENet.LongRuns.Fairness;

/// <summary>Who meets whom on a line with which queue, and what is expected of it.</summary>
/// <param name="Kind">The flow whose share is shown.</param>
/// <param name="Other">The other.</param>
/// <param name="QueueTenths">The queue, tenths of what the line holds.</param>
/// <param name="Measure">What the goal is about.</param>
/// <param name="Least">At least so much, or null where nothing is expected.</param>
/// <param name="Most">At most so much, or null.</param>
internal sealed record Pairing(FlowKind Kind, FlowKind Other, int QueueTenths, Measure Measure, double? Least, double? Most = null)
{
    private static readonly int[] Queues = [5, 10, 40];

    public string Name => $"{NameOf(Kind)} against {NameOf(Other)}, {QueueTenths / 10.0} BDP";

    public string Goal => (Measure, Least, Most) switch
    {
        (_, null, _) => "none",
        (Measure.Jain, _, _) => $"Jain >= {Least:0.00}",
        (_, _, null) => $"share >= {Least:0.00}",
        _ => $"share {Least:0.00} to {Most:0.00}",
    };

    /// <summary>All that are played.</summary>
    public static IEnumerable<Pairing> All()
    {
        foreach (int queue in Queues) yield return new Pairing(FlowKind.Tcp, FlowKind.Tcp, queue, Measure.Share, Least: 0.35, Most: 0.65);
        foreach (int queue in Queues) yield return new Pairing(FlowKind.Cubic, FlowKind.Tcp, queue, Measure.Share, queue > 10 ? 0.15 : 0.40, queue > 10 ? null : 0.60);
        foreach (int queue in Queues) yield return new Pairing(FlowKind.Cubic, FlowKind.Cubic, queue, Measure.Jain, Least: 0.95);
        foreach (int queue in Queues) yield return new Pairing(FlowKind.Native, FlowKind.Tcp, queue, Measure.Share, Least: null);
        foreach (int queue in Queues) yield return new Pairing(FlowKind.Model, FlowKind.Tcp, queue, Measure.Share, Least: null);
        foreach (int queue in Queues) yield return new Pairing(FlowKind.Model, FlowKind.Cubic, queue, Measure.Share, Least: null);
    }

    /// <summary>What the goal is about, of one contest.</summary>
    public double Of(ContestResult result) => Measure == Measure.Jain ? result.Jain : result.Share;

    public bool IsHeldBy(double value) => (Least is not { } least || value >= least) && (Most is not { } most || value <= most);

    private static string NameOf(FlowKind kind) => kind == FlowKind.Tcp ? "TCP CUBIC" : $"ManagedENet {kind}";
}
