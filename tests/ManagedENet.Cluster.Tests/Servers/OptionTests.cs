using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ManagedENet.Cluster.Tests.Servers;

/// <summary>What is set wrongly is told when the application starts, with the value, all of it at once.</summary>
[CancelAfter(120_000)]
public sealed class OptionTests
{
    [Test]
    public void Each_value_out_of_its_range_is_told_with_the_value()
    {
        string text = Errors(options =>
        {
            options.Name = new string('n', 101);
            options.LeaseDuration = TimeSpan.FromMilliseconds(999);
            options.RenewInterval = TimeSpan.FromSeconds(2);
            options.SessionRenewInterval = TimeSpan.FromSeconds(1);
            options.DirectoryTimeout = TimeSpan.Zero;
            options.TokenLifetime = TimeSpan.FromDays(2);
            options.ResumeTime = TimeSpan.FromSeconds(-1);
        });
        foreach (string part in (string[])["Name has 101 characters", "LeaseDuration is 00:00:00.9990000", "RenewInterval is 00:00:02", "renew at least 3 times", "SessionRenewInterval is 00:00:01", "DirectoryTimeout is 00:00:00", "TokenLifetime is 2.00:00:00", "ResumeTime is -00:00:01"])
        {
            Assert.That(text, Does.Contain(part));
        }
    }

    [TestCase("hunter2", "TokenKeys[0] has 7 characters that are not base64 of 32 to 256 bytes")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAA==", "TokenKeys[0] has 16 bytes: it has 32 to 256")]
    [TestCase(null, "TokenKeys[0] is null")]
    public void A_key_that_is_none_is_told_and_not_shown(string? key, string complaint)
    {
        string text = Errors(options => options.TokenKeys.Add(key!));
        Assert.That(text, Does.Contain(complaint));
        if (key is not null) Assert.That(text, Does.Not.Contain(key));
    }

    [Test]
    public void Too_many_keys_and_null_are_told()
    {
        Assert.That(Errors(options => options.TokenKeys = [.. Enumerable.Range(0, 9).Select(_ => Convert.ToBase64String(new byte[32]))]), Does.Contain("TokenKeys has 9 keys"));
        Assert.That(Errors(options => (options.TokenKeys, options.Name) = (null!, null!)), Does.Contain("TokenKeys is null").And.Contain("Name is null"));
        Assert.That(Errors(options => options.TokenKeys.Add(Convert.ToBase64String(new byte[257]))), Does.Contain("not base64 of 32 to 256 bytes"));
    }

    [Test]
    public void The_defaults_and_the_limits_are_good()
    {
        Assert.That(Errors(_ => { }), Is.Empty);
        Assert.That(Errors(options => options.TokenKeys.Add(Convert.ToBase64String(new byte[256]))), Is.Empty);
        Assert.That(Errors(options => (options.LeaseDuration, options.RenewInterval, options.SessionRenewInterval) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50))), Is.Empty);
    }

    [Test]
    public void An_application_with_wrong_options_does_not_start(CancellationToken token)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddENetCluster(options => options.LeaseDuration = TimeSpan.FromHours(1));
        using IHost host = builder.Build();
        Assert.That(async () => await host.StartAsync(token), Throws.InstanceOf<OptionsValidationException>().With.Message.Contain("LeaseDuration is 01:00:00: it lies between 00:00:01 and 00:10:00."));
    }

    [Test]
    public void Called_twice_it_adds_one_gateway_with_the_options_of_both()
    {
        var services = new ServiceCollection();
        services.AddENetCluster(options => options.Name = "first").Services.AddENetCluster(options => options.ResumeTime = TimeSpan.FromSeconds(9));
        using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
        ENetClusterOptions options = provider.GetRequiredService<IOptions<ENetClusterOptions>>().Value;
        Assert.That((options.Name, options.ResumeTime, provider.GetServices<IHostedService>().Count(), provider.GetServices<IENetCluster>().Count()), Is.EqualTo(("first", TimeSpan.FromSeconds(9), 1, 1)));
        Assert.That(provider.GetRequiredService<IENetDirectory>(), Is.InstanceOf<ENetMemoryDirectory>());
        Assert.That(provider.GetRequiredService<IENetCluster>().Here.Value, Does.Match("^first/[0-9a-f]{16}$"));
    }

    [TestCase(true, false, 1)]
    [TestCase(true, true, 0)]
    [TestCase(false, false, 0)]
    public void Keys_of_one_process_in_a_cluster_of_several_are_told_in_the_log(bool isElsewhere, bool hasKeys, int entries)
    {
        var log = new CountingLog();
        var services = new ServiceCollection();
        ENetClusterBuilder cluster = services.AddLogging(builder => builder.AddProvider(log)).AddENetCluster(options => options.TokenKeys = hasKeys ? [Convert.ToBase64String(new byte[32])] : []);
        if (isElsewhere) cluster.UseDirectory(_ => new Support.WatchedDirectory(() => new ENetMemoryDirectory()));
        using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<IENetCluster>();
        Assert.That(log.Entries.Count(entry => entry.Id == 706), Is.EqualTo(entries));
    }

    [Test]
    public void Null_is_refused()
    {
        Assert.That(() => ((IServiceCollection)null!).AddENetCluster(), Throws.ArgumentNullException);
        Assert.That(() => new ServiceCollection().AddENetCluster().UseDirectory(null!), Throws.ArgumentNullException);
    }

    [TestCase("a", true)]
    [TestCase("😀", true)]
    [TestCase("", false)]
    [TestCase(null, false)]
    [TestCase("a\nb", false)]
    public void What_may_be_a_name_is_the_same_for_players_and_gateways(string? name, bool isName)
    {
        Assert.That(PlayerId.TryCreate(name, out PlayerId player), Is.EqualTo(isName));
        Assert.That(player.Value, Is.EqualTo(isName ? name : ""));
        if (isName) Assert.That((new PlayerId(name!), new GatewayId(name!).Value), Is.EqualTo((player, name)));
        else
        {
            Assert.That(() => new PlayerId(name!), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new GatewayId(name!), Throws.InstanceOf<ArgumentException>());
        }
    }

    [Test]
    public void Half_of_a_character_is_no_name()
    {
        // Attributes are written as UTF-8, which has none of these.
        foreach (string name in (string[])["\ud83d", "\ude00a", "a\ud83d"]) What_may_be_a_name_is_the_same_for_players_and_gateways(name, isName: false);
    }

    [Test]
    public void A_name_has_up_to_128_characters_and_they_are_compared_one_by_one()
    {
        Assert.That(PlayerId.TryCreate(new string('a', 128), out _));
        Assert.That(PlayerId.TryCreate(new string('a', 129), out _), Is.False);
        Assert.That(new PlayerId("Ann"), Is.Not.EqualTo(new PlayerId("ann")));
        Assert.That(new PlayerId("\u00e9"), Is.Not.EqualTo(new PlayerId("e\u0301")));
        Assert.That($"{new PlayerId("ann")} {new GatewayId("g")} {default(PlayerId)}", Is.EqualTo("ann g "));
    }

    private sealed class CountingLog : ILoggerProvider, ILogger
    {
        public List<EventId> Entries { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Entries.Add(eventId);

        public void Dispose()
        {
        }
    }

    private static string Errors(Action<ENetClusterOptions> change)
    {
        var options = new ENetClusterOptions();
        change(options);
        return new ValidateClusterOptions().Validate(null, options).FailureMessage ?? "";
    }
}
