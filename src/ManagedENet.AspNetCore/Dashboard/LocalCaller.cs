using System;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace ManagedENet.AspNetCore;

/// <summary>Whether a request comes from this machine, and from somebody on it.</summary>
internal static class LocalCaller
{
    // Whoever forwards a request says so in one of these: it comes from somewhere else then, whatever its address.
    private static readonly string[] SignsOfAProxy = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Real-IP", "Via"];

    /// <summary>
    /// True when its address is this machine's own, no proxy stands between, and it asks for this machine by a name of its own: a page of somebody else's, under a name that leads here, is not answered.
    /// </summary>
    public static bool Is(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } remote || !IsLoopback(remote)) return false;
        foreach (string sign in SignsOfAProxy)
        {
            if (context.Request.Headers.ContainsKey(sign)) return false;
        }

        string host = context.Request.Host.Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? asked) && IsLoopback(asked));
    }

    private static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
