using System.Collections.Generic;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Simulate;

/// <summary>What became of the game's traffic with one congestion control.</summary>
internal sealed record ControlResult
{
    public required ENetCongestionControl Control { get; init; }

    /// <summary>Messages that the game had, those after a lost connection among them.</summary>
    public required long Planned { get; init; }

    public required long Delivered { get; init; }

    /// <summary>Unreliable messages that the packet throttle of the server dropped before they left.</summary>
    public required long Throttled { get; init; }

    public required Percentiles Latencies { get; init; }

    public required long BulkDelivered { get; init; }

    /// <summary>From the start to the last part that arrived, or to the end of the simulation when some is missing.</summary>
    public required double BulkSeconds { get; init; }

    public required bool IsBulkOver { get; init; }

    /// <summary>Reliable commands that the server sent again, each time counted; a packet is one, or as many as it has fragments.</summary>
    public required long SentAgain { get; init; }

    /// <summary>The reliable commands themselves.</summary>
    public required long ReliableCommands { get; init; }

    /// <summary>Bytes of the datagrams to the clients, without the headers of IP and UDP.</summary>
    public required long BytesDown { get; init; }

    public required long BytesUp { get; init; }

    public required PathLosses Losses { get; init; }

    public required int ConnectionsLost { get; init; }

    /// <summary>Why the first lost connection ended; null when none did.</summary>
    public required ENetDisconnectReason? EndReason { get; init; }

    /// <summary>When the first lost connection ended, from the start of the traffic on.</summary>
    public required double EndSeconds { get; init; }

    /// <summary>Virtual time from the start of the traffic to its end.</summary>
    public required double SimulatedSeconds { get; init; }

    public required bool IsInterrupted { get; init; }

    /// <summary>What the server's senders did, as lines of JSON; empty when nobody asked for it.</summary>
    public string Log { get; init; } = string.Empty;

    /// <summary>What the sender to the first client did; empty when nobody asked for it.</summary>
    public IReadOnlyList<ENetLogEntry> Entries { get; init; } = [];

    /// <summary>When the traffic began, on the clock of the entries, microseconds.</summary>
    public long StartUs { get; init; }

    public double DeliveredPercent => Share(Delivered, Planned);

    public double SentAgainPercent => Share(SentAgain, ReliableCommands);

    public double BulkKilobytesPerSecond => BulkSeconds > 0 ? BulkDelivered / 1_000.0 / BulkSeconds : 0;

    public string Name => NameOf(Control);

    public static string NameOf(ENetCongestionControl control) => control.ToString().ToLowerInvariant();

    private static double Share(long part, long whole) => whole == 0 ? 0 : 100.0 * part / whole;
}
