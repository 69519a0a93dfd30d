using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ManagedENet.Hosting;

/// <summary>Asks the network threads of a server how they are.</summary>
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
            (int Peers, int PeerLimit)[] places = await runner.InvokeAllAsync(static (host, _) => (host.ConnectedPeerCount, host.PeerLimit), 0, limit.Token).ConfigureAwait(false);
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            // A runner that completes its tasks on the network thread must not go on with the report there.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return Judge(places.Sum(static shard => shard.Peers), places.Sum(static shard => shard.PeerLimit), runner.Statistics, took);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            string seconds = _options.AnswerWithin.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            return new HealthCheckResult(unhealthy, $"{(runner.Shards.Count == 1 ? "The network thread" : "A network thread")} of the ENet server {_server.Name} has not answered within {seconds} s: something keeps it, such as an approver that blocks.");
        }
        catch (ObjectDisposedException e)
        {
            // While the other threads of it still end, only the one that has ended knows why.
            Exception? failure = runner.Completion.Exception?.InnerException ?? e.InnerException;
            return new HealthCheckResult(unhealthy, $"The ENet server {_server.Name} has {(failure is null ? "stopped" : "failed")}.", failure);
        }
    }

    private HealthCheckResult Judge(int peers, int peerLimit, ENetStatistics statistics, TimeSpan took)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["peers"] = peers,
            ["peerLimit"] = peerLimit,
            ["connections"] = _server.ConnectionCount,
            ["answerMilliseconds"] = took.TotalMilliseconds,
            ["sentBytes"] = statistics.SentBytes,
            ["receivedBytes"] = statistics.ReceivedBytes,
            ["retransmissions"] = statistics.Retransmissions,
            ["drops"] = statistics.Drops.Total,
            ["incomingQueuedBytes"] = statistics.IncomingQueuedBytes,
            ["outgoingQueuedBytes"] = statistics.OutgoingQueuedBytes,
        };
        string text = $"{peers} of {peerLimit} places of the ENet server {_server.Name} are taken.";
        bool isNearlyFull = peerLimit > 0 && peers >= peerLimit * _options.DegradedFrom;
        return isNearlyFull ? HealthCheckResult.Degraded(text, data: data) : HealthCheckResult.Healthy(text, data);
    }
}
