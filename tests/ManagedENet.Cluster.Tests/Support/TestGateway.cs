using System;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Cluster.Directory;
using ManagedENet.Cluster.Gateway;
using ManagedENet.Cluster.Tokens;
using Microsoft.Extensions.Logging.Abstractions;

namespace ManagedENet.Cluster.Tests.Support;

/// <summary>A gateway without a server: players have lines that a test makes.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly Gateway.Cluster _cluster;

    public TestGateway(Func<IENetDirectory> directory, ENetClusterOptions options, TimeProvider time)
    {
        Directory = new WatchedDirectory(directory);
        Local = new LocalGateway(Directory, options, time, NullLogger.Instance);
        _cluster = new Gateway.Cluster(Local, new ResumeTokens(options.TokenKeys, time), options.TokenLifetime);
        Local.Start();
    }

    public WatchedDirectory Directory { get; }

    public LocalGateway Local { get; }

    public IENetCluster Cluster => _cluster;

    public async Task<(ENetSession Session, FakeLine Line)> JoinAsync(string player, CancellationToken token)
    {
        var line = new FakeLine();
        return (await JoinAsync(player, line, token), line);
    }

    public ValueTask<ENetSession> JoinAsync(string player, FakeLine line, CancellationToken token) => _cluster.JoinAsync(new PlayerId(player), line, token);

    public ValueTask<ENetResumeResult> ResumeAsync(string? ticket, FakeLine line, CancellationToken token) => _cluster.ResumeAsync(ticket, line, token);

    public ValueTask DisposeAsync() => Local.DisposeAsync();
}
