using System;
using System.Reflection;
using System.Threading;

namespace ManagedENet.Pages.Tests.Programs;

/// <summary>A program on a thread of its own: whether it has ended, and what it threw.</summary>
internal sealed class RunningProgram
{
    private readonly ManualResetEventSlim _ended = new();
    private volatile Exception? _failure;

    public RunningProgram(PageProgram program)
    {
        Program = program;
        new Thread(Run) { IsBackground = true, Name = program.Place }.Start();
    }

    public PageProgram Program { get; }

    public bool HasEnded => _ended.IsSet;

    public Exception? Failure => _failure;

    public bool WaitForEnd(TimeSpan limit) => _ended.Wait(limit);

    private void Run()
    {
        try
        {
            MethodInfo main = Assembly.Load(Program.Assembly, Program.Symbols).EntryPoint!;
            main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()], null);
        }
        catch (Exception failure)
        {
            _failure = failure;
        }

        _ended.Set();
    }
}
