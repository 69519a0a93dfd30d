using System;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Cluster.Gateway;

/// <summary>The connection of a player.</summary>
internal sealed class ConnectionLine : IPlayerLine
{
    private readonly ENetConnection _connection;

    public ConnectionLine(ENetConnection connection) => _connection = connection;

    /// <inheritdoc/>
    public CancellationToken Closed => _connection.Closed;

    /// <inheritdoc/>
    public bool IsLost => _connection.Ending is { Reason: not (ENetDisconnectReason.Remote or ENetDisconnectReason.Local) };

    /// <inheritdoc/>
    public ENetClusterSendResult TrySend(byte channel, ReadOnlySpan<byte> payload, ENetPacketFlags flags)
    {
        try
        {
            return (ENetClusterSendResult)_connection.TrySend(channel, payload, flags);
        }
        catch (InvalidOperationException)
        {
            // The channel carries a stream.
            return ENetClusterSendResult.InvalidChannel;
        }
    }

    /// <inheritdoc/>
    public void Disconnect(uint data, bool isDrained) => _ = DisconnectAsync(data, isDrained ? ENetLeave.Drain : ENetLeave.Immediately);

    private async Task DisconnectAsync(uint data, ENetLeave how)
    {
        try
        {
            await _connection.DisconnectAsync(data, how).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // Its runner has stopped, and the connection with it.
        }
    }
}
