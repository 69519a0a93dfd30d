using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using ManagedENet;

namespace Microsoft.Extensions.Logging;

/// <summary>
/// Writes the notices of ENet hosts to a log, each kind with an event id of its own: 210 and up are about the handshake, 310 admission, 410 loss and time-out, 510 limits, 610 and up the transport. Servers and listeners do it by
/// themselves; this is for runners and hosts of your own.
/// </summary>
public static partial class ENetNoticeLoggerExtensions
{
    private const int MostWaiting = 128;

    /// <summary>
    /// Writes the notices of a runner, of all of its shards, to this log from now on until it ends. They are made on the network thread and written on another, so that a log that is slow, or that throws, holds up no connection. There are few of
    /// them: the host itself leaves out what would be too many.
    /// </summary>
    /// <param name="logger">The log.</param>
    /// <param name="runner">The runner.</param>
    /// <param name="cancellationToken">Ends the waiting for the network thread.</param>
    /// <returns>Completed when the log listens; what the host had to say before is written too.</returns>
    /// <exception cref="ObjectDisposedException">The runner has stopped.</exception>
    public static async ValueTask LogNoticesAsync(this ILogger logger, ENetHostRunner runner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(runner);
        Channel<ENetNotice> notices = Channel.CreateBounded<ENetNotice>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        await runner.InvokeAllAsync(static (host, writer) => Listen(host, writer), notices.Writer, cancellationToken).ConfigureAwait(false);
        _ = runner.Completion.ContinueWith(static (_, writer) => ((ChannelWriter<ENetNotice>)writer!).TryComplete(), notices.Writer, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _ = Task.Run(() => WriteAllAsync(logger, notices.Reader), CancellationToken.None);
    }

    /// <summary>Writes a notice to this log.</summary>
    /// <param name="logger">The log.</param>
    /// <param name="notice">The notice.</param>
    public static void LogNotice(this ILogger logger, ENetNotice notice)
    {
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(notice);
        switch (notice.Kind)
        {
            case ENetNoticeKind.OnlyRemoteCompresses:
                OnlyRemoteCompresses(logger, notice);
                break;
            case ENetNoticeKind.DifferentCompression:
                DifferentCompression(logger, notice);
                break;
            case ENetNoticeKind.OnlyRemoteHasChecksum:
                OnlyRemoteHasChecksum(logger, notice);
                break;
            case ENetNoticeKind.OnlyThisHostHasChecksum:
                OnlyThisHostHasChecksum(logger, notice);
                break;
            case ENetNoticeKind.DifferentChecksum:
                DifferentChecksum(logger, notice);
                break;
            case ENetNoticeKind.AnswersNotUnderstood:
                AnswersNotUnderstood(logger, notice);
                break;
            case ENetNoticeKind.ConnectUnanswered:
                ConnectUnanswered(logger, notice);
                break;
            case ENetNoticeKind.ApplicationIsLate:
                ApplicationIsLate(logger, notice);
                break;
            case ENetNoticeKind.NoIPv6:
                NoIPv6(logger, notice);
                break;
            case ENetNoticeKind.SmallBuffers:
                SmallBuffers(logger, notice);
                break;
            case ENetNoticeKind.DestinationRefused:
                DestinationRefused(logger, notice);
                break;
            case ENetNoticeKind.SmallSystemBuffers:
                SmallSystemBuffers(logger, notice);
                break;
            case ENetNoticeKind.ShardFull:
                ShardFull(logger, notice);
                break;
            default:
                Other(logger, notice);
                break;
        }
    }

    private static bool Listen(ENetHost host, ChannelWriter<ENetNotice> writer)
    {
        host.Notice += notice => writer.TryWrite(notice);
        return true;
    }

    private static async Task WriteAllAsync(ILogger logger, ChannelReader<ENetNotice> notices)
    {
        await foreach (ENetNotice notice in notices.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                logger.LogNotice(notice);
            }
            catch (Exception)
            {
                // A log that throws must not end the log of what comes later.
            }
        }
    }

    [LoggerMessage(110, LogLevel.Warning, "{Notice}")]
    private static partial void Other(ILogger logger, ENetNotice notice);

    [LoggerMessage(210, LogLevel.Warning, "{Notice}")]
    private static partial void OnlyRemoteCompresses(ILogger logger, ENetNotice notice);

    [LoggerMessage(211, LogLevel.Warning, "{Notice}")]
    private static partial void DifferentCompression(ILogger logger, ENetNotice notice);

    [LoggerMessage(212, LogLevel.Warning, "{Notice}")]
    private static partial void OnlyRemoteHasChecksum(ILogger logger, ENetNotice notice);

    [LoggerMessage(213, LogLevel.Warning, "{Notice}")]
    private static partial void OnlyThisHostHasChecksum(ILogger logger, ENetNotice notice);

    [LoggerMessage(214, LogLevel.Warning, "{Notice}")]
    private static partial void DifferentChecksum(ILogger logger, ENetNotice notice);

    [LoggerMessage(215, LogLevel.Warning, "{Notice}")]
    private static partial void AnswersNotUnderstood(ILogger logger, ENetNotice notice);

    [LoggerMessage(310, LogLevel.Warning, "{Notice}")]
    private static partial void ShardFull(ILogger logger, ENetNotice notice);

    [LoggerMessage(410, LogLevel.Warning, "{Notice}")]
    private static partial void ConnectUnanswered(ILogger logger, ENetNotice notice);

    [LoggerMessage(510, LogLevel.Warning, "{Notice}")]
    private static partial void ApplicationIsLate(ILogger logger, ENetNotice notice);

    [LoggerMessage(610, LogLevel.Information, "{Notice}")]
    private static partial void NoIPv6(ILogger logger, ENetNotice notice);

    [LoggerMessage(611, LogLevel.Warning, "{Notice}")]
    private static partial void SmallBuffers(ILogger logger, ENetNotice notice);

    [LoggerMessage(612, LogLevel.Warning, "{Notice}")]
    private static partial void DestinationRefused(ILogger logger, ENetNotice notice);

    [LoggerMessage(613, LogLevel.Information, "{Notice}")]
    private static partial void SmallSystemBuffers(ILogger logger, ENetNotice notice);
}
