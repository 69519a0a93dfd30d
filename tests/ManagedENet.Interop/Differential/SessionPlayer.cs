using System.Collections.Generic;
using System.Linq;
using ManagedENet.Interop.Live;
using ManagedENet.Interop.Traffic;

namespace ManagedENet.Interop.Differential;

/// <summary>One application of a session: it says its lines and keeps what it hears.</summary>
internal sealed class SessionPlayer(LiveEnd end, End side)
{
    private readonly List<TrafficMessage> _sent = [];
    private int _handled;

    public LiveEnd End { get; } = end;

    /// <summary>What this application sent so far; the other one's receipt reads it.</summary>
    public IReadOnlyList<TrafficMessage> Sent => _sent;

    public bool IsConnected => End.Has(ENetEventType.Connect);

    public IEnumerable<LiveEvent> Disconnects => End.Disconnects;

    /// <summary>Says the lines of one turn; gives the number of the first message that could not be queued, or null.</summary>
    public int? Speak(SessionScript script, int turn)
    {
        foreach (TrafficMessage message in script.Sends(side, turn))
        {
            _sent.Add(message);
            if (!End.Peer.Send(message.ChannelId, message.Payload, message.Flags)) return message.Number;
        }

        return null;
    }

    /// <summary>Services the host and gives what arrived to the receipt. True when something happened.</summary>
    public bool Service(TrafficReceipt receipt, int timeoutMs = 0)
    {
        bool any = End.Service(timeoutMs);
        for (; _handled < End.Events.Count; _handled++)
        {
            if (End.Events[_handled].Type == ENetEventType.Receive) receipt.Accept(End.Events[_handled]);
        }

        return any;
    }

    public void Leave(LeaveKind kind, uint data)
    {
        switch (kind)
        {
            case LeaveKind.Disconnect: End.Peer.Disconnect(data); break;
            case LeaveKind.DisconnectNow: End.Peer.DisconnectNow(data); break;
            case LeaveKind.DisconnectLater: End.Peer.DisconnectLater(data); break;
            default: End.Peer.Reset(); break;
        }
    }
}
