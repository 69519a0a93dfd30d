using System;
using System.Collections;
using System.Collections.Generic;

namespace ManagedENet;

/// <summary>
/// The peers of a host (<see cref="ENetHost.Peers"/>): a live view, walked with <c>foreach</c> without allocating. What is added or replaced during a walk is seen or not; a walk never throws for it. It belongs to the
/// host's thread.
/// </summary>
public sealed class ENetPeerList : IReadOnlyList<ENetPeer>
{
    private readonly ENetHost _host;
    private readonly List<ENetPeer> _peers;

    internal ENetPeerList(ENetHost host, List<ENetPeer> peers)
    {
        _host = host;
        _peers = peers;
    }

    /// <summary>Peers that were shown, those that have left included.</summary>
    public int Count
    {
        get
        {
            _host.VerifyAccess();
            return _peers.Count;
        }
    }

    /// <summary>A peer.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> lies outside of its range.</exception>
    public ENetPeer this[int index]
    {
        get
        {
            _host.VerifyAccess();
            return _peers[index];
        }
    }

    /// <summary>Walks over the peers.</summary>
    public Enumerator GetEnumerator()
    {
        _host.VerifyAccess();
        return new Enumerator(this);
    }

    IEnumerator<ENetPeer> IEnumerable<ENetPeer>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A walk over the peers. It belongs to the host's thread.</summary>
    public struct Enumerator : IEnumerator<ENetPeer>
    {
        private readonly ENetPeerList? _list;
        private int _index;

        internal Enumerator(ENetPeerList list)
        {
            _list = list;
            _index = -1;
        }

        /// <summary>The peer at hand.</summary>
        /// <exception cref="InvalidOperationException"><see cref="MoveNext"/> was not called, or has answered false.</exception>
        public readonly ENetPeer Current => _list is { } list && _index >= 0 && _index < list.Count ? list[_index] : throw new InvalidOperationException("There is no peer at hand: call MoveNext first, and stop when it answers false.");

        readonly object IEnumerator.Current => Current;

        /// <summary>Goes to the next peer.</summary>
        /// <returns>False when there is none.</returns>
        public bool MoveNext() => _list is { } list && ++_index < list.Count;

        /// <summary>Begins anew.</summary>
        public void Reset() => _index = -1;

        /// <summary>Does nothing.</summary>
        public readonly void Dispose()
        {
        }
    }
}
