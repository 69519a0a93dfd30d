using System.Threading.Channels;

namespace ManagedENet.Internal;

/// <summary>A connection that somebody else has made, on its way to whoever accepts it.</summary>
internal sealed class Arrival : ICompletionTarget
{
    private readonly Channel<ENetConnection> _accepted;
    private readonly ENetConnection _connection;

    public Arrival(Channel<ENetConnection> accepted, ENetConnection connection)
    {
        _accepted = accepted;
        _connection = connection;
    }

    /// <inheritdoc/>
    public void Publish(in ENetMessage message) => _accepted.Writer.TryWrite(_connection);
}
