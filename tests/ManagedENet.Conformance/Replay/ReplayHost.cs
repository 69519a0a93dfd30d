using System;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Reception;

namespace ManagedENet.Conformance.Replay;

/// <summary>A host of a replay: the core, serviced in the very order in which native's service call with a time-out of zero works.</summary>
internal sealed class ReplayHost(HostSetup setup, Host core, IRandomSource connectIds, ENetAddress address, VirtualNetwork network, IReplayOutput output)
    : IDisposable
{
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
        NoSink none = default;
        while (true)
        {
            switch (core.Round.Next(nowMs * 1000))
            {
                case RoundStep.Send:
                    WriteDatagrams(nowMs);
                    break;
                case RoundStep.Receive:
                    while (core.Round.WantsDatagram && network.TryReceive(nowMs, address, out ENetAddress from, out byte[] bytes)) core.Round.Handle(new DatagramPath(from), bytes, ref none);
                    break;
                case RoundStep.Event when core.TryTakeEvent(out ConnectionEvent e):
                    return Give(e);
                case RoundStep.Rest:
                    return false;
            }
        }
    }

    /// <summary>Sends what there is, as native's flush does: without looking at time-outs.</summary>
    public void Flush(long nowMs)
    {
        core.Round.BeginFlush(nowMs * 1000);
        WriteDatagrams(nowMs);
    }

    public void Dispose()
    {
        _isGone = true;
        core.Dispose();
    }

    private void WriteDatagrams(long nowMs)
    {
        int written = 0;
        while (core.Round.TryWrite(_buffer, out int length, out DatagramPath path, out _))
        {
            if (++written > DatagramsPerSendPass) throw new InvalidOperationException($"Host {Name} does not stop sending at {nowMs} ms.");
            SentDatagrams++;
            output.OnDatagram(this, path.Remote, _buffer.AsSpan(0, length).ToArray());
        }
    }

    private bool Give(in ConnectionEvent e)
    {
        if (e.Type == ENetEventType.Receive) ReceivedPackets++;
        output.OnEvent(this, e);
        if (e.Type == ENetEventType.Receive) e.Packet.Dispose();
        return true;
    }
}
