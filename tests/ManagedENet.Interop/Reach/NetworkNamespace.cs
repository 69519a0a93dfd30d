using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace ManagedENet.Interop.Reach;

/// <summary>A network of its own. What is made inside, sockets above all, stays there, whoever uses it afterwards.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    private int _descriptor = -1;

    private NetworkNamespace()
    {
    }

    /// <summary>By which other programs find it while this process runs.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_descriptor}";

    /// <summary>Makes one.</summary>
    /// <exception cref="IOException">The system does not allow it.</exception>
    public static NetworkNamespace Create()
    {
        var made = new NetworkNamespace();
        OnNewThread(() =>
        {
            Check(LibC.Unshare(LibC.NewNetwork), "unshare");
            made._descriptor = Check(LibC.Open("/proc/thread-self/ns/net", LibC.CloseOnExec), "open a namespace");
            return 0;
        });
        return made;
    }

    /// <summary>Does something inside, on a thread that ends with it: no other ever leaves the network it is in.</summary>
    public T Inside<T>(Func<T> body) => OnNewThread(() =>
    {
        Check(LibC.Join(_descriptor, LibC.NewNetwork), "setns");
        return body();
    });

    /// <summary>Runs lines of the <c>ip</c> program inside.</summary>
    /// <exception cref="IOException">One of them failed.</exception>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public void Configure(params string[] lines) => Inside(() =>
    {
        using var program = Process.Start(new ProcessStartInfo("ip", "-batch -") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true })!;
        foreach (string line in lines) program.StandardInput.WriteLine(line);
        program.StandardInput.Close();
        string said = program.StandardError.ReadToEnd();
        program.WaitForExit();
        return program.ExitCode == 0 ? 0 : throw new IOException($"ip: {said.Trim()}");
    });

    public void Dispose()
    {
        if (_descriptor >= 0) _ = LibC.Close(_descriptor);
        _descriptor = -1;
    }

    private static T OnNewThread<T>(Func<T> body)
    {
        T answer = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                answer = body();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        return answer;
    }

    private static int Check(int answer, string call) =>
        answer >= 0 ? answer : throw new IOException($"{call}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
}
