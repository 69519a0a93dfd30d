using ManagedENet.Transports;

namespace ManagedENet.Internal;

/// <summary>Which of the hosts of a port one is.</summary>
internal readonly struct ShardPlace
{
    private readonly PortSteering _steering;

    public ShardPlace(PortSteering steering, int number)
    {
        _steering = steering;
        Number = number;
    }

    /// <summary>Its number among them, 0 for the first.</summary>
    public int Number { get; }

    /// <summary>The number of the one that gets the datagrams of a remote.</summary>
    public int Of(in ENetAddress remote) => _steering.Shards > 1 ? _steering.Of(remote) : Number;
}
