using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Hosting.Tests.Support;

namespace ManagedENet.Hosting.Tests.Dashboard;

/// <summary>The page in a real browser: what a person would see.</summary>
[CancelAfter(180_000)]
public sealed class BrowserTests
{
    [Test]
    public async Task A_browser_shows_peers_curves_and_drops_and_asks_nobody_else(CancellationToken token)
    {
        if (Browser.Find() is not { } path)
        {
            Assert.Ignore("This machine has no chromium.");
            return;
        }

        await using DashboardApplication application = await DashboardApplication.StartAsync(token);
        await using ENetHostRunner client = ENetHostRunner.Start(null);
        await using ENetConnection connection = await client.ConnectAsync(application.Server.LocalEndPoint, null, token);
        Task echoing = Handlers.Echo(connection, token);
        await connection.SendAsync(0, new byte[500], ENetPacketFlags.Reliable, token);
        using var stranger = new System.Net.Sockets.UdpClient();
        await stranger.SendAsync(new byte[] { 1 }, application.Server.LocalEndPoint, token);

        await using Browser browser = await Browser.StartAsync(path, token);
        await browser.OpenAsync($"{application.Address}/enet", token);
        await browser.WaitAsync("document.querySelectorAll('path[data-curve]').length === 4 && [...document.querySelectorAll('path[data-curve]')].every(path => /M.*L/.test(path.getAttribute('d')))", token);
        Assert.That(await Text(browser, "document.querySelector('#peers tbody td').textContent", token), Is.EqualTo($"127.0.0.1:{client.LocalEndPoint.Port}"));
        Assert.That(await Text(browser, "[...document.querySelectorAll('#drops tbody tr')].map(row => row.cells[0].textContent + ' ' + row.cells[2].textContent).join()", token), Does.Contain("Truncated header 1"));
        Assert.That(await Text(browser, "document.querySelector('#where').textContent", token), Does.StartWith($"ENet at {application.Server.LocalEndPoint}"));
        Assert.That(await Text(browser, "document.querySelector('#link').textContent", token), Is.EqualTo("live"));
        Assert.That(await Text(browser, "[...document.querySelectorAll('.tile .name')].map(name => name.textContent).join()", token), Does.StartWith("Peers,Round trip, median,Sent,Received"));
        // What goes back and forth without a pause is seen as throughput.
        await browser.WaitAsync("!/^0/.test(document.querySelectorAll('.tile .value')[2].textContent)", token);
        JsonElement asked = await browser.EvaluateAsync("performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith(location.origin))", token);
        Assert.That(asked.GetArrayLength(), Is.Zero);

        string page = await Text(browser, "getComputedStyle(document.body).backgroundColor", token);
        await browser.EmulateAsync("dark", token);
        string dark = await Text(browser, "getComputedStyle(document.body).backgroundColor", token);
        await browser.EmulateAsync("light", token);
        string light = await Text(browser, "getComputedStyle(document.body).backgroundColor", token);
        Assert.That((dark == light, page == dark || page == light), Is.EqualTo((false, true)));

        await application.Web.StopAsync(token);
        await browser.WaitAsync("document.querySelector('#link').className === 'lost'", token);
        try
        {
            await echoing;
        }
        catch (ENetDisconnectedException)
        {
            // The server has said goodbye.
        }
    }

    private static async Task<string> Text(Browser browser, string expression, CancellationToken token) => (await browser.EvaluateAsync(expression, token)).GetString() ?? "";
}
