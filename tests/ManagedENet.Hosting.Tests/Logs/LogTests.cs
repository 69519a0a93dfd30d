using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ManagedENet.Hosting.Tests.Logs;

/// <summary>What a server writes to the log, by event id: the hundreds are a promise to whoever filters.</summary>
[CancelAfter(120_000)]
public sealed class LogTests
{
    private static readonly Dictionary<ENetNoticeKind, (int Id, LogLevel Level)> Notices = new()
    {
        [ENetNoticeKind.OnlyRemoteCompresses] = (210, LogLevel.Warning),
        [ENetNoticeKind.DifferentCompression] = (211, LogLevel.Warning),
        [ENetNoticeKind.OnlyRemoteHasChecksum] = (212, LogLevel.Warning),
        [ENetNoticeKind.OnlyThisHostHasChecksum] = (213, LogLevel.Warning),
        [ENetNoticeKind.DifferentChecksum] = (214, LogLevel.Warning),
        [ENetNoticeKind.AnswersNotUnderstood] = (215, LogLevel.Warning),
        [ENetNoticeKind.ShardFull] = (310, LogLevel.Warning),
        [ENetNoticeKind.ConnectUnanswered] = (410, LogLevel.Warning),
        [ENetNoticeKind.ApplicationIsLate] = (510, LogLevel.Warning),
        [ENetNoticeKind.NoIPv6] = (610, LogLevel.Information),
        [ENetNoticeKind.SmallBuffers] = (611, LogLevel.Warning),
        [ENetNoticeKind.DestinationRefused] = (612, LogLevel.Warning),
        [ENetNoticeKind.SmallSystemBuffers] = (613, LogLevel.Information),
    };

    private static IEnumerable<ENetNoticeKind> AllKinds() => Enum.GetValues<ENetNoticeKind>();

    [TestCaseSource(nameof(AllKinds))]
    public void Every_kind_of_notice_has_an_event_id_of_its_own(ENetNoticeKind kind)
    {
        using var log = new LogBook();
        log.CreateLogger("a").LogNotice(new ENetNotice(kind, "the sentence"));
        LogEntry entry = log.Entries.Single();
        Assert.That((entry.Id.Id, entry.Level), Is.EqualTo(Notices[kind]));
        Assert.That((entry.Text, entry.Id.Name), Is.EqualTo(("the sentence", (string?)$"{kind}")));
        Assert.That(Notices.Values.Count(other => other.Id == entry.Id.Id), Is.EqualTo(1));
    }

    [Test]
    public async Task A_quiet_server_writes_its_start_and_its_stop_and_nothing_else_from_information_up(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(services => services.AddENetServer(Handlers.Echo), token);
        await using (ENetConnection connection = await application.ConnectAsync(token, new ENetConnectOptions { Data = 42 }))
        {
            await connection.DisconnectAsync(9, cancellationToken: token);
        }

        LogEntry ended = await application.Log.Wait(201, token);
        await application.Host.StopAsync(token);
        await application.Log.Wait(102, token);
        LogEntry[] entries = [.. application.Log.OfServers.Where(entry => entry.Id.Id != 613)];
        Assert.That(entries.Select(entry => (entry.Id.Id, entry.Level)), Is.EqualTo((List<(int, LogLevel)>)
            [(100, LogLevel.Information), (200, LogLevel.Debug), (201, LogLevel.Debug), (101, LogLevel.Information), (102, LogLevel.Information)]));
        Assert.That(entries[0].Text, Does.Contain($"{application.Server.LocalEndPoint}"));
        Assert.That(entries[1].Text, Does.Contain("42"));
        Assert.That(ended.Text, Does.Contain("Remote, 9"));
    }

    [Test]
    public async Task A_client_with_another_compressor_is_a_warning_that_says_what_to_set(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(services => services.AddENetServer(Handlers.Echo), token);
        await using ENetHostRunner other = ENetHostRunner.Start(null, new ENetHostOptions { Compressor = ENetCompressors.RangeCoder });
        using var enough = new CancellationTokenSource();
        Task<ENetConnection> attempt = other.ConnectAsync(application.Server.LocalEndPoint, null, enough.Token).AsTask();
        LogEntry entry = await application.Log.Wait(210, token);
        Assert.That((entry.Level, entry.Text), Is.EqualTo((LogLevel.Warning, entry.Text)));
        Assert.That(entry.Text, Does.Contain("ENetHostOptions.Compressor"));
        await enough.CancelAsync();
        Assert.That(async () => await attempt, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_full_server_says_so_once_however_many_come_and_go(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(services => services.AddENetServer(Handlers.Echo), token, TestApplication.Anywhere(("ENet:Host:PeerLimit", "1")));
        for (int i = 1; i <= 3; i++)
        {
            await using (ENetConnection connection = await application.ConnectAsync(token)) await application.Log.Wait(300, token);
            int ends = i;
            await application.Log.Wait(_ => application.Log.OfServers.Count(entry => entry.Id.Id == 201) >= ends, token);
        }

        Assert.That(application.Log.OfServers.Where(entry => entry.Id.Id == 300).Select(entry => entry.Level), Is.EqualTo((LogLevel[])[LogLevel.Warning]));
    }

    [Test]
    public async Task A_connection_that_times_out_has_an_id_of_its_own(CancellationToken token)
    {
        await using TestApplication application = await TestApplication.StartAsync(
            services => services.AddENetServer(Handlers.Echo), token,
            TestApplication.Anywhere(("ENet:Host:TimeoutMinimum", "1ms"), ("ENet:Host:TimeoutMaximum", "200ms"), ("ENet:Host:TimeoutLimit", "1"), ("ENet:Host:PingInterval", "10ms"), ("ENet:Host:MeasureIdlePeers", "true")));
        // One that connects and then is never serviced again is as gone as one whose program has crashed.
        using ENetHost silent = ENetHost.CreateClient();
        silent.Connect(application.Server.LocalEndPoint);
        Task connected = application.Log.Wait(200, token);
        while (!connected.IsCompleted) silent.Service(TimeSpan.FromMilliseconds(10), out _);
        LogEntry entry = await application.Log.Wait(400, token);
        Assert.That(entry.Level, Is.EqualTo(LogLevel.Debug));
        Assert.That(application.Log.OfServers.Select(other => other.Id.Id), Has.None.EqualTo(104));
    }

    [Test]
    public async Task A_log_that_throws_over_a_notice_harms_no_connection(CancellationToken token)
    {
        var thrown = new TaskCompletionSource();
        await using TestApplication application = await TestApplication.StartAsync(services => services.AddENetServer(Handlers.Echo), token);
        application.Log.OnEntry = entry =>
        {
            if (entry.Id.Id != 210) return;
            thrown.TrySetResult();
            throw new InvalidTimeZoneException();
        };
        await using ENetHostRunner other = ENetHostRunner.Start(null, new ENetHostOptions { Compressor = ENetCompressors.RangeCoder });
        using var enough = new CancellationTokenSource();
        Task<ENetConnection> attempt = other.ConnectAsync(application.Server.LocalEndPoint, null, enough.Token).AsTask();
        await thrown.Task.WaitAsync(token);
        await using ENetConnection connection = await application.ConnectAsync(token);
        await connection.SendAsync(0, new byte[] { 1 }, ENetPacketFlags.Reliable, token);
        using ENetMessage answer = await connection.ReceiveAsync(token);
        Assert.That(application.Server.IsRunning);
        await enough.CancelAsync();
        Assert.That(async () => await attempt, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Every_event_id_has_one_name_and_stands_in_the_table_that_users_look_at()
    {
        string table = System.IO.File.ReadAllText(ManagedENet.Tests.Support.Repository.Combine("docs", "hosting.md"));
        List<LoggerMessageAttribute> all = [.. new[] { typeof(ServerLog), typeof(ENetNoticeLoggerExtensions) }
            .SelectMany(type => type.GetMethods(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic))
            .SelectMany(method => method.GetCustomAttributes(typeof(LoggerMessageAttribute), inherit: false)).Cast<LoggerMessageAttribute>()];
        Assert.That(all.Select(one => one.EventId), Is.Unique);
        Assert.That(all, Has.Count.GreaterThan(20));
        foreach (LoggerMessageAttribute one in all) Assert.That(table, Does.Contain($"| {one.EventId} | {one.Level} |"), $"{one.EventId}");
    }
}
