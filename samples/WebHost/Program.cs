using System;
using System.CommandLine;
using System.Threading.Tasks;
using ManagedENet.AspNetCore;
using ManagedENet.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Samples;

namespace WebHost;

/// <summary>A web application with two ENet servers: one of messages, in the generic host, and one of streams, under Kestrel. Both send back what they get.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        // All that can be set is in appsettings.json; the ports are options, too, so that several can run beside each other.
        var http = new Option<int?>("--http") { Description = "TCP port of HTTP instead of that of appsettings.json." };
        var port = new Option<int?>("--port") { Description = "UDP port of the server of messages instead of that of appsettings.json." };
        var streams = new Option<int?>("--streams") { Description = "UDP port of the server of streams instead of that of appsettings.json." };
        var root = new RootCommand("A web application with ENet servers, until Ctrl+C.") { http, port, streams };
        root.SetAction((parsed, _) => RunAsync(parsed.GetValue(http), parsed.GetValue(port), parsed.GetValue(streams)));
        return SampleProgram.RunAsync(root, arguments);
    }

    private static async Task<int> RunAsync(int? http, int? port, int? streams)
    {
        // The configuration lies beside the program, wherever that was started.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        if (http is not null) builder.Configuration["Kestrel:Endpoints:Http:Url"] = $"http://127.0.0.1:{http}";
        if (port is not null) builder.Configuration["ENet:Port"] = $"{port}";
        if (streams is not null) builder.Configuration["Streams:Port"] = $"{streams}";

        // Messages: a handler from dependency injection for each peer, and the options from the section ENet.
        builder.Services.AddENetServer<MessageEcho>();
        builder.Services.AddHealthChecks().AddENet();

        // Streams: each peer is a connection of Kestrel, as a TCP client would be.
        builder.Services.AddENetListener();
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
            kestrel.ListenENet(context.Configuration.GetValue<int>("Streams:Port"), listen => listen.UseConnectionHandler<StreamEcho>()));

        await using WebApplication app = builder.Build();
        app.MapGet("/", () => Results.Text("ENet is at /enet, its health at /health.\n"));
        app.MapHealthChecks("/health");
        app.MapENetDashboard("/enet");
        await app.StartAsync();
        Console.WriteLine($"ready on port {app.Services.GetRequiredService<ENetServer>().LocalEndPoint.Port}, with {string.Join(" and ", app.Urls)}");

        // Ctrl+C and SIGTERM are the application's own affair: it says goodbye to every peer.
        await ((IHost)app).WaitForShutdownAsync();
        return 0;
    }
}
