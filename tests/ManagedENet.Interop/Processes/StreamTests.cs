using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ManagedENet.Interop.Processes;

/// <summary>A stream between two processes, over sockets, where one datagram in a hundred is lost each way.</summary>
[TestFixture]
internal sealed class StreamTests
{
    private const int Bytes = 16_000_000;

    private readonly List<ChildProcess> _programs = [];

    [TearDown]
    public void EndPrograms() => _programs.ForEach(program => program.Dispose());

    [Test]
    public void Sixteen_megabytes_come_over_unchanged_and_both_ends_end_in_order()
    {
        ChildProcess server = Start("--port", "0", "--loss", "0.01", "--seed", "3");
        int port = JsonLine.Parse(server.AwaitLine("ready", Programs.Patience)).Int("port");
        ChildProcess client = Start("--port", Text(port), "--bytes", Text(Bytes), "--loss", "0.01", "--seed", "4");
        Assert.That(client.AwaitExit(Programs.Patience), Is.Zero, client.Transcript);
        Assert.That(server.AwaitExit(Programs.Patience), Is.Zero, server.Transcript);
        Assert.That(JsonLine.Of(server, "result").Single().Int("bytes"), Is.EqualTo(Bytes), "and the client has compared the hashes");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private ChildProcess Start(params string[] arguments)
    {
        ChildProcess program = Programs.StartManaged(["stream", .. arguments]);
        _programs.Add(program);
        return program;
    }
}
