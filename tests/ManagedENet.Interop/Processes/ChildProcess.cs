using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;

namespace ManagedENet.Interop.Processes;

/// <summary>A program that a test started, its lines as they come, and its end. Whatever happens, it does not outlive the test.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly BlockingCollection<string> _arriving = [];
    private readonly List<string> _lines = [];
    private readonly StringBuilder _errors = new();

    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="hasInput">True: the test writes what the program reads (<see cref="WriteLine"/>). False: it reads what the tests themselves would read.</param>
    public ChildProcess(string program, IEnumerable<string> arguments, bool hasInput = false)
    {
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardInput = hasInput, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        CommandLine = $"{program} {string.Join(' ', _process.StartInfo.ArgumentList)}";
        _process.OutputDataReceived += (_, data) => Arrive(data.Data);
        _process.ErrorDataReceived += (_, data) => Complain(data.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string CommandLine { get; }

    public int Id => _process.Id;

    /// <summary>The lines that were read so far by <see cref="AwaitLine"/> and <see cref="AwaitExit"/>.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public void EndInput() => _process.StandardInput.Close();

    /// <summary>The next line that contains a text; fails the test when it does not come in time.</summary>
    public string AwaitLine(string text, TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        while (TryTakeLine(patience - clock.Elapsed, out string? line))
        {
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }

        Assert.Fail($"'{CommandLine}' printed no line with '{text}' within {patience.TotalSeconds} s.{Environment.NewLine}{Transcript}");
        throw new InvalidOperationException("Not reached.");
    }

    /// <summary>Waits for the end and reads the rest; gives the exit status. Fails the test when it does not end in time.</summary>
    public int AwaitExit(TimeSpan patience)
    {
        if (!_process.WaitForExit(patience)) Assert.Fail($"'{CommandLine}' did not end within {patience.TotalSeconds} s.{Environment.NewLine}{Transcript}");
        // Without a limit this call waits for the last lines as well.
        _process.WaitForExit();
        while (_arriving.TryTake(out string? line)) _lines.Add(line);
        return _process.ExitCode;
    }

    /// <summary>Everything it said, for the message of a failed test.</summary>
    public string Transcript
    {
        get
        {
            while (_arriving.TryTake(out string? line)) _lines.Add(line);
            return $"{CommandLine}{Environment.NewLine}{string.Join(Environment.NewLine, _lines)}{Environment.NewLine}{Errors}";
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private bool TryTakeLine(TimeSpan patience, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? line)
    {
        line = null;
        if (patience < TimeSpan.Zero || !_arriving.TryTake(out line, patience)) return false;
        _lines.Add(line);
        return true;
    }

    private void Arrive(string? line)
    {
        if (line is null) _arriving.CompleteAdding();
        else _arriving.Add(line);
    }

    private void Complain(string? line)
    {
        if (line is null) return;
        lock (_errors) _errors.AppendLine(line);
    }
}
