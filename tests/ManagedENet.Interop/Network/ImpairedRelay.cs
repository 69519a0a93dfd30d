using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ManagedENet.Transports;

namespace ManagedENet.Interop.Network;

/// <summary>
/// A UDP relay for one client of a server on 127.0.0.1, with a bad network of its own in each direction. It has no thread: whoever services
/// the two ends services the relay between them.
/// <code>
///   client &lt;--&gt; [front socket]  impairment to the server, impairment to the client  [back socket] &lt;--&gt; server
/// </code>
/// </summary>
internal sealed class ImpairedRelay : ILink
{
    private const int MaximumDatagramBytes = 4096;
    private const int DatagramsPerRound = 256;
    private const int SocketBufferBytes = 1 << 20;

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Socket _front = CreateSocket();
    private readonly Socket _back = CreateSocket();
    private readonly SocketAddress _client = new(AddressFamily.InterNetwork);
    private readonly byte[] _buffer = new byte[MaximumDatagramBytes];
    private bool _hasClient;

    public ImpairedRelay(int serverPort, NetworkImpairmentOptions options)
    {
        ToServer = new NetworkImpairment(options);
        // The two directions have the same rates and different luck.
        ToClient = new NetworkImpairment(options with { Seed = ~options.Seed });
        _front.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _back.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _back.Connect(new IPEndPoint(IPAddress.Loopback, serverPort));
        Port = ((IPEndPoint)_front.LocalEndPoint!).Port;
    }

    public int Port { get; }

    public NetworkImpairment ToServer { get; }

    public NetworkImpairment ToClient { get; }

    public bool Service()
    {
        bool moved = false;
        for (int i = 0; i < DatagramsPerRound && _front.Poll(0, SelectMode.SelectRead); i++)
        {
            int length = _front.ReceiveFrom(_buffer, SocketFlags.None, _client);
            _hasClient = true;
            ToServer.Submit(_clock.ElapsedMilliseconds, default, default, _buffer.AsSpan(0, length));
            moved = true;
        }

        for (int i = 0; i < DatagramsPerRound && _back.Poll(0, SelectMode.SelectRead) && TryReceiveFromServer(out int length); i++)
        {
            ToClient.Submit(_clock.ElapsedMilliseconds, default, default, _buffer.AsSpan(0, length));
            moved = true;
        }

        while (ToServer.TryTake(_clock.ElapsedMilliseconds, _buffer, out int length, out _, out _)) moved |= TrySendToServer(_buffer.AsSpan(0, length));
        while (ToClient.TryTake(_clock.ElapsedMilliseconds, _buffer, out int length, out _, out _)) moved |= TrySendToClient(_buffer.AsSpan(0, length));
        return moved;
    }

    public void Dispose()
    {
        _front.Dispose();
        _back.Dispose();
    }

    private static Socket CreateSocket() => new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
    {
        Blocking = false,
        ReceiveBufferSize = SocketBufferBytes,
        SendBufferSize = SocketBufferBytes,
    };

    private bool TryReceiveFromServer(out int length)
    {
        length = 0;
        try
        {
            length = _back.Receive(_buffer);
            return true;
        }
        catch (SocketException)
        {
            // A connected UDP socket reports that the server is gone. To the client that is silence.
            return false;
        }
    }

    private bool TrySendToServer(ReadOnlySpan<byte> datagram)
    {
        try
        {
            return _back.Send(datagram) == datagram.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private bool TrySendToClient(ReadOnlySpan<byte> datagram)
    {
        try
        {
            return _hasClient && _front.SendTo(datagram, SocketFlags.None, _client) == datagram.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
