using System;
using System.Net;
using System.Threading.Tasks;

namespace ManagedENet.Tests.Calls;

/// <summary>Two runners over the sockets of this machine, and a connection from one to the other.</summary>
internal sealed class RunnerPair : IDisposable
{
    public RunnerPair()
    {
        Server = ENetHostRunner.Start(new IPEndPoint(IPAddress.Loopback, 0));
        Client = ENetHostRunner.Start(null);
        // No name leaves this machine.
        Server.Resolve = Client.Resolve = static (_, _) => Task.FromResult(new[] { IPAddress.Loopback });
        Connection = Client.ConnectAsync(Server.LocalEndPoint).AsTask().GetAwaiter().GetResult();
    }

    public ENetHostRunner Server { get; }

    public ENetHostRunner Client { get; }

    public ENetConnection Connection { get; }

    /// <summary>A stream whose other end has written some bytes and its end, so that a call that reads comes back.</summary>
    public ENetChannelStream OpenStream()
    {
        ENetConnection accepted = Server.AcceptAsync().AsTask().GetAwaiter().GetResult();
        ENetChannelStream other = accepted.OpenStream(0);
        other.Write([1, 2, 3]);
        other.CompleteWrites();
        return Connection.OpenStream(0);
    }

    public void Dispose() => Task.WhenAll(Client.DisposeAsync().AsTask(), Server.DisposeAsync().AsTask()).GetAwaiter().GetResult();
}
