namespace ManagedENet.Fuzz.Worlds;

/// <summary>What a record makes happen in the world of two hosts.</summary>
internal enum HostsAct
{
    Poll,
    Handle,
    Converse,
    Connect,
    Send,
    SendMany,
    SendOnTerms,
    SendPacket,
    Broadcast,
    Leave,
    SetPeer,
    SetHost,
    SetDoor,
    Network,
    Loss,
    Step,
    Unconnected,
    Inject,
    Take,
    Look,
    Behave,
    Flow,
    Flood,
    Rebind,
    Count,
}
