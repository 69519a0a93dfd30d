using System;
using System.Linq;
using System.Net;
using ManagedENet.AspNetCore;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Says where Kestrel listens for ENet peers.</summary>
public static class ENetKestrelServerOptionsExtensions
{
    /// <summary>Listens for ENet peers at all addresses of this machine. Each peer is a connection, and channel 0 its transport.</summary>
    /// <param name="kestrel">The options of Kestrel.</param>
    /// <param name="port">The UDP port, 0 to 65,535; 0 takes a free one.</param>
    /// <param name="configure">What serves the connections: <c>listen => listen.UseConnectionHandler&lt;MyHandler&gt;()</c>. Without anything Kestrel expects HTTP/1.1.</param>
    /// <exception cref="InvalidOperationException">ENet was not added to the services, or something that was added behind it would take the end point.</exception>
    public static void ListenENet(this KestrelServerOptions kestrel, int port, Action<ListenOptions>? configure = null) => kestrel.ListenENet(new ENetEndPoint(IPAddress.IPv6Any, port), configure);

    /// <summary>Listens for ENet peers at an end point. Each peer is a connection, and channel 0 its transport.</summary>
    /// <param name="kestrel">The options of Kestrel.</param>
    /// <param name="endPoint">Where; an <see cref="ENetEndPoint"/> has options too, any other takes the defaults.</param>
    /// <param name="configure">What serves the connections: <c>listen => listen.UseConnectionHandler&lt;MyHandler&gt;()</c>. Without anything Kestrel expects HTTP/1.1.</param>
    /// <exception cref="InvalidOperationException">ENet was not added to the services, or something that was added behind it would take the end point.</exception>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    public static void ListenENet(this KestrelServerOptions kestrel, IPEndPoint endPoint, Action<ListenOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(endPoint);
        ENetEndPoint wanted = endPoint as ENetEndPoint ?? new ENetEndPoint(endPoint.Address, endPoint.Port);
        wanted.Validate();
        // Kestrel asks the one that was added last first.
        IConnectionListenerFactory? taker = kestrel.ApplicationServices.GetServices<IConnectionListenerFactory>().LastOrDefault(factory => factory is not IConnectionListenerFactorySelector selector || selector.CanBind(wanted));
        if (taker is not ENetConnectionListenerFactory)
        {
            throw new InvalidOperationException(taker is null || !kestrel.ApplicationServices.GetServices<IConnectionListenerFactory>().OfType<ENetConnectionListenerFactory>().Any()
                ? "Kestrel does not know ENet: call builder.Services.AddENetListener() before it is built."
                : $"{taker.GetType().Name} would take the end point of ENet, because it was added later: call builder.Services.AddENetListener() behind whatever adds it, such as UseSockets.");
        }

        kestrel.Listen(wanted, configure ?? (static _ => { }));
    }
}
