using System;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Conformance.Replay;

/// <summary>A host of a replay: the core, serviced in the very order in which native's service call with a time-out of zero works.</summary>
internal sealed class ReplayHost(HostSetup setup, Host core, IRandomSource connectIds, ENetAddress address, VirtualNetwork network, IReplayOutput output)
    : IDisposable
{
    private const int DatagramsPerPass = 256;
    private const int DatagramsPerSendPass = 100_000;

    private readonly byte[] _buffer = new byte[8192];
    private bool _isGone;

    public string Name => setup.Name;

    public HostSetup Setup => setup;

    public Host Core => core;

    public IRandomSource ConnectIds => connectIds;

    public ENetAddress Address => address;

    /// <summary>Packets received and datagrams sent, for the state lines that tell totals.</summary>
    public long ReceivedPackets { get; private set; }

    public long SentDatagrams { get; private set; }

    /// <summary>The peer of a slot, or null when nobody sits in it: then a call about it does nothing.</summary>
    public Connection? Peer(int slot) => core.GetPeer(slot) is { State: not ENetPeerState.Disconnected } peer ? peer : null;

    /// <summary>Services the host once; true when there was an event, which has been put out.</summary>
    public bool Service(long nowMs)
    {
        if (_isGone) return false;
        if (core.TryTakeEvent(out ConnectionEvent e)) return Give(e);
        core.AdvanceTime(nowMs);
        WriteDatagrams(nowMs, checkTimeouts: true);
        if (core.HasRaisedEvent) return GiveNext();

        for (int i = 0; i < DatagramsPerPass && network.TryReceive(nowMs, address, out ENetAddress from, out byte[] bytes); i++)
        {
            core.HandleDatagram(nowMs, from, bytes);
            if (core.HasRaisedEvent) return GiveNext();
        }

        WriteDatagrams(nowMs, checkTimeouts: true);
        if (core.HasRaisedEvent) return GiveNext();
        return core.TryTakeEvent(out e) && Give(e);
    }

    /// <summary>Sends what there is, as native's flush does: without looking at time-outs.</summary>
    public void Flush(long nowMs) => WriteDatagrams(nowMs, checkTimeouts: false);

    public void Dispose()
    {
        _isGone = true;
        core.Dispose();
    }

    private void WriteDatagrams(long nowMs, bool checkTimeouts)
    {
        core.BeginSendPass(nowMs, checkTimeouts);
        int written = 0;
        while (core.TryWriteDatagram(_buffer, out int length, out ENetAddress to))
        {
            if (++written > DatagramsPerSendPass) throw new InvalidOperationException($"Host {Name} does not stop sending at {nowMs} ms.");
            SentDatagrams++;
            output.OnDatagram(this, to, _buffer.AsSpan(0, length).ToArray());
        }
    }

    private bool GiveNext()
    {
        if (!core.TryTakeEvent(out ConnectionEvent e)) throw new InvalidOperationException($"Host {Name} says that it raised an event, and has none.");
        return Give(e);
    }

    private bool Give(in ConnectionEvent e)
    {
        if (e.Type == ENetEventType.Receive) ReceivedPackets++;
        output.OnEvent(this, e);
        if (e.Type == ENetEventType.Receive) e.Packet.Dispose();
        return true;
    }
}
