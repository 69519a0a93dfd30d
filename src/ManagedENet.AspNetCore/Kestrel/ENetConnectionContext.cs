using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ManagedENet.AspNetCore;

/// <summary>A peer as a connection of Kestrel: channel 0 is its transport.</summary>
[SuppressMessage("Reliability", "CA2213", Justification = "Whoever holds the token may ask it after the end, and a source without a timer has nothing to dispose.")]
internal sealed class ENetConnectionContext : ConnectionContext, IENetConnectionFeature, IConnectionIdFeature, IConnectionItemsFeature, IConnectionTransportFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature
{
    private static long s_lastId;

    private readonly CancellationTokenSource _closed = new();
    private readonly TimeSpan _drainTime;
    private int _isAborted;

    public ENetConnectionContext(ENetConnection connection, ENetEndPoint local)
    {
        Connection = connection;
        Stream = connection.OpenStream(0, local.Stream);
        _drainTime = local.DrainTime;
        Transport = Stream;
        ConnectionId = string.Create(CultureInfo.InvariantCulture, $"ENet-{Interlocked.Increment(ref s_lastId):X}");
        LocalEndPoint = local;
        RemoteEndPoint = connection.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        Features.Set<IENetConnectionFeature>(this);
        Features.Set<IConnectionIdFeature>(this);
        Features.Set<IConnectionItemsFeature>(this);
        Features.Set<IConnectionTransportFeature>(this);
        Features.Set<IConnectionLifetimeFeature>(this);
        Features.Set<IConnectionEndPointFeature>(this);
        connection.Closed.UnsafeRegister(static self => ((ENetConnectionContext)self!)._closed.Cancel(), this);
    }

    /// <inheritdoc/>
    public ENetConnection Connection { get; }

    /// <inheritdoc/>
    public ENetChannelStream Stream { get; }

    /// <inheritdoc/>
    public override string ConnectionId { get; set; }

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; } = new FeatureCollection();

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get; set; }

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed { get; set; }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint { get; set; }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint { get; set; }

    /// <inheritdoc/>
    public override void Abort() => Abort(new ConnectionAbortedException("The connection was aborted by the application."));

    /// <summary>Ends it at once: what has not left is dropped, and the other end is told until it acknowledges.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (Interlocked.Exchange(ref _isAborted, 1) != 0) return;
        Stream.Abort();
        _ = QuietlyAsync(Connection.DisconnectAsync(0, ENetLeave.Immediately));
        // Those who are told run code of their own, which must not hold up whoever aborts.
        ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Cancel(), _closed, preferLocal: false);
    }

    /// <summary>Brings what was written, says goodbye, and gives up what is not done in time.</summary>
    public override async ValueTask DisposeAsync()
    {
        using var drained = new CancellationTokenSource(_drainTime);
        if (!await IsInTimeAsync(Stream.DisposeAsync().AsTask(), drained.Token).ConfigureAwait(false)) Stream.Abort();
        try
        {
            if (!await IsInTimeAsync(Connection.DisconnectAsync(0, ENetLeave.Drain).AsTask(), drained.Token).ConfigureAwait(false)) await Connection.DisconnectAsync(0, ENetLeave.Abruptly).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The runner has ended, and with it the connection.
        }

        await Connection.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<bool> IsInTimeAsync(Task task, CancellationToken drained)
    {
        try
        {
            await task.WaitAsync(drained).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (drained.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task QuietlyAsync(ValueTask leaving)
    {
        try
        {
            await leaving.ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The runner has ended, and with it the connection.
        }
    }
}
