using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ManagedENet.Hosting;

/// <summary>Asks the network thread of a server how it is.</summary>
internal sealed class ServerHealthCheck : IHealthCheck
{
    private readonly ENetServer _server;
    private readonly ENetHealthCheckOptions _options;

    public ServerHealthCheck(ENetServer server, ENetHealthCheckOptions options)
    {
        _server = server;
        _options = options;
    }

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        HealthStatus unhealthy = context.Registration.FailureStatus;
        if (!_server.Started.IsCompletedSuccessfully) return new HealthCheckResult(unhealthy, $"The ENet server {_server.Name} has not started.", _server.Started.Exception?.InnerException);
        ENetHostRunner runner = _server.Runner;
        long began = Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.AnswerWithin);
        try
        {
            Numbers numbers = await runner.InvokeAsync(static (host, _) => new Numbers(host), 0, limit.Token).ConfigureAwait(false);
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            // A runner that completes its tasks on the network thread must not go on with the report there.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return Judge(numbers, took);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            string seconds = _options.AnswerWithin.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            return new HealthCheckResult(unhealthy, $"The network thread of the ENet server {_server.Name} has not answered within {seconds} s: something keeps it, such as an approver that blocks.");
        }
        catch (ObjectDisposedException)
        {
            Exception? failure = runner.Completion.Exception?.InnerException;
            return new HealthCheckResult(unhealthy, $"The ENet server {_server.Name} has {(failure is null ? "stopped" : "failed")}.", failure);
        }
    }

    private HealthCheckResult Judge(in Numbers numbers, TimeSpan took)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["peers"] = numbers.Peers,
            ["peerLimit"] = numbers.PeerLimit,
            ["connections"] = _server.ConnectionCount,
            ["answerMilliseconds"] = took.TotalMilliseconds,
            ["sentBytes"] = numbers.SentBytes,
            ["receivedBytes"] = numbers.ReceivedBytes,
            ["retransmissions"] = numbers.Retransmissions,
            ["drops"] = numbers.Drops,
            ["incomingQueuedBytes"] = numbers.IncomingQueuedBytes,
            ["outgoingQueuedBytes"] = numbers.OutgoingQueuedBytes,
        };
        string text = $"{numbers.Peers} of {numbers.PeerLimit} places of the ENet server {_server.Name} are taken.";
        bool isNearlyFull = numbers.PeerLimit > 0 && numbers.Peers >= numbers.PeerLimit * _options.DegradedFrom;
        return isNearlyFull ? HealthCheckResult.Degraded(text, data: data) : HealthCheckResult.Healthy(text, data);
    }

    /// <summary>What the network thread answers.</summary>
    private readonly struct Numbers
    {
        public Numbers(ENetHost host)
        {
            Peers = host.ConnectedPeerCount;
            PeerLimit = host.PeerLimit;
            SentBytes = host.Statistics.SentBytes;
            ReceivedBytes = host.Statistics.ReceivedBytes;
            Retransmissions = host.Statistics.Retransmissions;
            Drops = host.Statistics.Drops.Total;
            IncomingQueuedBytes = host.Statistics.IncomingQueuedBytes;
            OutgoingQueuedBytes = host.Statistics.OutgoingQueuedBytes;
        }

        public int Peers { get; }

        public int PeerLimit { get; }

        public long SentBytes { get; }

        public long ReceivedBytes { get; }

        public long Retransmissions { get; }

        public long Drops { get; }

        public long IncomingQueuedBytes { get; }

        public long OutgoingQueuedBytes { get; }
    }
}
