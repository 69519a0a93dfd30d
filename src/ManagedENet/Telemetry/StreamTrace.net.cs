using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Threading;

namespace ManagedENet.Internal;

/// <summary>A stream, from its opening until both of its directions are over, as the activity source <c>ManagedENet</c> shows it. docs/metrics.md says what it tells.</summary>
internal sealed class StreamTrace
{
    private readonly Activity _activity;
    private int _openDirections = 2;

    private StreamTrace(Activity activity) => _activity = activity;

    /// <summary>Begins one; null while nobody listens.</summary>
    public static StreamTrace? Begin(IPEndPoint remote, byte channel)
    {
        if (!Traces.Source.HasListeners()) return null;
        // It lasts longer than the call that opens it, so what the caller does next is no part of it.
        Activity? current = Activity.Current;
        Activity? activity = Traces.Source.StartActivity("enet.stream");
        Activity.Current = current;
        if (activity is null) return null;
        if (activity.IsAllDataRequested)
        {
            activity.SetTag("network.transport", "udp");
            activity.SetTag("network.peer.address", remote.Address.ToString());
            activity.SetTag("network.peer.port", remote.Port);
            activity.SetTag("enet.channel", (int)channel);
        }

        return new StreamTrace(activity);
    }

    /// <summary>Any thread: one direction is over, in order or with an exception.</summary>
    public void EndDirection(Exception? exception)
    {
        if (ErrorOf(exception) is { } error)
        {
            lock (_activity)
            {
                // Of two directions that fail the first tells why.
                if (_activity.Status == ActivityStatusCode.Unset)
                {
                    _activity.SetTag("error.type", error);
                    _activity.SetStatus(ActivityStatusCode.Error, exception!.Message);
                }
            }
        }

        if (Interlocked.Decrement(ref _openDirections) != 0) return;
        // To stop it would put the one of its opening in the place of the one of this thread.
        Activity? current = Activity.Current;
        _activity.Dispose();
        Activity.Current = current;
    }

    // Whoever reads no more has what it wanted.
    private static string? ErrorOf(Exception? exception) => exception switch
    {
        null or ObjectDisposedException => null,
        ENetStreamAbortedException aborted => aborted.Code == ENetStreamAbortCode.NotWanted ? "not_wanted" : "aborted",
        IOException { InnerException: ENetDisconnectedException over } => HostMeter.ErrorOf(over.Ending.Reason) ?? "disconnected",
        _ => exception.GetType().FullName,
    };
}
