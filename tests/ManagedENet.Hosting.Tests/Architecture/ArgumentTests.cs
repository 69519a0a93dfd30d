using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Hosting.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ManagedENet.Hosting.Tests.Architecture;

/// <summary>What is missing is told at the call that misses it.</summary>
[CancelAfter(120_000)]
public sealed class ArgumentTests
{
    [Test]
    public void Null_is_refused_by_every_extension()
    {
        var services = new ServiceCollection();
        Assert.That(() => ((IServiceCollection)null!).AddENetServer(Handlers.Echo), Throws.ArgumentNullException);
        Assert.That(() => ((IServiceCollection)null!).AddENetServer<Idle>(), Throws.ArgumentNullException);
        Assert.That(() => ((IServiceCollection)null!).AddENetListener(), Throws.ArgumentNullException);
        Assert.That(() => services.AddENetServer((Func<ENetConnection, CancellationToken, Task>)null!), Throws.ArgumentNullException);
        Assert.That(() => services.AddENetServer((Func<IServiceProvider, ENetConnection, CancellationToken, Task>)null!), Throws.ArgumentNullException);
        foreach (string? name in (string?[])[null, "", " "]) Assert.That(() => services.AddENetServer<Idle>(name: name!), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => ((IEndpointRouteBuilder)null!).MapENetDashboard(), Throws.ArgumentNullException);
        Assert.That(() => ((ILogger)null!).LogNotice(new ENetNotice(ENetNoticeKind.NoIPv6, "a")), Throws.ArgumentNullException);
        Assert.That(() => NullLogger.Instance.LogNotice(null!), Throws.ArgumentNullException);
        Assert.That(async () => await NullLogger.Instance.LogNoticesAsync(null!), Throws.ArgumentNullException);
        Assert.That(services, Is.Empty, "what is refused leaves nothing behind");
    }

    [Test]
    public async Task The_notices_of_a_runner_that_has_stopped_are_refused()
    {
        ENetHostRunner runner = ENetHostRunner.Start(null);
        await runner.DisposeAsync();
        Assert.That(async () => await NullLogger.Instance.LogNoticesAsync(runner), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void Adding_the_listener_twice_adds_it_once()
    {
        IServiceCollection services = new ServiceCollection().AddENetListener();
        int count = services.Count;
        Assert.That(services.AddENetListener(), Has.Count.EqualTo(count));
    }

    private sealed class Idle : IENetConnectionHandler
    {
        public Task OnConnectedAsync(ENetConnection connection, CancellationToken stopping) => Task.CompletedTask;
    }
}
