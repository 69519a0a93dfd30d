using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;

namespace ManagedENet.Cluster.Gateway;

/// <summary>Starts and stops this gateway with the application.</summary>
internal sealed class GatewayService : IHostedService
{
    private readonly LocalGateway _gateway;
    private readonly IHostApplicationLifetime? _lifetime;
    private CancellationTokenRegistration _stopping;

    public GatewayService(LocalGateway gateway, IHostApplicationLifetime? lifetime)
    {
        _gateway = gateway;
        _lifetime = lifetime;
    }

    /// <summary>Begins to ask for the lease. The directory may start behind this, so nothing waits for it.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The server may stop before this does: its players are on their way to another gateway already then.
        if (_lifetime is not null) _stopping = _lifetime.ApplicationStopping.UnsafeRegister(static gateway => ((LocalGateway)gateway!).BeginToStop(), _gateway);
        _gateway.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.DisposeAsync().ConfigureAwait(false);
        await _gateway.StopAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
