using System;
using System.Linq;

namespace ManagedENet.Interop.Processes;

/// <summary>Our echo programs against those on native ENet, in both directions.</summary>
[TestFixture(Direction.ManagedServerPyenetClient)]
[TestFixture(Direction.PyenetServerManagedClient)]
internal sealed class EchoTests(Direction direction)
{
    private static readonly string[] Modes = ["unreliable", "unsequenced", "fragment", "reliable"];

    [TestCase("")]
    [TestCase("--checksum")]
    [TestCase("--compress")]
    [TestCase("--checksum --compress")]
    public void Every_kind_and_size_comes_back_unchanged(string options)
    {
        using EchoRun run = Start(options, $"{options} --count 4 --data 305419896");
        int client = run.AwaitClient();
        int server = run.AwaitServer();
        JsonLine result = run.ClientSays("result");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(client, Is.Zero, run.Transcript);
            Assert.That(server, Is.Zero, run.Transcript);
            Assert.That(run.ServerSays("connect").UInt("data"), Is.EqualTo(305419896));
            Assert.That(run.ServerSays("disconnect").UInt("data"), Is.EqualTo(4242));
            Assert.That(result.Int("bad") + result.Int("order_bad"), Is.Zero);
            Assert.That(result.Int("got", "reliable"), Is.EqualTo(4 * 8));
            Assert.That(result.Names("sent"), Is.EqualTo(Modes));
            Assert.That(run.ServerSays("result").Int("packets"), Is.GreaterThanOrEqualTo(Modes.Sum(mode => result.Int("got", mode))));
        }
    }

    [TestCase(255, 0, 255)]
    [TestCase(8, 3, 3)]
    [TestCase(1, 0, 1)]
    public void The_smaller_number_of_channels_is_used(int clientChannels, int serverChannels, int expected)
    {
        using EchoRun run = Start($"--channels {serverChannels}", $"--channels {clientChannels} --flags reliable --sizes 20 --big= --count 300");
        int client = run.AwaitClient();
        int server = run.AwaitServer();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(client, Is.Zero, run.Transcript);
            Assert.That(server, Is.Zero, run.Transcript);
            Assert.That(run.ClientSays("params").Int("channels"), Is.EqualTo(expected));
            Assert.That(run.ServerSays("connect").Int("channels"), Is.EqualTo(expected));
            Assert.That(run.ServerSays("result").Names("seen").Count(), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Bandwidth_limits_are_announced_and_reliable_data_comes_through()
    {
        using EchoRun run = Start("--in-bw 500000 --out-bw 600000", "--in-bw 700000 --out-bw 800000 --flags reliable --count 5");
        int client = run.AwaitClient();
        int server = run.AwaitServer();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(client, Is.Zero, run.Transcript);
            Assert.That(server, Is.Zero, run.Transcript);
            Assert.That(run.ServerSays("connect").UInt("in_bw"), Is.EqualTo(700000));
            Assert.That(run.ServerSays("connect").UInt("out_bw"), Is.EqualTo(800000));
            Assert.That(run.ClientSays("connect").UInt("in_bw"), Is.EqualTo(500000));
            Assert.That(run.ClientSays("connect").UInt("out_bw"), Is.EqualTo(600000));
        }
    }

    [Test]
    public void A_kick_reaches_the_client_with_its_data()
    {
        using EchoRun run = Start("--kick-after 5", "--expect-kick 77 --flags reliable --count 20");
        int client = run.AwaitClient();
        int server = run.AwaitServer();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(client, Is.Zero, run.Transcript);
            Assert.That(server, Is.Zero, run.Transcript);
            Assert.That(run.ClientSays("disconnect").UInt("data"), Is.EqualTo(77));
            Assert.That(run.ServerSays("disconnect").UInt("data"), Is.Zero);
        }
    }

    [Test]
    public void A_kick_with_other_data_fails_the_check()
    {
        using EchoRun run = Start("--kick-after 1", "--expect-kick 78 --flags reliable --count 2");
        Assert.That(run.AwaitClient(), Is.EqualTo(1), run.Transcript);
    }

    [Test]
    public void Idle_programs_stay_connected()
    {
        using EchoRun run = Start(string.Empty, "--idle 2.5 --flags reliable --count 1");
        int client = run.AwaitClient();
        int server = run.AwaitServer();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(client, Is.Zero, run.Transcript);
            Assert.That(server, Is.Zero, run.Transcript);
            Assert.That(run.ServerSays("disconnect").UInt("data"), Is.EqualTo(4242));
        }
    }

    [TestCase("--checksum", "")]
    [TestCase("", "--checksum")]
    [TestCase("--compress", "")]
    [TestCase("", "--compress")]
    [TestCase("--compress --checksum", "--checksum")]
    public void Programs_that_differ_do_not_connect(string serverOptions, string clientOptions)
    {
        using EchoRun run = Start(serverOptions, $"{clientOptions} --deadline 1.2");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.AwaitClient(), Is.EqualTo(3), run.Transcript);
            Assert.That(run.Transcript, Does.Not.Contain("\"ev\": \"connect\""));
        }
    }

    private EchoRun Start(string serverArguments, string clientArguments) =>
        EchoRun.Start(direction, Split(serverArguments), Split(clientArguments));

    private static string[] Split(string arguments) => arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
