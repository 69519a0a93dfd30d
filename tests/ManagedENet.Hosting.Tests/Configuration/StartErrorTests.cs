using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Hosting.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ManagedENet.Hosting.Tests.Configuration;

/// <summary>A configuration that is wrong keeps the application from starting.</summary>
[CancelAfter(120_000)]
public sealed class StartErrorTests
{
    [Test]
    public async Task An_application_with_an_unknown_key_does_not_start(CancellationToken token)
    {
        await using TestApplication application = TestApplication.Make(services => services.AddENetServer(Handlers.Echo), TestApplication.Anywhere(("ENet:Hosts:PeerLimit", "5")));
        OptionsValidationException error = (await Assert.ThrowsAsync<OptionsValidationException>(async () => await application.Host.StartAsync(token)))!;
        Assert.That(error.Message, Does.StartWith("ENet:Hosts is read by nobody. Near it there is Host"));
        Assert.That((application.Server.IsRunning, application.Log.OfServers), Is.EqualTo((false, System.Array.Empty<LogEntry>())));
    }
}
