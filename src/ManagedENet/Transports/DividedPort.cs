using System;
using System.Net;
using System.Threading;

namespace ManagedENet.Transports;

/// <summary>
/// A port that one thread reads for several shards, where the system does not divide it: each datagram goes to the ring of the shard that its sender belongs to. Sending needs no thread between: each shard does it through the
/// same socket.
/// </summary>
/// <remarks><code>
///                                   +--&gt;  ring of shard 0  --&gt;  host 0
///   socket  --&gt;  reader's thread  --|
///                                   +--&gt;  ring of shard 1  --&gt;  host 1
/// </code></remarks>
// Requirement: SHD-001, SHD-003
internal sealed class DividedPort
{
    private readonly SocketTransport _socket;
    private readonly PortSteering _steering;
    private readonly DatagramRing[] _rings;
    private readonly bool[] _isTouched;
    private readonly Thread _reader;
    private int _openShards;
    private int _isOver;

    private DividedPort(SocketTransport socket, PortSteering steering)
    {
        _socket = socket;
        _steering = steering;
        _openShards = steering.Shards;
        _rings = new DatagramRing[steering.Shards];
        _isTouched = new bool[steering.Shards];
        for (int i = 0; i < _rings.Length; i++) _rings[i] = new DatagramRing();
        _reader = new Thread(Read) { IsBackground = true, Name = $"ENet reader of {socket.LocalEndPoint}" };
    }

    /// <summary>The socket that all send through.</summary>
    public SocketTransport Socket => _socket;

    /// <summary>Opens the port and begins to read it.</summary>
    public static IDatagramTransport[] Open(IPEndPoint endPoint, ENetHostOptions options, PortSteering steering)
    {
        var transports = new IDatagramTransport[steering.Shards];
        var port = new DividedPort(SocketTransport.Bind(endPoint, options), steering);
        int opened = 0;
        try
        {
            for (; opened < transports.Length; opened++) transports[opened] = new DividedTransport(port, port._socket.OpenSender(), port._rings[opened], isFirst: opened == 0);
            port._reader.Start();
            return transports;
        }
        catch
        {
            for (int i = 0; i < opened; i++) transports[i].Dispose();
            port._socket.Dispose();
            throw;
        }
    }

    /// <summary>A shard has ended; with the last one the port is closed when this returns.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _openShards) > 0) return;
        Volatile.Write(ref _isOver, 1);
        _socket.Wake();
        if (_reader.IsAlive) _reader.Join();
        _socket.Dispose();
    }

    private void Read()
    {
        while (Volatile.Read(ref _isOver) == 0)
        {
            if (!_socket.Wait(Timeout.InfiniteTimeSpan)) continue;
            for (int count = _socket.Receive(); count > 0 && Volatile.Read(ref _isOver) == 0; count = _socket.IsDrained ? 0 : _socket.Receive()) Divide(count);
        }
    }

    private void Divide(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Span<byte> datagram = _socket.GetReceived(i, out DatagramPath path);
            int shard = _steering.Of(path.Remote);
            if (_rings[shard].TryAdd(datagram, path)) _isTouched[shard] = true;
        }

        // Once for a batch: whoever is woken finds all of it.
        for (int shard = 0; shard < _rings.Length; shard++)
        {
            if (_isTouched[shard]) _rings[shard].Signal.Set();
            _isTouched[shard] = false;
        }
    }
}
