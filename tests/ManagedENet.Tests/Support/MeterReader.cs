using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;

namespace ManagedENet.Tests.Support;

/// <summary>Listens to the meter of the process, as a collector does, and keeps what hosts of one name have said.</summary>
internal sealed class MeterReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly string _host;
    private readonly Dictionary<string, long> _numbers = new(StringComparer.Ordinal);
    private readonly List<(string Instrument, double Value)> _recorded = new();

    /// <summary>Listens.</summary>
    /// <param name="host">The name of the hosts.</param>
    /// <param name="instruments">Which instruments; null for all.</param>
    public MeterReader(string host, Func<string, bool>? instruments = null)
    {
        _host = host;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "ManagedENet" && instruments?.Invoke(instrument.Name) != false) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (!TryName(instrument.Name, tags, out string name)) return;
            lock (_numbers) _numbers.Add(name, value);
        });
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            if (!TryName(instrument.Name, tags, out string name)) return;
            lock (_recorded) _recorded.Add((name, value));
        });
        _listener.Start();
    }

    /// <summary>Collects: the numbers now, by instrument and tags, such as <c>enet.host.io transmit</c>.</summary>
    public IReadOnlyDictionary<string, long> Collect()
    {
        lock (_numbers) _numbers.Clear();
        _listener.RecordObservableInstruments();
        lock (_numbers) return new Dictionary<string, long>(_numbers, StringComparer.Ordinal);
    }

    /// <summary>What was recorded since the last time.</summary>
    public double[] Take(string instrument)
    {
        lock (_recorded)
        {
            double[] taken = [.. _recorded.Where(one => one.Instrument == instrument).Select(one => one.Value)];
            _recorded.RemoveAll(one => one.Instrument == instrument);
            return taken;
        }
    }

    public void Dispose() => _listener.Dispose();

    private bool TryName(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags, out string name)
    {
        bool isOurs = false;
        name = instrument;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == "enet.host.name") isOurs = (string?)tag.Value == _host;
            else name += $" {tag.Value}";
        }

        return isOurs;
    }
}
