using System;
using System.Net.Sockets;

namespace ManagedENet.Transports;

/// <summary>
/// A port that several sockets of this host have together, where the kernel divides what arrives among them (<c>SO_REUSEPORT</c>). The first socket is bound for itself alone, so that another program has to end first; after that
/// the others join it. A program of another kind that would join them all the same gets nothing, because the rule that divides the datagrams knows only these sockets.
/// </summary>
// Requirement: SHD-001, SHD-002
internal sealed partial class PortShare
{
    private int _bound;

    /// <summary>For so many sockets.</summary>
    public PortShare(PortSteering steering) => Steering = steering;

    /// <summary>Which of the sockets a remote's datagrams come to.</summary>
    public PortSteering Steering { get; }

    /// <summary>A socket is about to be bound.</summary>
    /// <exception cref="NotSupportedException">The kernel does not divide a port.</exception>
    public void BeforeBind(Socket socket)
    {
        if (_bound > 0) Ask(socket, isLast: false);
    }

    /// <summary>A socket was bound.</summary>
    /// <exception cref="NotSupportedException">The kernel does not divide a port.</exception>
    public void AfterBind(Socket socket)
    {
        _bound++;
        if (_bound == 1) Ask(socket, isLast: false);
        if (_bound == Steering.Shards) Ask(socket, isLast: true);
    }

    private void Ask(Socket socket, bool isLast)
    {
        try
        {
            if (isLast) Divide(socket);
            else LetOthersJoin(socket);
        }
        catch (SocketException e)
        {
            throw new NotSupportedException("This system does not divide a port among sockets.", e);
        }
    }
}
