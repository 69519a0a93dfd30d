using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Tool.Demo;

/// <summary>What the demonstration found, and the two rates it is judged by.</summary>
internal sealed class DemoResult
{
    public const double SuccessGoalPercent = 99.5;
    public const double RecoveryGoalPercent = 95;

    public const string SuccessDefinition =
        "success: of all operations asked for (connects, packets to send, reliable packets to deliver, disconnects), those that were done";

    public const string RecoveryDefinition =
        "recovery: errors are the datagrams lost, duplicated or held back that carried reliable commands or acknowledgements; not healed counts each reliable packet that in the end is missing, doubled, out of order or corrupt, and each connection not made, broken or not ended";

    public required int ConnectsAsked { get; init; }

    public required int ConnectsMade { get; init; }

    public required int DisconnectsMade { get; init; }

    public required int ConnectionsBroken { get; init; }

    public required IReadOnlyList<WayResult> Ways { get; init; }

    public required FaultLedger Faults { get; init; }

    public required long Retransmissions { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required bool IsInterrupted { get; init; }

    public long OperationsAsked => (2L * ConnectsAsked) + Ways.Sum(w => w.Planned) + Ways.Where(w => w.Way.IsReliable).Sum(w => w.Planned);

    public long OperationsDone => ConnectsMade + DisconnectsMade + Ways.Sum(w => w.Sent) + Ways.Where(w => w.Way.IsReliable).Sum(w => w.Delivered);

    public double SuccessPercent => 100.0 * OperationsDone / OperationsAsked;

    public long Errors => Faults.ReliableErrors;

    public long NotHealed => Ways.Where(w => w.Way.IsReliable).Sum(w => w.Missing + w.Duplicated + w.OutOfOrder + w.Corrupt)
        + (ConnectsAsked - ConnectsMade) + (ConnectsMade - DisconnectsMade) + ConnectionsBroken;

    public long Healed => Math.Max(0, Errors - NotHealed);

    /// <summary>100 where there was nothing to heal and nothing went wrong by itself.</summary>
    public double RecoveryPercent => Errors == 0 ? (NotHealed == 0 ? 100 : 0) : 100.0 * Healed / Errors;

    public bool IsSuccessReached => SuccessPercent >= SuccessGoalPercent;

    public bool IsRecoveryReached => RecoveryPercent >= RecoveryGoalPercent;

    /// <summary>Nothing false may be delivered by any way, reliable or not, whatever the rates say.</summary>
    public bool IsGood => IsSuccessReached && IsRecoveryReached && Ways.All(w => w.Corrupt == 0 && w.Duplicated == 0);
}
