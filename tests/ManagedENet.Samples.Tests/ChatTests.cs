using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using ManagedENet.Interop.Processes;

namespace ManagedENet.Samples.Tests;

/// <summary>The chat of the samples.</summary>
[TestFixture]
public sealed class ChatTests : SampleFixture
{
    [Test]
    public void What_one_says_the_others_read_and_each_of_many_threads_is_heard_in_its_order()
    {
        ChildProcess server = StartServer("Chat", out int port, [.. SampleReadme.Arguments("Chat", "server", ("7777", "0")), "--announce", "0.5"]);
        (string, string) there = ("7777", $"{port}");
        ChildProcess ada = StartWithInput("Chat", [.. SampleReadme.Arguments("Chat", "join localhost --port 7777 --name Ada", there), "--timeout", PatienceSeconds]);
        ada.AwaitLine("* welcome, Ada: 1 are here", Patience);

        string[] many = SampleReadme.Arguments("Chat", "join localhost --port 7777 --name Robots", there);
        ChildProcess robots = Start("Chat", [.. many, "--timeout", PatienceSeconds]);
        Assert.That(robots.AwaitExit(Patience), Is.Zero, robots.Transcript);
        ada.AwaitLine("* Robots has left", Patience);
        AssertWhole(ada.Lines, talkers: ValueOf(many, "--talkers"), lines: ValueOf(many, "--lines"));

        ChildProcess bob = StartWithInput("Chat", "join", "127.0.0.1", "--port", $"{port}", "--name", "Bob", "--timeout", PatienceSeconds);
        bob.AwaitLine("* welcome, Bob: 2 are here", Patience);
        ada.WriteLine("hello, ẞob");
        bob.AwaitLine("Ada: hello, ẞob", Patience);
        bob.WriteLine("a last word");
        bob.EndInput();
        Assert.That(bob.AwaitExit(Patience), Is.Zero, bob.Transcript);
        ada.AwaitLine("Bob: a last word", Patience);
        ada.AwaitLine("* Bob has left", Patience);
        ada.AwaitLine("* 1 are here", Patience);

        Send(PosixSignal.SIGTERM, server);
        Assert.That((server.AwaitExit(Patience), ada.AwaitExit(Patience)), Is.EqualTo((0, 0)), $"{server.Transcript}\n{ada.Transcript}");
        Assert.That(ada.Lines[^1], Is.EqualTo("* the room has closed"));
    }

    [Test]
    public void What_is_no_text_ends_the_stay_of_whoever_sends_it()
    {
        ChildProcess server = StartServer("Chat", out int port, "server", "--port", "0");
        using ENetHost host = ENetHost.CreateClient();
        ENetPeer peer = host.Connect(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port));
        long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        ENetEvent e = default;
        while (e.Type != ENetEventType.Disconnect && Environment.TickCount64 < end)
        {
            if (host.Service(TimeSpan.FromMilliseconds(100), out e) && e.Type == ENetEventType.Connect) peer.Send(0, "\u001b[2J"u8, ENetPacketFlags.Reliable);
        }

        Assert.That((e.DisconnectReason, e.Data), Is.EqualTo((ENetDisconnectReason.Remote, 1u)), server.Transcript);
    }

    private static int ValueOf(string[] arguments, string option) => int.Parse(arguments[Array.IndexOf(arguments, option) + 1], System.Globalization.CultureInfo.InvariantCulture);

    private static void AssertWhole(IEnumerable<string> heard, int talkers, int lines)
    {
        string[] said = [.. heard.Where(line => line.StartsWith("Robots: ", StringComparison.Ordinal))];
        Assert.That(said, Has.Length.EqualTo(talkers * lines));
        for (int talker = 1; talker <= talkers; talker++)
        {
            string begin = $"Robots: talker {talker} ";
            Assert.That(said.Where(line => line.StartsWith(begin, StringComparison.Ordinal)), Is.EqualTo(Enumerable.Range(1, lines).Select(line => $"{begin}line {line}")));
        }
    }
}
