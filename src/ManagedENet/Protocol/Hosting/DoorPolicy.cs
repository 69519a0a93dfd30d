using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Hosting;

/// <summary>What the application says of strangers while the host runs: who, how many, and whether at all. Null lists are those that nobody has asked for.</summary>
internal sealed class DoorPolicy
{
    private readonly KeyedHash _hash;
    private AddressRanges? _banned;
    private AddressRanges? _allowed;

    /// <summary>Nothing was said.</summary>
    /// <param name="hash">A secret of the host.</param>
    public DoorPolicy(KeyedHash hash) => _hash = hash;

    /// <summary>New connections are let in.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Connections, in both directions together, up to which new ones are let in.</summary>
    public int PeerLimit { get; set; } = int.MaxValue;

    /// <summary>Addresses that are not let in.</summary>
    public AddressRanges Banned => _banned ??= new AddressRanges(_hash);

    /// <summary>The only addresses that are let in, unless there are none.</summary>
    public AddressRanges Allowed => _allowed ??= new AddressRanges(_hash);

    /// <summary>True when somebody from there may come in.</summary>
    public bool Admits(in ENetAddress from) => _banned?.Contains(from) != true && (_allowed is not { IsEmpty: false } allowed || allowed.Contains(from));
}
