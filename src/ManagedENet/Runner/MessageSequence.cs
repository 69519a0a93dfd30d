using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace ManagedENet.Internal;

/// <summary>All messages of a connection, one after the other. What waits already is handed out without a state machine, so that only a wait costs one.</summary>
internal sealed class MessageSequence : IAsyncEnumerable<ENetMessage>
{
    private readonly ENetConnection _connection;
    private readonly CancellationToken _cancellationToken;

    public MessageSequence(ENetConnection connection, CancellationToken cancellationToken)
    {
        _connection = connection;
        _cancellationToken = cancellationToken;
    }

    /// <inheritdoc/>
    public IAsyncEnumerator<ENetMessage> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == _cancellationToken) return new Enumerator(_connection, null, _cancellationToken);
        if (!_cancellationToken.CanBeCanceled) return new Enumerator(_connection, null, cancellationToken);
        // Either of the two ends it.
        var both = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken, cancellationToken);
        return new Enumerator(_connection, both, both.Token);
    }

    private sealed class Enumerator : IAsyncEnumerator<ENetMessage>
    {
        private readonly ENetConnection _connection;
        private readonly CancellationToken _cancellationToken;
        private readonly CancellationTokenSource? _both;
        private ENetMessage _current;
        private bool _hasBegun;
        private bool _isOver;

        public Enumerator(ENetConnection connection, CancellationTokenSource? both, CancellationToken cancellationToken)
        {
            _connection = connection;
            _cancellationToken = cancellationToken;
            _both = both;
        }

        /// <inheritdoc/>
        public ENetMessage Current => _current;

        /// <inheritdoc/>
        public ValueTask<bool> MoveNextAsync()
        {
            if (_hasBegun && !_isOver && _connection.TryReceive(out _current)) return new ValueTask<bool>(true);
            return MoveOnAsync();
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            _isOver = true;
            _both?.Dispose();
            return default;
        }

#if NET
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
        private async ValueTask<bool> MoveOnAsync()
        {
            if (_isOver) return false;
            if (!_hasBegun) _cancellationToken.ThrowIfCancellationRequested();
            _hasBegun = true;
            bool isOpen = true;
            while (isOpen)
            {
                if (_connection.TryReceive(out _current)) return true;
                isOpen = await _connection.WaitForMoreAsync(_cancellationToken).ConfigureAwait(false);
            }

            // What came before the end is handed out, and then the end is told.
            if (_connection.TryReceive(out _current)) return true;
            _isOver = true;
            _current = default;
            _connection.VerifyLeft();
            return false;
        }
    }
}
