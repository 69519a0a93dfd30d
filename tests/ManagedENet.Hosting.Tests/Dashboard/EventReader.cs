using System;
using System.IO;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Hosting.Tests.Dashboard;

/// <summary>Reads server-sent events as a browser does.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    public EventReader(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _lines = new StreamReader(body);
    }

    public HttpResponseMessage Response => _response;

    /// <summary>The next event; null at the end.</summary>
    public async Task<(string Name, JsonElement Data)?> NextAsync(CancellationToken token)
    {
        string name = "message", data = "";
        while (await _lines.ReadLineAsync(token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line["event: ".Length..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data += line["data: ".Length..];
            else if (line.Length == 0 && data.Length > 0) return (name, JsonDocument.Parse(data).RootElement);
        }

        return null;
    }

    /// <summary>The next sample.</summary>
    public async Task<JsonElement> SampleAsync(CancellationToken token)
    {
        while (true)
        {
            (string name, JsonElement data) = await NextAsync(token) ?? throw new EndOfStreamException("The events have ended.");
            if (name == "sample") return data;
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
