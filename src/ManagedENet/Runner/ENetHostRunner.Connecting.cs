using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Internal;

namespace ManagedENet;

/// <content>Connecting.</content>
public sealed partial class ENetHostRunner
{
    /// <summary>How names become addresses; tests put something else here.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; set; } = ResolveByTheSystem;

    /// <summary>Connects to somebody.</summary>
    /// <param name="to">Address and port of the remote.</param>
    /// <param name="options">What is asked for; null takes the defaults: one channel.</param>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="ENetConnectException">Nobody has answered, or the remote has said no, or it is full; <see cref="ENetConnectException.Reason"/> tells which.</exception>
    /// <exception cref="ArgumentException">The port is 0, or this host's socket cannot reach such an address.</exception>
    /// <exception cref="InvalidOperationException">All of <see cref="ENetHostOptions.PeerLimit"/> are in use.</exception>
    /// <exception cref="ObjectDisposedException">The runner has stopped.</exception>
    public async ValueTask<ENetConnection> ConnectAsync(IPEndPoint to, ENetConnectOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (to is null) throw new ArgumentNullException(nameof(to));
        options = Checked(options);
        cancellationToken.ThrowIfCancellationRequested();
        using ConnectTrace trace = ConnectTrace.Begin(to);
        try
        {
            return await _group.Of(to).ConnectUntraced(to, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            trace.Fail(e);
            throw;
        }
    }

    /// <summary>Connects to a host by its name, whose addresses are tried in the order of the system: the next one when those before it have failed or a second was silent.</summary>
    /// <param name="host">A name, or an address as text.</param>
    /// <param name="port">Its port, 1 to 65,535.</param>
    /// <param name="options">What is asked for; null takes the defaults: one channel. <see cref="ENetConnectOptions.Timeout"/> is for all addresses together, and for finding them.</param>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    /// <returns>The connection with whoever answered first.</returns>
    /// <exception cref="ENetConnectException">Nobody has answered, or the remote has said no, or it is full; <see cref="ENetConnectException.Reason"/> tells which.</exception>
    /// <exception cref="SocketException">There is no such name, or it has no address.</exception>
    /// <exception cref="ArgumentException">The name is empty, or the port out of its range, or this host's socket can reach none of its addresses.</exception>
    /// <exception cref="InvalidOperationException">All of <see cref="ENetHostOptions.PeerLimit"/> are in use.</exception>
    /// <exception cref="ObjectDisposedException">The runner has stopped.</exception>
    public ValueTask<ENetConnection> ConnectAsync(string host, int port, ENetConnectOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (host is null) throw new ArgumentNullException(nameof(host));
        if (host.Length == 0) throw new ArgumentException("Pass the name or the address of a host; an empty one is nobody's.", nameof(host));
        if (port is < 1 or > IPEndPoint.MaxPort) throw new ArgumentOutOfRangeException(nameof(port), port, "A port is 1 to 65535: pass the one that the remote listens at.");
        return ConnectByName(host, port, AddressFamily.Unspecified, Checked(options), cancellationToken);
    }

    /// <summary>Connects to a host by its name, as <see cref="ConnectAsync(string, int, ENetConnectOptions?, CancellationToken)"/> does.</summary>
    /// <param name="to">Name and port. An address family that it names is the only one that is tried.</param>
    /// <param name="options">What is asked for; null takes the defaults: one channel.</param>
    /// <param name="cancellationToken">Gives the attempt up.</param>
    /// <returns>The connection with whoever answered first.</returns>
    /// <exception cref="ENetConnectException">Nobody has answered, or the remote has said no, or it is full; <see cref="ENetConnectException.Reason"/> tells which.</exception>
    /// <exception cref="SocketException">There is no such name, or it has no address of that family.</exception>
    /// <exception cref="ArgumentException">The port is 0, or this host's socket can reach none of the addresses.</exception>
    /// <exception cref="InvalidOperationException">All of <see cref="ENetHostOptions.PeerLimit"/> are in use.</exception>
    /// <exception cref="ObjectDisposedException">The runner has stopped.</exception>
    public ValueTask<ENetConnection> ConnectAsync(DnsEndPoint to, ENetConnectOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (to is null) throw new ArgumentNullException(nameof(to));
        if (to.Port == 0) throw new ArgumentException($"{to} has port 0: pass the port that the remote listens at.", nameof(to));
        return ConnectByName(to.Host, to.Port, to.AddressFamily, Checked(options), cancellationToken);
    }

    private static ENetConnectOptions Checked(ENetConnectOptions? options)
    {
        options ??= new ENetConnectOptions();
        if (options.Timeout is { } timeout && timeout <= TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(options), timeout, $"{nameof(ENetConnectOptions.Timeout)} must be above zero; null takes {nameof(ENetHostOptions.ConnectTimeout)} of the host.");
        return options;
    }

    private async ValueTask<ENetConnection> ConnectUntraced(IPEndPoint to, ENetConnectOptions options, CancellationToken cancellationToken)
    {
        var connection = new ENetConnection(this, to);
        using CancellationTokenSource? limit = options.Timeout is { } timeout ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken) : null;
        PooledSource<ENetConnection> source = PooledSource<ENetConnection>.Take(Completions);
        ValueTask<ENetConnection> task = source.Task;
        var pending = new Pending<ENetConnection>(source);
        Do(static (runner, wish) => runner.Ask(wish.Connection, wish.Options, wish.Pending), (Connection: connection, Options: options, Pending: pending), pending);
        limit?.CancelAfter(options.Timeout!.Value);
        source.CancelWith(limit?.Token ?? cancellationToken);
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _host.Post(static (_, abandoned) => abandoned.Abandon(), connection);
            cancellationToken.ThrowIfCancellationRequested();
            throw Silent(to.ToString(), options.Timeout!.Value);
        }
    }

    private async ValueTask<ENetConnection> ConnectByName(string host, int port, AddressFamily family, ENetConnectOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (IPAddress.TryParse(host, out IPAddress? numbers)) return await ConnectAsync(new IPEndPoint(numbers, port), options, cancellationToken).ConfigureAwait(false);
        using CancellationTokenSource? limit = options.Timeout is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit?.CancelAfter(options.Timeout!.Value);
        CancellationToken end = limit?.Token ?? cancellationToken;
        ENetConnectOptions ofEach = options with { Timeout = null };
        try
        {
            IPAddress[] addresses = await Resolve(host, end).ConfigureAwait(false);
            if (family != AddressFamily.Unspecified) addresses = Array.FindAll(addresses, address => address.AddressFamily == family);
            if (addresses.Length == 0) throw new SocketException((int)SocketError.NoData);
            var race = new AddressRace((to, over) => ConnectAsync(to, ofEach, over), Time);
            return await race.RunAsync(addresses, port, end).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit is not null && !cancellationToken.IsCancellationRequested)
        {
            throw Silent($"{host}:{port}", options.Timeout!.Value);
        }
    }

    private static Task<IPAddress[]> ResolveByTheSystem(string host, CancellationToken cancellationToken)
    {
#if NET
        return Dns.GetHostAddressesAsync(host, cancellationToken);
#else
        return Dns.GetHostAddressesAsync(host);
#endif
    }

    private static ENetConnectException Silent(string to, TimeSpan timeout) =>
        new($"{to} has not answered within {timeout.TotalSeconds:0.###} s: is somebody there, with the same checksum and compressor, and does a firewall let UDP through?", ENetDisconnectReason.Timeout, 0);
}
