using ManagedENet.Protocol.Sending;

namespace ManagedENet.Protocol.Connections;

/// <summary>What the application sets for a connection and its channels beyond what ENet knows. What is of a channel is kept with it, and goes when what the connection holds is given back.</summary>
internal abstract class ConnectionSettings : ConnectionStatus
{
    private protected ConnectionSettings(int slot, Surroundings surroundings, int incomingSessionId, int outgoingSessionId)
        : base(slot, surroundings, incomingSessionId, outgoingSessionId)
    {
    }

    /// <summary>Sets a channel's share of the line, 1 to 255; false when nothing was done: there is no such channel, or no memory for it, or the connection is not one any more.</summary>
    // Requirement: CHN-013
    public bool SetPriority(byte channelId, byte weight) => MayBeSet(channelId) && _outbox.TrySetWeight(channelId, weight, _surroundings.Sending);

    /// <summary>
    /// Sets how often small reliable packets of a channel are sent once more before they could be missed, and what that may take for each byte of the rest, in 256ths; false
    /// as above.
    /// </summary>
    // Requirement: REL-080
    public bool SetRedundancy(byte channelId, byte copies, int allowance) => MayBeSet(channelId) && _outbox.TrySetCopies(channelId, copies, allowance, _surroundings.Sending);

    /// <summary>The application takes nothing of a channel for now, or takes it again; false as above.</summary>
    // Requirement: CHN-018
    public bool SetStopped(byte channelId, bool isStopped) => MayBeSet(channelId) && _receiver.TryStop(channelId, isStopped, _surroundings.Reception);

    /// <summary>The same for all channels.</summary>
    public void SetStopped(bool isStopped) => _receiver.IsStopped = isStopped;

    /// <summary>Makes room for a receipt of the packet that is queued next; false when there is none.</summary>
    // Requirement: CHN-017
    public bool TryReserveReceipt() => State == ENetPeerState.Connected && QueuedTerms.TryReserveReceipt(ref _outbox, _surroundings.Sending);

    /// <summary>The packet was not queued after all.</summary>
    public void CancelReceipt() => _surroundings.Sending.Receipts.Cancel();

    /// <summary>Sets the terms of the packet that was queued last.</summary>
    // Requirement: CHN-015, CHN-016
    public void SetTerms(byte channelId, in SendTerms terms)
    {
        int replacedBytes = QueuedTerms.Set(ref _outbox, channelId, terms, _surroundings.Sending);
        if (replacedBytes < 0 || _surroundings.Sending.Log is not { } log) return;
        log.Add(_surroundings.NowUs, Slot, ConnectId, new ENetLogEntry { Kind = ENetLogKind.Superseded, Bytes = replacedBytes, Channel = channelId });
    }

    /// <summary>Sets the rules of sending. What is over stays what it was.</summary>
    public void SetCongestionControl(ENetCongestionControl rules)
    {
        if (Phase == ENetPeerState.Disconnected) return;
        if (rules != CongestionControl) LossRepair.ReturnController(ref _outbox, ref _path.Recovery, _surroundings.Sending);
        CongestionControl = rules;
        _surroundings.Ready.Add(Slot);
    }

    /// <summary>Sets whether a peer whose datagrams arrive has the whole of the longest silence. What is over stays what it was.</summary>
    // Requirement: REL-038
    public void SetKeepLivePeer(bool isKept)
    {
        if (Phase != ENetPeerState.Disconnected) _path.Recovery.Timeouts.GivesUpLivePeers = !isKept;
    }

    private bool MayBeSet(byte channelId) => State is > ENetPeerState.Disconnected and <= ENetPeerState.DisconnectLater && channelId < ChannelCount;
}
