using System;
using ManagedENet.Protocol.Connections;

namespace ManagedENet.Tool.Simulate;

/// <summary>A reliable transfer to one client beside the game's messages: a map, a replay. It begins with them and is kept going until it is there.</summary>
internal sealed class BulkTransfer
{
    // Enough for the longest path to be full, and little enough for a host's budget.
    private const int MostUnderWay = 4 << 20;

    private readonly byte[] _packet = new byte[SimulateSettings.BulkPacketBytes];
    private readonly byte _channelId;
    private readonly int _bytes;
    private int _sent;

    public BulkTransfer(byte channelId, int bytes)
    {
        _channelId = channelId;
        _bytes = bytes;
    }

    public long Delivered { get; private set; }

    public bool IsOver => Delivered == _bytes;

    public long LastDeliveredUs { get; private set; }

    public void SendMore(Connection connection)
    {
        while (_sent < _bytes && _sent - Delivered < MostUnderWay)
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
