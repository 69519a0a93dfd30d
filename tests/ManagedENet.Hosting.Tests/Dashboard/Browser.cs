using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Hosting.Tests.Dashboard;

/// <summary>A Chromium without a window, driven over its debugging protocol. It talks to this machine alone.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const int LongestMessage = 16 << 20;

    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[LongestMessage];
    private int _lastId;
    private string? _session;

    private Browser(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Where it is, or null on a machine without it.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    public static async Task<Browser> StartAsync(string path, CancellationToken token, params string[] more)
    {
        string profile = Directory.CreateTempSubdirectory("enet-browser-").FullName;
        var start = new ProcessStartInfo(path) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        string[] flags =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            "--remote-debugging-port=0", $"--user-data-dir={profile}", "--window-size=1280,1000", .. more, "about:blank",
        ];
        foreach (string flag in flags) start.ArgumentList.Add(flag);
        var browser = new Browser(Process.Start(start)!, profile);
        string address = await browser.ReadAddressAsync(token);
        await browser._socket.ConnectAsync(new Uri(address), token);
        JsonElement target = await browser.CallAsync("Target.createTarget", new { url = "about:blank" }, token);
        JsonElement session = await browser.CallAsync("Target.attachToTarget", new { targetId = target.GetProperty("targetId").GetString(), flatten = true }, token);
        browser._session = session.GetProperty("sessionId").GetString();
        return browser;
    }

    public Task OpenAsync(string address, CancellationToken token) => CallAsync("Page.navigate", new { url = address }, token);

    /// <summary>What an expression on the page is; a promise is waited for.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression, CancellationToken token)
    {
        JsonElement answer = await CallAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true }, token);
        if (answer.TryGetProperty("exceptionDetails", out JsonElement thrown)) throw new InvalidOperationException(thrown.ToString());
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    /// <summary>Waits on the page until an expression is true.</summary>
    public Task WaitAsync(string condition, CancellationToken token) =>
        EvaluateAsync($"new Promise(done => {{ const look = () => {{ if ({condition}) done(true); else setTimeout(look, 50); }}; look(); }})", token);

    public Task EmulateAsync(string scheme, CancellationToken token) =>
        CallAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = scheme } } }, token);

    public async Task<byte[]> ScreenshotAsync(CancellationToken token) =>
        Convert.FromBase64String((await CallAsync("Page.captureScreenshot", new { format = "png" }, token)).GetProperty("data").GetString()!);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A last child of it still writes; the system clears its own folder.
        }
    }

    private async Task<string> ReadAddressAsync(CancellationToken token)
    {
        const string sign = "DevTools listening on ";
        _ = _process.StandardOutput.ReadToEndAsync(token);
        while (await _process.StandardError.ReadLineAsync(token) is { } line)
        {
            if (!line.StartsWith(sign, StringComparison.Ordinal)) continue;
            _ = _process.StandardError.ReadToEndAsync(token);
            return line[sign.Length..];
        }

        throw new InvalidOperationException("The browser has ended before it said where it listens.");
    }

    private async Task<JsonElement> CallAsync(string method, object parameters, CancellationToken token)
    {
        int id = ++_lastId;
        object call = _session is null ? new { id, method, @params = parameters } : new { id, method, @params = parameters, sessionId = _session };
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, endOfMessage: true, token);
        while (true)
        {
            JsonElement answer = await ReadAsync(token);
            if (!answer.TryGetProperty("id", out JsonElement of) || of.GetInt32() != id) continue;
            if (answer.TryGetProperty("error", out JsonElement error)) throw new InvalidOperationException($"{method}: {error}");
            return answer.GetProperty("result");
        }
    }

    private async Task<JsonElement> ReadAsync(CancellationToken token)
    {
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer.AsMemory(length), token);
            if (part.MessageType == WebSocketMessageType.Close) throw new InvalidOperationException("The browser has closed its connection.");
            length += part.Count;
            if (part.EndOfMessage) return JsonDocument.Parse(Encoding.UTF8.GetString(_buffer, 0, length)).RootElement;
        }
    }
}
