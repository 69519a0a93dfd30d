using System;
using System.IO;
using System.Text;
using System.Text.Json;

namespace ManagedENet.Tool.CommandLine;

/// <summary>Writes one JSON object, indented, with a line end.</summary>
internal static class JsonText
{
    public static string Write(Action<Utf8JsonWriter> content)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            content(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Milliseconds with three decimals: what is measured is not finer.</summary>
    public static void WriteMs(this Utf8JsonWriter writer, string name, double milliseconds) => writer.WriteNumber(name, Math.Round(milliseconds, 3));
}
