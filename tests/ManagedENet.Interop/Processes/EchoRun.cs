using System;
using System.Collections.Generic;
using System.Linq;

namespace ManagedENet.Interop.Processes;

/// <summary>One conversation between an echo server and an echo client in two processes.</summary>
internal sealed class EchoRun : IDisposable
{

    private EchoRun(ChildProcess server, ChildProcess client)
    {
        Server = server;
        Client = client;
    }

    public ChildProcess Server { get; }

    public ChildProcess Client { get; }

    public string Transcript => Server.Transcript + Client.Transcript;

    public static EchoRun Start(Direction direction, IEnumerable<string> serverArguments, IEnumerable<string> clientArguments)
    {
        Programs.RequirePyenet();
        ChildProcess server = direction == Direction.ManagedServerPyenetClient
            ? Programs.StartManagedServer(out int port, serverArguments)
            : Programs.StartPyenetServer(out port, serverArguments);
        string[] arguments = ["--port", $"{port}", .. clientArguments];
        ChildProcess client = direction == Direction.ManagedServerPyenetClient
            ? Programs.StartPyenet("echo_client.py", arguments)
            : Programs.StartManaged(["client", .. arguments]);
        return new EchoRun(server, client);
    }

    /// <summary>Waits for the client's end and gives its status.</summary>
    public int AwaitClient() => Client.AwaitExit(Programs.Patience);

    /// <summary>Waits for the server's end and gives its status.</summary>
    public int AwaitServer() => Server.AwaitExit(Programs.Patience);

    public JsonLine ClientSays(string happened) => JsonLine.Of(Client, happened).Single();

    public JsonLine ServerSays(string happened) => JsonLine.Of(Server, happened).Single();

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
