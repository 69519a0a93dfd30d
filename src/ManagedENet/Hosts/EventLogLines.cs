using System.Globalization;
using System.IO;

namespace ManagedENet.Internal;

/// <summary>Entries of a log as lines of JSON with the names of qlog (draft-ietf-quic-qlog-main-schema and -quic-events), where it has them.</summary>
internal readonly struct EventLogLines
{
    private const double UsPerMs = 1_000;
    private readonly TextWriter _writer;

    public EventLogLines(TextWriter writer) => _writer = writer;

    /// <summary>What the file is.</summary>
    public void WriteHeader() => _writer.Write(
        "{\"qlog_format\":\"NDJSON\",\"qlog_version\":\"0.3\",\"title\":\"ManagedENet\",\"trace\":{\"common_fields\":{\"protocol_type\":[\"ENet\"],\"time_format\":\"relative\"},"
        + "\"vantage_point\":{\"type\":\"unknown\"}}}\n");

    /// <summary>One entry.</summary>
    public void Write(in ENetLogEntry e)
    {
        string group = e.Slot < 0 ? string.Empty : string.Format(CultureInfo.InvariantCulture, ",\"group_id\":\"{0}:{1:x8}\"", e.Slot, e.ConnectId);
        _writer.Write(string.Format(CultureInfo.InvariantCulture, "{{\"time\":{0:0.000},\"name\":\"{1}\"{2},\"data\":{{{3}}}}}\n", e.TimeUs / UsPerMs, NameOf(e.Kind), group, DataOf(e)));
    }

    private static string NameOf(ENetLogKind kind) => kind switch
    {
        ENetLogKind.Connected => "connectivity:connection_started",
        ENetLogKind.Disconnected => "connectivity:connection_closed",
        ENetLogKind.DatagramSent => "transport:packet_sent",
        ENetLogKind.Acknowledged => "recovery:packets_acked",
        ENetLogKind.Lost => "recovery:packet_lost",
        ENetLogKind.SpuriousLoss => "recovery:spurious_loss",
        ENetLogKind.ProbeTimeout => "recovery:loss_timer_expired",
        ENetLogKind.Throttled or ENetLogKind.Expired or ENetLogKind.Superseded => "transport:packet_dropped",
        ENetLogKind.Copied => "recovery:copy_sent",
        ENetLogKind.MetricsUpdated => "recovery:metrics_updated",
        ENetLogKind.StateChanged => "recovery:congestion_state_updated",
        _ => "recovery:mtu_updated",
    };

    private static string DataOf(in ENetLogEntry e) => e.Kind switch
    {
        ENetLogKind.Connected => Invariant("\"bytes_in_flight\":{0},\"congestion_window\":{1}", e.InFlightBytes, e.WindowBytes),
        ENetLogKind.Disconnected => Invariant("\"reason\":\"{0}\"", e.EndReason.ToString()),
        ENetLogKind.DatagramSent when e.Slot < 0 => Invariant("\"length\":{0},\"count\":{1}", e.Bytes, e.Count),
        ENetLogKind.DatagramSent => Invariant("\"length\":{0},\"bytes_in_flight\":{1},\"congestion_window\":{2}", e.Bytes, e.InFlightBytes, e.WindowBytes),
        ENetLogKind.Acknowledged => Invariant("\"commands\":{0},\"bytes\":{1},\"latest_rtt\":{2:0.000},\"bytes_in_flight\":{3}", e.Count, e.Bytes, e.LatestRoundTripUs / UsPerMs, e.InFlightBytes),
        ENetLogKind.Lost => Invariant(
            "\"trigger\":\"{0}\",\"bytes\":{1},\"channel\":{2},\"sequence\":{3},\"sent\":{4},\"age\":{5:0.000}", NameOf(e.Trigger), e.Bytes, e.Channel, e.Sequence, e.Count, e.AgeUs / UsPerMs),
        ENetLogKind.SpuriousLoss or ENetLogKind.Copied => Invariant("\"bytes\":{0},\"channel\":{1},\"sequence\":{2},\"age\":{3:0.000}", e.Bytes, e.Channel, e.Sequence, e.AgeUs / UsPerMs),
        ENetLogKind.Throttled => Invariant("\"trigger\":\"throttle\",\"bytes\":{0},\"channel\":{1}", e.Bytes, e.Channel),
        ENetLogKind.Expired => Invariant("\"trigger\":\"expired\",\"bytes\":{0},\"channel\":{1}", e.Bytes, e.Channel),
        ENetLogKind.Superseded => Invariant("\"trigger\":\"superseded\",\"bytes\":{0},\"channel\":{1}", e.Bytes, e.Channel),
        ENetLogKind.MetricsUpdated => Invariant(
            "\"smoothed_rtt\":{0:0.000},\"rtt_variance\":{1:0.000},\"min_rtt\":{2:0.000},\"congestion_window\":{3},\"bytes_in_flight\":{4},\"pacing_rate\":{5},\"packet_throttle\":{6}",
            e.SmoothedRoundTripUs / UsPerMs,
            e.RoundTripVarianceUs / UsPerMs,
            e.LowestRoundTripUs / UsPerMs,
            e.WindowBytes,
            e.InFlightBytes,
            // qlog counts bits here.
            e.PacingRate * 8,
            e.PacketThrottle),
        ENetLogKind.StateChanged => Invariant("\"new\":\"{0}\",\"congestion_window\":{1}", NameOf(e.State), e.WindowBytes),
        ENetLogKind.MtuUpdated => Invariant("\"new\":{0}", e.Bytes),
        _ => string.Empty,
    };

    private static string NameOf(ENetLossTrigger trigger) => trigger switch
    {
        ENetLossTrigger.Timeout => "retransmission_timeout",
        ENetLossTrigger.Overtaken => "reordering_threshold",
        _ => "pto_expired",
    };

    private static string NameOf(ENetCongestionState state) => state switch
    {
        ENetCongestionState.Native => "native",
        ENetCongestionState.SlowStart => "slow_start",
        ENetCongestionState.CongestionAvoidance => "congestion_avoidance",
        ENetCongestionState.Recovery => "recovery",
        ENetCongestionState.ProbeRoundTrip => "probe_rtt",
        ENetCongestionState.Silence => "silence",
        ENetCongestionState.Startup => "startup",
        ENetCongestionState.Drain => "drain",
        ENetCongestionState.ProbeDown => "probe_down",
        ENetCongestionState.Cruise => "cruise",
        ENetCongestionState.Refill => "refill",
        _ => "probe_up",
    };

    private static string Invariant(string format, params object[] values) => string.Format(CultureInfo.InvariantCulture, format, values);
}
