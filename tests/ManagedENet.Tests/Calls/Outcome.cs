using System;

namespace ManagedENet.Tests.Calls;

/// <summary>What became of a call: it worked, or it threw something that says what is wrong, or something that does not.</summary>
internal static class Outcome
{
    private static readonly OtherThread Other = new();

    /// <summary>Calls it, and answers with what it threw.</summary>
    public static Exception? Of(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>Calls it on another thread.</summary>
    public static Exception? OnOtherThread(Action action)
    {
        Exception? thrown = null;
        Other.Run(() => thrown = Of(action));
        return thrown;
    }

    /// <summary>True for an exception that was meant: an argument, a text, a state, an end, a machine. One of the framework about a state tells nothing of ours.</summary>
    public static bool IsClear(Exception e) => e switch
    {
        ObjectDisposedException or ArgumentException or FormatException or NotSupportedException or System.Net.Sockets.SocketException => e.Message.Length > 0,
        InvalidOperationException => e.Message.Length > 0 && e.TargetSite is { } site && PublicCall.IsOurs(site.Module.Assembly),
        _ => false,
    };
}
