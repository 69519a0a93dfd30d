using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Globalization;
using ManagedENet.Protocol.Diagnostics;

namespace ManagedENet.Internal;

/// <summary>
/// The meter <c>ManagedENet</c> of the process. Counters are read when somebody collects, from what the hosts count anyway; histograms are recorded where something is rare or once
/// a second, and only while somebody listens. docs/metrics.md lists them.
/// </summary>
internal static class HostMeter
{
    private const string ReasonTag = "enet.reason";
    private const string NameTag = "enet.host.name";

    private static readonly object Lock = new();
    private static readonly List<Entry> Hosts = new();
    private static readonly List<Row> Rows = new();

    // What hosts counted that are gone: a counter never falls.
    private static readonly Dictionary<string, long[]> Former = new(StringComparer.Ordinal);
    private static readonly ObservableUpDownCounter<long> Pending;
    private static readonly Meter Meter = new("ManagedENet", typeof(HostMeter).Assembly.GetName().Version?.ToString(3));

    static HostMeter()
    {
        AddGauge("enet.host.active_connections", "{connection}", "Connections that are open.", static host => host.ActiveConnections);
        Pending = AddGauge("enet.host.pending_handshakes", "{handshake}", "Strangers who have asked for a connection and not proved their address yet, as of the last second.", static host => host.PendingHandshakes);
        AddGauge("enet.host.queued", "By", "Bytes that wait to be sent or acknowledged (transmit), or to be taken by the application (receive).", "network.io.direction", ("transmit", static host => host.OutgoingQueuedBytes), ("receive", static host => host.IncomingQueuedBytes));
        AddCounter("enet.host.io", "By", "Bytes of all datagrams, ENet's headers included.", "network.io.direction", ("transmit", static (c, _) => c.SentBytes), ("receive", static (c, _) => c.ReceivedBytes));
        AddCounter("enet.host.datagrams", "{datagram}", "Datagrams.", "network.io.direction", ("transmit", static (c, _) => c.SentDatagrams), ("receive", static (c, _) => c.ReceivedDatagrams));
        AddCounter("enet.host.packets", "{packet}", "Packets that were given to the application.", "enet.delivery", ("reliable", static (c, _) => c.DeliveredReliablePackets), ("unreliable", static (c, _) => c.DeliveredPackets - c.DeliveredReliablePackets));
        AddCounter(
            "enet.host.retransmissions",
            "{command}",
            "Commands that were sent again.",
            "enet.cause",
            ("timeout", static (c, _) => c.RetransmissionsBy(ENetLossTrigger.Timeout)),
            ("overtaken", static (c, _) => c.RetransmissionsBy(ENetLossTrigger.Overtaken)),
            ("probe", static (c, _) => c.RetransmissionsBy(ENetLossTrigger.Probe)),
            ("copy", static (c, _) => c.Copies));
        AddCounter("enet.host.spurious_retransmissions", "{command}", "Commands that were sent again and had arrived.", null, (string.Empty, static (c, _) => c.SpuriousRetransmissions));
        AddCounter("enet.host.throttled_packets", "{packet}", "Unreliable packets that the packet throttle dropped before sending.", null, (string.Empty, static (c, _) => c.ThrottledPackets));
        AddCounter("enet.host.rejected_connections", "{connection}", "Questions for a connection that were turned away.", ReasonTag, RowsOf(DropReason.HostFull, DropReason.TooManyFromAddress, DropReason.NotApproved, DropReason.Crowded, DropReason.Banned));
        AddCounter("enet.host.drops", "{drop}", "Datagrams, commands and packets that were not taken.", ReasonTag, RowsOf(AllReasons()));
        ConnectionDuration = Seconds("enet.connection.duration", "How long connections lasted.", [1, 10, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400]);
        RoundTripTime = Seconds("enet.connection.rtt", "Smoothed round-trip times of the connections, each once a second.", [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5]);
        Window = Meter.CreateHistogram<double>("enet.connection.window", "By", "Bytes that the connections may have under way, each once a second.");
        ServiceDuration = Seconds("enet.service.duration", "What a host works before it waits or returns.", [0.000_01, 0.000_02, 0.000_05, 0.000_1, 0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1]);
    }

    /// <summary>How long connections lasted, seconds.</summary>
    public static Histogram<double> ConnectionDuration { get; }

    /// <summary>Round-trip times, seconds.</summary>
    public static Histogram<double> RoundTripTime { get; }

    /// <summary>What may be under way, bytes.</summary>
    public static Histogram<double> Window { get; }

    /// <summary>What a host works before it waits or returns, seconds.</summary>
    public static Histogram<double> ServiceDuration { get; }

    /// <summary>Somebody wants to know what is looked at once a second.</summary>
    public static bool IsSampled => RoundTripTime.Enabled || Window.Enabled || Pending.Enabled;

    /// <summary>A host has begun.</summary>
    public static void Add(HostTelemetry host)
    {
        lock (Lock) Hosts.Add(new Entry(host));
    }

    /// <summary>A host is closed.</summary>
    public static void Remove(HostTelemetry host)
    {
        lock (Lock)
        {
            int index = Hosts.FindIndex(entry => entry.Host.TryGetTarget(out HostTelemetry? one) && ReferenceEquals(one, host));
            if (index < 0) return;
            Keep(Hosts[index]);
            Hosts.RemoveAt(index);
        }
    }

    /// <summary>Records a value of a host.</summary>
    public static void Record(Histogram<double> histogram, double value, string? name)
    {
        if (name is null) histogram.Record(value);
        else histogram.Record(value, new KeyValuePair<string, object?>(NameTag, name));
    }

    /// <summary>Records how long a connection lasted, and with what error it ended, if it was one.</summary>
    public static void RecordDuration(double seconds, string? name, ENetDisconnectReason reason)
    {
        var tags = default(System.Diagnostics.TagList);
        if (name is not null) tags.Add(NameTag, name);
        if (ErrorOf(reason) is { } error) tags.Add("error.type", error);
        ConnectionDuration.Record(seconds, tags);
    }

    /// <summary>The tag <c>error.type</c> of an end; null where it is none.</summary>
    public static string? ErrorOf(ENetDisconnectReason reason) => reason switch
    {
        ENetDisconnectReason.None or ENetDisconnectReason.Remote or ENetDisconnectReason.Local => null,
        _ => InWords(reason.ToString()),
    };

    private static DropReason[] AllReasons()
    {
        // Every reason but None, which is the first. Loops, here and below: what the framework has for this is compiled at the start of every process.
        var reasons = new DropReason[(int)DropReason.NotRead];
        for (int i = 0; i < reasons.Length; i++) reasons[i] = (DropReason)(i + 1);
        return reasons;
    }

    private static (string Tag, Func<HostCounters, HostTelemetry?, long> Read)[] RowsOf(params DropReason[] reasons)
    {
        var rows = new (string Tag, Func<HostCounters, HostTelemetry?, long> Read)[reasons.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            DropReason reason = reasons[i];
            rows[i] = (InWords(reason.ToString()), (counters, host) => counters[reason] + reason switch
            {
                DropReason.EmptyDatagram => host?.Transport.Empty ?? 0,
                DropReason.OversizedDatagram => host?.Transport.Truncated ?? 0,
                _ => 0,
            });
        }

        return rows;
    }

    // TooManyFromAddress is too_many_from_address there.
    private static string InWords(string name)
    {
        var words = new System.Text.StringBuilder(name.Length + 8);
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && words.Length > 0) words.Append('_');
            words.Append(char.ToLower(letter, CultureInfo.InvariantCulture));
        }

        return words.ToString();
    }

    private static Histogram<double> Seconds(string name, string description, double[] boundaries)
    {
#if NET9_0_OR_GREATER
        return Meter.CreateHistogram(name, "s", description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = boundaries });
#else
        _ = boundaries;
        return Meter.CreateHistogram<double>(name, "s", description);
#endif
    }

    private static ObservableUpDownCounter<long> AddGauge(string name, string unit, string description, Func<HostTelemetry, long> read) => AddGauge(name, unit, description, null, (string.Empty, read));

    private static ObservableUpDownCounter<long> AddGauge(string name, string unit, string description, string? key, params (string Tag, Func<HostTelemetry, long> Read)[] rows)
    {
        int first = Rows.Count;
        foreach ((string tag, Func<HostTelemetry, long> read) in rows) Rows.Add(new Row(key, tag, (_, host) => host is null ? 0 : read(host), isKept: false));
        return Meter.CreateObservableUpDownCounter(name, () => Observe(first, rows.Length), unit, description);
    }

    private static void AddCounter(string name, string unit, string description, string? key, params (string Tag, Func<HostCounters, HostTelemetry?, long> Read)[] rows)
    {
        int first = Rows.Count;
        foreach ((string tag, Func<HostCounters, HostTelemetry?, long> read) in rows) Rows.Add(new Row(key, tag, read, isKept: true));
        Meter.CreateObservableCounter(name, () => Observe(first, rows.Length), unit, description);
    }

    private static List<Measurement<long>> Observe(int first, int count)
    {
        var measurements = new List<Measurement<long>>();
        lock (Lock)
        {
            KeepWhatWasForgotten();
            var names = new HashSet<string>(Former.Keys, StringComparer.Ordinal);
            foreach (Entry entry in Hosts) names.Add(entry.Name);
            foreach (string name in names)
            {
                for (int i = first; i < first + count; i++)
                {
                    if (Measure(name, i) is { } measurement) measurements.Add(measurement);
                }
            }
        }

        return measurements;
    }

    private static Measurement<long>? Measure(string name, int index)
    {
        Row row = Rows[index];
        long value = Former.TryGetValue(name, out long[]? former) ? former[index] : 0;
        foreach (Entry entry in Hosts)
        {
            if (!string.Equals(entry.Name, name, StringComparison.Ordinal)) continue;
            entry.Host.TryGetTarget(out HostTelemetry? host);
            value += row.Read(entry.Counters, host);
        }

        // What has never happened is no series: there are many reasons.
        if (value == 0 && row.Key == ReasonTag) return null;
        var tags = new List<KeyValuePair<string, object?>>(2);
        if (name.Length > 0) tags.Add(new KeyValuePair<string, object?>(NameTag, name));
        if (row.Key is not null) tags.Add(new KeyValuePair<string, object?>(row.Key, row.Tag));
        return new Measurement<long>(value, tags);
    }

    // A host that nobody disposed and nobody has any more.
    private static void KeepWhatWasForgotten()
    {
        for (int i = Hosts.Count - 1; i >= 0; i--)
        {
            if (Hosts[i].Host.TryGetTarget(out _)) continue;
            Keep(Hosts[i]);
            Hosts.RemoveAt(i);
        }
    }

    private static void Keep(Entry entry)
    {
        if (!Former.TryGetValue(entry.Name, out long[]? former)) Former.Add(entry.Name, former = new long[Rows.Count]);
        entry.Host.TryGetTarget(out HostTelemetry? host);
        for (int i = 0; i < Rows.Count; i++)
        {
            if (Rows[i].IsKept) former[i] += Rows[i].Read(entry.Counters, host);
        }
    }

    private sealed class Entry
    {
        public readonly WeakReference<HostTelemetry> Host;
        public readonly HostCounters Counters;
        public readonly string Name;

        public Entry(HostTelemetry host)
        {
            Host = new WeakReference<HostTelemetry>(host);
            Counters = host.Counters;
            Name = host.Name ?? string.Empty;
        }
    }

    // One number of one instrument, as one tag tells it from the others.
    private sealed class Row
    {
        public Row(string? key, string tag, Func<HostCounters, HostTelemetry?, long> read, bool isKept)
        {
            Key = key;
            Tag = tag;
            Read = read;
            IsKept = isKept;
        }

        public string? Key { get; }

        public string Tag { get; }

        public Func<HostCounters, HostTelemetry?, long> Read { get; }

        public bool IsKept { get; }
    }
}
