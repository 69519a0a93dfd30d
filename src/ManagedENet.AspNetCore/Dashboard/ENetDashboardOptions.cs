using System;

namespace ManagedENet.AspNetCore;

/// <summary>Who may look at the dashboard, and how many.</summary>
public sealed class ENetDashboardOptions
{
    /// <summary>
    /// True, the default: callers on this machine are answered, and nobody else: who comes through a proxy, or asks for another name than this machine's own, is told 403. False answers everybody; require an authorization
    /// then (<c>app.MapENetDashboard("/enet", options => options.LoopbackOnly = false).RequireAuthorization()</c>): the page shows the addresses of players.
    /// </summary>
    public bool LoopbackOnly { get; set; } = true;

    /// <summary>Browsers that may watch at a time, 1 to 1,000; 8 unless set. One more is told 503. All of them share one look at the servers in a second, and without any nothing is looked at.</summary>
    public int MostViewers { get; set; } = 8;

    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    internal void Validate()
    {
        if (MostViewers is < 1 or > 1_000) throw new ArgumentOutOfRangeException(nameof(MostViewers), MostViewers, "It must lie between 1 and 1,000: each of them gets some kilobytes in a second.");
    }
}
