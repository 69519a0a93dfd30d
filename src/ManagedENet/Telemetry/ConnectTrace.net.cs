using System;
using System.Diagnostics;
using System.Net;

namespace ManagedENet.Internal;

/// <summary>An attempt to connect, as the activity source <c>ManagedENet</c> of the process shows it. docs/metrics.md says what it tells.</summary>
internal readonly struct ConnectTrace : IDisposable
{
    private readonly Activity? _activity;

    private ConnectTrace(Activity? activity) => _activity = activity;

    /// <summary>Begins one.</summary>
    public static ConnectTrace Begin(IPEndPoint to)
    {
        Activity? activity = Traces.Source.StartActivity("enet.connect", ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("network.transport", "udp");
            activity.SetTag("server.address", to.Address.ToString());
            activity.SetTag("server.port", to.Port);
        }

        return new ConnectTrace(activity);
    }

    /// <summary>It has failed.</summary>
    public void Fail(Exception exception)
    {
        if (_activity is null) return;
        _activity.SetTag("error.type", exception is ENetConnectException refused ? HostMeter.ErrorOf(refused.Reason) ?? "ended" : exception.GetType().FullName);
        _activity.SetStatus(ActivityStatusCode.Error, exception.Message);
    }

    /// <summary>It is over.</summary>
    public void Dispose() => _activity?.Dispose();
}
