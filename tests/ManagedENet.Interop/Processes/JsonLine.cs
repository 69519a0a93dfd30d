using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace ManagedENet.Interop.Processes;

/// <summary>One line of an echo program.</summary>
internal sealed class JsonLine(JsonElement element)
{
    /// <summary>What happened.</summary>
    public string Event => element.GetProperty("ev").GetString()!;

    public static JsonLine Parse(string line) => new(JsonDocument.Parse(line).RootElement);

    /// <summary>The lines of a program that tell of one kind of event.</summary>
    public static IEnumerable<JsonLine> Of(ChildProcess program, string happened) =>
        program.Lines.Where(line => line.StartsWith('{')).Select(Parse).Where(line => line.Event == happened);

    public int Int(string name) => element.GetProperty(name).GetInt32();

    public uint UInt(string name) => element.GetProperty(name).GetUInt32();

    public int Int(string table, string name) => element.GetProperty(table).GetProperty(name).GetInt32();

    public IEnumerable<string> Names(string table) => element.GetProperty(table).EnumerateObject().Select(property => property.Name);

    /// <summary>The names of a line's values in their order, to compare two programs.</summary>
    public IEnumerable<string> Names() => element.EnumerateObject().Select(property => property.Name);
}
