using System;
using ManagedENet.Protocol.Connections;

namespace ManagedENet.Tool.Simulate;

/// <summary>A reliable transfer to one client beside the game's messages: a map, a replay. It begins with them and is kept going until it is there.</summary>
internal sealed class BulkTransfer
{
    private readonly byte[] _packet = new byte[SimulateSettings.BulkPacketBytes];
    private readonly byte _channelId;
    private readonly int _bytes;
    private readonly long _ahead;
    private int _sent;

    /// <param name="channelId">The channel that it has for itself.</param>
    /// <param name="bytes">What is to arrive.</param>
    /// <param name="ahead">Bytes that the connection is given ahead of what has arrived; what else it has to say waits behind them.</param>
    public BulkTransfer(byte channelId, int bytes, long ahead)
    {
        _ahead = ahead;
        _channelId = channelId;
        _bytes = bytes;
    }

    public long Delivered { get; private set; }

    public bool IsOver => Delivered == _bytes;

    public long LastDeliveredUs { get; private set; }

    public void SendMore(Connection connection)
    {
        while (_sent < _bytes && _sent - Delivered < _ahead)
        {
            int length = Math.Min(_packet.Length, _bytes - _sent);
            if (connection.Send(_channelId, _packet.AsSpan(0, length), ENetPacketFlags.Reliable) != ENetSendResult.Queued) return;
            _sent += length;
        }
    }

    public void Receive(int length, long nowUs)
    {
        Delivered += length;
        LastDeliveredUs = nowUs;
    }
}
