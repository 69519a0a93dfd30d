using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Worker;

namespace ManagedENet.Workloads;

/// <summary>A process that runs one workload as often as it is asked to.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Task<string> _errors;

    public WorkerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Waits until the worker is ready; answers the port it listens on, or 0.</summary>
    public int WaitUntilReady()
    {
        string line = ReadLine();
        string[] words = line.Split(' ');
        if (words[0] != "ready") throw Failure($"it said '{line}' instead of 'ready'");
        string? port = words.FirstOrDefault(w => w.StartsWith("port=", StringComparison.Ordinal));
        return port is null ? 0 : int.Parse(port.AsSpan("port=".Length), CultureInfo.InvariantCulture);
    }

    /// <summary>Asks for a run without waiting for its result.</summary>
    public void Begin()
    {
        try
        {
            _process.StandardInput.WriteLine("run");
            _process.StandardInput.Flush();
        }
        catch (System.IO.IOException)
        {
            throw Failure("it ended too early");
        }
    }

    /// <summary>The result of a run that was asked for.</summary>
    public Sample End()
    {
        string line = ReadLine();
        return Sample.TryParse(line) ?? throw Failure($"it said '{line}' instead of a result");
    }

    public Sample Run()
    {
        Begin();
        return End();
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (System.IO.IOException)
        {
            // It has ended already.
        }

        if (!_process.WaitForExit(FarewellPatience)) _process.Kill();
        _process.Dispose();
    }

    private string ReadLine()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        if (!line.Wait(Patience)) throw Failure("it does not answer");
        return line.Result ?? throw Failure("it ended too early");
    }

    private ToolException Failure(string what)
    {
        if (!_process.WaitForExit(TimeSpan.FromMilliseconds(500))) return new ToolException($"a worker failed: {what}.");
        string said = _errors.Result.ReplaceLineEndings(" ").Trim();
        return new ToolException(said.Length > 0 ? $"a worker failed: {said}" : $"a worker failed: {what}.");
    }
}
