using System;
using System.Net;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <summary>Hosts at one port, each of which has the remotes of its own. They belong to the thread that has made them until each is attached to another.</summary>
internal sealed class ShardSet
{
    /// <summary>The most of them: as many as there is a use for on a machine, and as a key of a peer has room for.</summary>
    public const int MostShards = 64;

    private ShardSet(ENetHost[] hosts, PortSteering steering)
    {
        Hosts = hosts;
        Steering = steering;
    }

    /// <summary>The hosts, in the order of their numbers.</summary>
    public ENetHost[] Hosts { get; }

    /// <summary>Which of them a remote belongs to.</summary>
    public PortSteering Steering { get; }

    /// <summary>Opens the port for all of them.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or one that several hosts cannot have together; the message says which and what to do.</exception>
    // Requirement: SHD-001, SHD-010
    public static ShardSet Bind(IPEndPoint endPoint, int shards, ENetHostOptions? options, bool maySystemDivide = true)
    {
        if (endPoint is null) throw new ArgumentNullException(nameof(endPoint));
        VerifyCount(shards, nameof(shards));
        options ??= new ENetHostOptions();
        options.Validate();
        VerifyShared(options, shards);
        uint key = (options.Random ?? new StrongRandomSource()).NextUInt32();
        var steering = new PortSteering(shards, key);
        IDatagramTransport[] transports = TransportChoice.OpenMany(endPoint, steering, options, maySystemDivide);
        return new ShardSet(Make(transports, steering, options), steering);
    }

    /// <summary>The same over transports of the caller's, each of which has the remotes of its shard.</summary>
    public static ShardSet Over(IDatagramTransport[] transports, PortSteering steering, ENetHostOptions? options) => new(Make(transports, steering, options ?? new ENetHostOptions()), steering);

    /// <summary>Refuses a number of shards that there cannot be.</summary>
    public static void VerifyCount(int shards, string parameter)
    {
        if (shards is < 1 or > MostShards) throw new ArgumentOutOfRangeException(parameter, shards, $"A port has 1 to {MostShards} shards; as many as there are processor cores that should work on it.");
    }

    private static void VerifyShared(ENetHostOptions options, int shards)
    {
        if (shards == 1) return;
        if (options.EventLog is not null) throw new ArgumentException($"An EventLog is that of one host, and there are {shards}: leave it null, or start one shard to look at.", nameof(options));
        if (options.ReuseAddress) throw new ArgumentException("With ReuseAddress other programs could take what is sent to the shards of this port: leave it false.", nameof(options));
    }

    private static ENetHost[] Make(IDatagramTransport[] transports, PortSteering steering, ENetHostOptions options)
    {
        var hosts = new ENetHost[transports.Length];
        int made = 0;
        try
        {
            for (; made < hosts.Length; made++) hosts[made] = new ENetHost(transports[made], options) { Place = new ShardPlace(steering, made) };
            return hosts;
        }
        catch
        {
            for (int i = 0; i < made; i++) hosts[i].Dispose();
            for (int i = made; i < transports.Length; i++) transports[i].Dispose();
            throw;
        }
    }
}
