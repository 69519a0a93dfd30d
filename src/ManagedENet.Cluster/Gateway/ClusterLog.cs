using System;
using Microsoft.Extensions.Logging;

namespace ManagedENet.Cluster.Gateway;

/// <summary>What a gateway writes to its log. The event ids begin at 700, behind those of servers and hosts.</summary>
internal static partial class ClusterLog
{
    [LoggerMessage(700, LogLevel.Information, "The gateway {Gateway} has its lease and serves players.")]
    public static partial void Serving(ILogger logger, GatewayId gateway);

    [LoggerMessage(701, LogLevel.Warning, "The directory of players does not answer: nobody can join, and players who are here are disconnected when it has not answered for {LeaseSeconds:0.###} s.")]
    public static partial void DirectoryDoesNotAnswer(ILogger logger, Exception exception, double leaseSeconds);

    [LoggerMessage(702, LogLevel.Information, "The directory of players answers again.")]
    public static partial void DirectoryIsBack(ILogger logger);

    [LoggerMessage(703, LogLevel.Error, "The gateway {Gateway} could not renew its lease within {LeaseSeconds:0.###} s: another gateway may serve its players, so it disconnects them and goes on as {Next}.")]
    public static partial void LeaseLost(ILogger logger, GatewayId gateway, double leaseSeconds, GatewayId next);

    [LoggerMessage(704, LogLevel.Debug, "{Player} is here, in session {Generation}.")]
    public static partial void Joined(ILogger logger, PlayerId player, long generation);

    [LoggerMessage(705, LogLevel.Debug, "Session {Generation} of {Player} is over: {End}.")]
    public static partial void Ended(ILogger logger, PlayerId player, long generation, ENetSessionEnd end);

    [LoggerMessage(706, LogLevel.Warning, "TokenKeys is empty: resume tokens are good in this process alone. Set the same keys at all gateways of the cluster.")]
    public static partial void KeysOfThisProcess(ILogger logger);
}
