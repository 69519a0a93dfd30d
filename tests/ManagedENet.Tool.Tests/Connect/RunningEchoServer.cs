using System;
using System.IO;
using System.Net;
using System.Text.RegularExpressions;
using System.Threading;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Serve;

namespace ManagedENet.Tool.Tests.Connect;

/// <summary><c>enet serve</c> on a thread of its own, at a free port, until it is disposed.</summary>
internal sealed partial class RunningEchoServer : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly Thread _thread;
    private readonly ManualResetEventSlim _isListening = new();
    private readonly SignallingWriter _output;
    private readonly StringWriter _error = new();
    private volatile bool _isStopped;
    private volatile int _exitCode = -1;

    private RunningEchoServer(ServeSettings settings)
    {
        _output = new SignallingWriter(_isListening);
        var console = new ToolConsole(EnetCommand.Name, TextReader.Null, _output, _error, isInteractive: false);
        _thread = new Thread(() => Run(settings, console)) { IsBackground = true };
    }

    public int Port { get; private set; }

    public string Output => _output.ToString();

    /// <summary>What it wrote to its error output. Ask after <see cref="Stop"/>: until then its thread writes there.</summary>
    public string Error => _error.ToString();

    public static RunningEchoServer Start(ServeSettings? settings = null)
    {
        var server = new RunningEchoServer(settings ?? new ServeSettings { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) });
        server._thread.Start();
        Assert.That(server._isListening.Wait(Deadline), Is.True, "the server must say where it listens: " + server._error);
        server.Port = int.Parse(PortInFirstLine().Match(server.Output).Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture);
        return server;
    }

    /// <summary>Ends it as Ctrl-C does, and gives the exit code.</summary>
    public int Stop()
    {
        _isStopped = true;
        Assert.That(_thread.Join(Deadline), Is.True, "the server must end soon after it is told to");
        return _exitCode;
    }

    public void Dispose()
    {
        Stop();
        _isListening.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [GeneratedRegex(@"^listening on .*:(?<port>\d+) \(", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex PortInFirstLine();

    private void Run(ServeSettings settings, ToolConsole console)
    {
        try
        {
            _exitCode = new EchoServer(settings, console, () => _isStopped).Run();
        }
        catch (Exception e)
        {
            _error.WriteLine(e);
            _isListening.Set();
        }
    }

    private sealed class SignallingWriter(ManualResetEventSlim isWritten) : StringWriter
    {
        private readonly Lock _lock = new();

        public override void WriteLine(string? value)
        {
            lock (_lock) base.WriteLine(value);
            isWritten.Set();
        }

        public override string ToString()
        {
            lock (_lock) return base.ToString();
        }
    }
}
