using System;
using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <summary>
/// Makes a socket send as <see cref="DatagramFragmentation"/> says. It is a property of the socket, not of a datagram, so each change is a system call and no change is
/// none.
/// </summary>
internal sealed partial class FragmentationSwitch
{
    private readonly Socket _socket;
    private DatagramFragmentation _current;
    private bool _isGivenUp;
    private bool? _wasForbidden;

    public FragmentationSwitch(Socket socket) => _socket = socket;

    /// <summary>Sets what holds for the datagrams that are sent from now on. Where the system cannot do it, everything stays as it is.</summary>
    public void Set(DatagramFragmentation wanted)
    {
        if (wanted == _current || _isGivenUp) return;
        try
        {
            if (!TrySetExactly(wanted)) SetPortably(wanted);
            _current = wanted;
        }
        catch (Exception e) when (e is SocketException or NotSupportedException)
        {
            _isGivenUp = true;
        }
    }

    // The framework has it for IPv4 alone, and throws for the other family.
    private void SetPortably(DatagramFragmentation wanted)
    {
        _wasForbidden ??= _socket.DontFragment;
        _socket.DontFragment = wanted switch
        {
            DatagramFragmentation.Forbidden => true,
            DatagramFragmentation.Allowed => false,
            _ => _wasForbidden.Value,
        };
    }
}
