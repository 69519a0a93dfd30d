using ManagedENet.Protocol.Connections;


namespace ManagedENet.Conformance.Replay;

/// <summary>Where the hosts of a replay put what they do.</summary>
internal interface IReplayOutput
{
    void OnDatagram(ReplayHost from, in ENetAddress to, byte[] bytes);

    void OnEvent(ReplayHost host, in ConnectionEvent e);
}
