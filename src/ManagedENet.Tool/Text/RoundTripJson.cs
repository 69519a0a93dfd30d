using System.Text.Json;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Text;

/// <summary>Round trips for programs.</summary>
internal static class RoundTripJson
{
    public static void WriteRoundTrip(this Utf8JsonWriter writer, string name, Percentiles times)
    {
        writer.WriteStartObject(name);
        writer.WriteMs("min", times.MinimumMs);
        writer.WriteMs("p50", times.P50Ms);
        writer.WriteMs("p90", times.P90Ms);
        writer.WriteMs("p99", times.P99Ms);
        writer.WriteMs("max", times.MaximumMs);
        writer.WriteEndObject();
    }
}
