namespace ManagedENet.Protocol.Hosting;

/// <summary>What the application says of strangers while the host runs: who, how many, and whether at all. Null lists are those that nobody has asked for.</summary>
internal sealed class DoorPolicy
{
    private AddressRanges? _banned;
    private AddressRanges? _allowed;

    /// <summary>New connections are let in.</summary>
    public bool IsOpen { get; set; } = true;

    /// <summary>Connections, in both directions together, up to which new ones are let in.</summary>
    public int PeerLimit { get; set; } = int.MaxValue;

    /// <summary>Addresses that are not let in.</summary>
    public AddressRanges Banned => _banned ??= new AddressRanges();

    /// <summary>The only addresses that are let in, unless there are none.</summary>
    public AddressRanges Allowed => _allowed ??= new AddressRanges();

    /// <summary>True when somebody from there may come in.</summary>
    public bool Admits(in ENetAddress from) => _banned?.Contains(from) != true && (_allowed is not { IsEmpty: false } allowed || allowed.Contains(from));
}
