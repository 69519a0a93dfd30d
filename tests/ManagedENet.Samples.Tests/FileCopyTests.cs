using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ManagedENet.Interop.Processes;

namespace ManagedENet.Samples.Tests;

/// <summary>The copying of files of the samples. The senders that lie are written here, byte for byte.</summary>
[TestFixture]
[CancelAfter(300_000)]
public sealed class FileCopyTests : SampleFixture
{
    private static readonly string[] HostileNames =
    [
        "", ".", "..", "../evil", "..\\evil", "/tmp/evil", "a/b", "a\\b", "C:evil", "evil\0.txt", "evil\n", ".hidden", "-rf", "evil.", "evil ", " evil", "con", "NUL.txt", "lpt1 .txt", "a*b", new string('a', 201),
    ];

    [Test]
    public void A_file_arrives_as_it_was_and_a_second_of_its_name_is_refused()
    {
        string folder = NewFolder();
        string file = Path.Combine(NewFolder(), "some file.bin");
        byte[] content = new byte[3_000_001];
        Random.Shared.NextBytes(content);
        File.WriteAllBytes(file, content);
        ChildProcess receiver = StartServer("FileCopy", out int port, SampleReadme.Arguments("FileCopy", "receive", ("inbox", folder), ("7777", "0")));
        string[] line = [.. SampleReadme.Arguments("FileCopy", "send", ("README.md", file), ("7777", $"{port}")), "--timeout", PatienceSeconds];
        ChildProcess sender = Start("FileCopy", line);
        Assert.That(sender.AwaitExit(Patience), Is.Zero, $"{sender.Transcript}\n{receiver.Transcript}");
        Assert.That(sender.Lines, Has.Some.StartsWith("50 %").And.Some.StartsWith("100 %").And.Exactly(11).Items);
        Assert.That(Directory.GetFileSystemEntries(folder).Select(Path.GetFileName), Is.EqualTo(new[] { "some file.bin" }));
        Assert.That(File.ReadAllBytes(Path.Combine(folder, "some file.bin")).AsSpan().SequenceEqual(content), Is.True, "every byte of it");
        Assert.That(FailureOf(Start("FileCopy", line)), Does.Contain("already"));
        Assert.That(FailureOf(Start("FileCopy", [.. line, "--as", "../up"])), Does.Contain("no name for a file"));
    }

    [Test]
    public async Task A_name_that_leads_elsewhere_and_a_length_that_is_none_are_refused(CancellationToken token)
    {
        string above = NewFolder();
        string folder = Path.Combine(above, "inbox");
        ChildProcess receiver = StartServer("FileCopy", out int port, "receive", folder, "--port", "0", "--largest", "1");
        await using ENetHostRunner runner = ENetHostRunner.Start(listenAt: null, new ENetHostOptions { ConnectTimeout = Patience });
        foreach ((string name, long length) in HostileNames.Select(name => (name, 3L)).Concat([("good", -1L), ("good", (1 << 20) + 1L), ("good", long.MaxValue)]))
        {
            await using ENetConnection connection = await runner.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), null, token);
            await using ENetChannelStream stream = connection.OpenStream(0);
            await stream.WriteAsync(Header(name, length), token);
            Assert.That(await ReadTextAsync(stream, token), Is.Not.Empty, $"'{name}', {length}");
        }

        Assert.That(Directory.GetFileSystemEntries(above, "*", SearchOption.AllDirectories), Is.EqualTo(new[] { folder }), receiver.Transcript);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task What_does_not_arrive_whole_is_removed(bool isWrong, CancellationToken token)
    {
        string folder = NewFolder();
        ChildProcess receiver = StartServer("FileCopy", out int port, "receive", folder, "--port", "0", "--once");
        await using ENetHostRunner runner = ENetHostRunner.Start(listenAt: null, new ENetHostOptions { ConnectTimeout = Patience });
        await using (ENetConnection connection = await runner.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), null, token))
        {
            await using ENetChannelStream stream = connection.OpenStream(0);
            await stream.WriteAsync(Header("good", 100_000), token);
            Assert.That(await ReadTextAsync(stream, token), Is.Empty, "it may go on");
            await stream.WriteAsync(new byte[isWrong ? 100_000 + 32 : 50_000], token);
            if (isWrong) Assert.That(await ReadTextAsync(stream, token), Does.Contain("not what was sent"));
            else await connection.DisconnectAsync(0, ENetLeave.Drain, token);
        }

        Assert.That(receiver.AwaitExit(Patience), Is.EqualTo(1), receiver.Transcript);
        Assert.That(Directory.GetFileSystemEntries(folder), Is.Empty, receiver.Transcript);
    }

    private static byte[] Header(string name, long length)
    {
        List<byte> bytes = [.. new byte[2], .. Encoding.UTF8.GetBytes(name), .. new byte[8]];
        byte[] header = [.. bytes];
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)(header.Length - 10));
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(header.Length - 8), length);
        return header;
    }

    private static async Task<string> ReadTextAsync(ENetChannelStream stream, CancellationToken token)
    {
        byte[] length = new byte[2];
        await stream.ReadExactlyAsync(length, token);
        byte[] text = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(text, token);
        return Encoding.UTF8.GetString(text);
    }
}
