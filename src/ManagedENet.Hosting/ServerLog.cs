using System;
using System.Net;
using Microsoft.Extensions.Logging;

namespace ManagedENet.Hosting;

/// <summary>What a server writes to its log. The hundreds of the event ids say what it is about: 100 the life of the server, 200 connections, 300 admission, 400 loss and time-out, 500 limits, 600 the transport.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(100, LogLevel.Information, "The ENet server {Server} listens at {EndPoint} (UDP) over {Transport}.")]
    public static partial void Started(ILogger logger, string server, IPEndPoint endPoint, string transport);

    [LoggerMessage(101, LogLevel.Information, "The ENet server {Server} stops: it lets nobody in any more and says goodbye to {Connections} connections.")]
    public static partial void Stopping(ILogger logger, string server, int connections);

    [LoggerMessage(102, LogLevel.Information, "The ENet server {Server} has stopped.")]
    public static partial void Stopped(ILogger logger, string server);

    [LoggerMessage(103, LogLevel.Critical, "The network thread of the ENet server {Server} has failed: its connections are over and it lets nobody in.")]
    public static partial void Failed(ILogger logger, Exception exception, string server);

    [LoggerMessage(104, LogLevel.Error, "The handler of {Remote} has failed; its connection is over, and the server goes on.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, IPEndPoint remote);

    [LoggerMessage(105, LogLevel.Warning, "{Handlers} handlers of the ENet server {Server} did not end in time. They should end when their cancellation token is cancelled, or when their connection is over.")]
    public static partial void HandlersLeft(ILogger logger, string server, int handlers);

    [LoggerMessage(106, LogLevel.Error, "What a handler of the ENet server {Server} has registered with its cancellation token has failed.")]
    public static partial void CancellationFailed(ILogger logger, Exception exception, string server);

    [LoggerMessage(200, LogLevel.Debug, "{Remote} has connected with {Channels} channels and the number {Data}.")]
    public static partial void Connected(ILogger logger, IPEndPoint remote, int channels, uint data);

    [LoggerMessage(201, LogLevel.Debug, "The connection with {Remote} is over after {Seconds:0.0} s: {Ending}.")]
    public static partial void Ended(ILogger logger, IPEndPoint remote, double seconds, ENetEnding ending);

    [LoggerMessage(300, LogLevel.Warning, "All {PeerLimit} places of the ENet server {Server} are taken: whoever asks is told that it is full.")]
    public static partial void Full(ILogger logger, string server, int peerLimit);

    [LoggerMessage(400, LogLevel.Debug, "The connection with {Remote} has timed out after {Seconds:0.0} s.")]
    public static partial void TimedOut(ILogger logger, IPEndPoint remote, double seconds);
}
