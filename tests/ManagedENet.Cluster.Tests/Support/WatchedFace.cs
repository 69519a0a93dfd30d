using System;
using System.Threading;
using ManagedENet.Cluster.Directory;

namespace ManagedENet.Cluster.Tests.Support;

/// <summary>A gateway as the directory calls it, with the calls counted where they arrive, and a line to it that can be cut.</summary>
internal sealed class WatchedFace(IENetGateway gateway, WatchedDirectory owner) : IENetGateway
{
    private int _broadcasts;

    public int Broadcasts => Volatile.Read(ref _broadcasts);

    public ENetClusterSendResult Deliver(PlayerId player, in ENetClusterMessage message)
    {
        Pass();
        return gateway.Deliver(player, message);
    }

    public int Broadcast(string group, in ENetClusterMessage message)
    {
        Interlocked.Increment(ref _broadcasts);
        return owner.IsCutOff ? 0 : gateway.Broadcast(group, message);
    }

    public void Supersede(PlayerId player, long generation)
    {
        Pass();
        gateway.Supersede(player, generation);
    }

    public ENetGroupCount? SetMember(PlayerId player, long generation, string group, bool isMember)
    {
        Pass();
        return gateway.SetMember(player, generation, group, isMember);
    }

    private void Pass()
    {
        if (owner.IsCutOff) throw new TimeoutException("The directory does not reach the gateway.");
    }
}
