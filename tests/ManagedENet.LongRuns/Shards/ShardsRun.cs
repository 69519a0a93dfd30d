using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading;

namespace ManagedENet.LongRuns.Shards;

/// <summary>What shards bring, and what they cost.</summary>
internal sealed class ShardsRun : ILongRun
{
    private const long Messages = 1_000_000;
    private const int InMemoryRounds = 5;
    private const int DrainingRounds = 200;
    private const int Posts = 1_000_000;
    private const int PostsAtOnce = 200;
    private const int CrowdOfAll = 7_900;
    private const int EchoesOfEach = 3;
    private const double LeastInMemory = 1.9;
    private const double LeastDraining = 1.4;
    private const double MostMoreNs = 1.03;
    private const double MostMoreOfSockets = 1.05;
    private const double MostPostNs = 1_000;

    private static readonly TimeSpan ModelTime = TimeSpan.FromSeconds(5);

    public string Name => "shards";

    public string Summary =>
        $"""
        One host, or one shard, against two shards on two processors. In memory: the load of each is made on its own thread, {Messages:N0} reliable messages of 32 B for each, in turn. Sockets: clients fill the buffers of a server
        that stands still, one message a datagram, and rest while it empties them. Posts: {Posts:N0} messages of 32 B of another thread, {PostsAtOnce} at a time. A crowd: {CrowdOfAll:N0} hosts of libenet, each with a socket, ask for {EchoesOfEach} echoes each.
        """;

    public string? Missing => Environment.ProcessorCount < 2 ? "two processors" : NativeLibrary.TryLoad(Interop.Native.LibENet.Library, out _) ? null : "libenet7";

    public LongRunResult Run(LongRunSettings settings)
    {
        var checks = new List<Check>();
        var lines = new List<string> { "| | messages in a second | processor time for each, ns |", "|---|--:|--:|" };
        if (Wants("memory")) Memory(settings.Repetitions, checks, lines);
        if (Wants("sockets")) Sockets(settings.Repetitions, checks, lines);
        if (Wants("posts")) Post(checks, lines);
        if (Wants("crowd")) Crowd(checks, lines);
        if (Wants("model")) Model(lines);
        return new LongRunResult(checks, lines);

        bool Wants(string part) => part.Contains(settings.Only, StringComparison.Ordinal);
    }

    private static void Memory(int repetitions, List<Check> checks, List<string> lines)
    {
        using InMemory bare = InMemory.Bare(), one = InMemory.Sharded(1), two = InMemory.Sharded(2);
        InMemory[] all = [bare, one, two];
        foreach (InMemory host in all) host.Run(Messages);
        var runs = all.Select(_ => new List<(double PerSecond, double Ns)>()).ToArray();
        for (int i = 0; i < InMemoryRounds * repetitions; i++)
        {
            for (int k = 0; k < all.Length; k++) runs[k].Add(all[k].Run(Messages));
        }

        double times = Median(runs[2].Zip(runs[1], static (two, one) => two.PerSecond / one.PerSecond));
        double cost = Median(runs[1].Zip(runs[0], static (one, bare) => one.Ns / bare.Ns));
        checks.Add(new Check("two shards against one, in memory", $">= {LeastInMemory} times", $"{times:0.00} times", times >= LeastInMemory));
        checks.Add(new Check("processor time for a message of a shard against a bare host, in memory", $"<= {MostMoreNs}", $"{cost:0.000}", cost <= MostMoreNs));
        string[] names = ["in memory, a bare host", "in memory, one shard", "in memory, two shards"];
        for (int k = 0; k < all.Length; k++) lines.Add(Row(names[k], runs[k]));
    }

    private static void Sockets(int repetitions, List<Check> checks, List<string> lines)
    {
        using Draining one = new(1), two = new(2);
        Draining[] all = [one, two];
        var runs = all.Select(_ => new List<(double PerSecond, double Ns)>()).ToArray();
        for (int i = 0; i < DrainingRounds * repetitions; i++)
        {
            for (int k = 0; k < all.Length; k++)
            {
                (double PerSecond, double Ns) run = all[k].Run();
                if (i >= DrainingRounds / 4) runs[k].Add(run);
            }
        }

        double times = Median(runs[1].Zip(runs[0], static (two, one) => two.PerSecond / one.PerSecond));
        double cost = Median(runs[1].Select(static run => run.Ns)) / Median(runs[0].Select(static run => run.Ns));
        checks.Add(new Check("two shards against one, sockets, with clients at rest", $">= {LeastDraining} times", $"{times:0.00} times", times >= LeastDraining));
        checks.Add(new Check("processor time for a message of two shards against one, sockets", $"<= {MostMoreOfSockets}", $"{cost:0.000}", cost <= MostMoreOfSockets));
        lines.Add(Row("sockets, one shard", runs[0]));
        lines.Add(Row("sockets, two shards", runs[1]));
    }

    private static void Post(List<Check> checks, List<string> lines)
    {
        var tallies = new[] { new Tally(), new Tally() };
        ENetShardedHost host = ENetShardedHost.Start(new IPEndPoint(IPAddress.Loopback, 0), 2, shard => new Tally.Handler(tallies[shard.Number]));
        using ENetHost client = ENetHost.CreateClient();
        ENetPeer peer = client.Connect(host.LocalEndPoint);
        while (peer.State != ENetPeerState.Connected) client.Service(TimeSpan.FromMilliseconds(1), out _);
        peer.Send(0, [1], ENetPacketFlags.Reliable);
        while (tallies.Sum(tally => tally.Received) == 0) client.Service(TimeSpan.FromMilliseconds(1), out _);
        // The key names no slot that is taken, so that it is the posting that is measured, and not what a peer does with it.
        int busy = tallies[0].Received > 0 ? 0 : 1;
        var key = new ENetPeerKey(((ulong)busy << 56) | 0xFFF);
        byte[] payload = new byte[32];
        var passed = new Fence();
        var taken = new List<double>(Posts / PostsAtOnce);
        long allocated = 0;
        for (int i = 0; i < Posts / PostsAtOnce; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            for (int k = 0; k < PostsAtOnce; k++) host.Post(key, 0, payload, ENetPacketFlags.Reliable);
            taken.Add(Stopwatch.GetElapsedTime(start).TotalNanoseconds / PostsAtOnce);
            if (i >= Posts / PostsAtOnce / 2) allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            passed.Pass(host.Shards[busy]);
        }

        host.DisposeAsync().AsTask().GetAwaiter().GetResult();
        double median = Median(taken.Skip(taken.Count / 2));
        double bytes = (double)allocated / (Posts / 2);
        checks.Add(new Check("a post to another shard, median of bursts", $"<= {MostPostNs:N0} ns", $"{median:0} ns", median <= MostPostNs));
        checks.Add(new Check("bytes allocated for a post", "0", $"{bytes:0.00}", bytes < 0.005));
        lines.Add($"| posts to a shard, from another thread | {1e9 / median:N0} | {median:0} (of the thread that posts) |");
    }

    private static void Crowd(List<Check> checks, List<string> lines)
    {
        var tallies = new[] { new Tally(), new Tally() };
        var notices = new ConcurrentQueue<ENetNotice>();
        ENetShardedHost host = ENetShardedHost.Start(new IPEndPoint(IPAddress.Loopback, 0), 2, shard => new Tally.Handler(tallies[shard.Number], echoes: true), new ENetHostOptions { PeerLimit = 4_095, PrefixReplyLimit = 0 });
        host.Notice += notices.Enqueue;
        using var crowd = new NativeCrowd(host.LocalEndPoint.Port);
        long start = Stopwatch.GetTimestamp();
        crowd.Join(CrowdOfAll);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int connected = crowd.Connected;
        for (int round = 0; round < EchoesOfEach; round++) crowd.Echo(round);
        int[] inShards = [.. host.Shards.Select(shard => shard.ConnectedPeerCount)];
        long full = host.Shards.Sum(shard => shard.FullWhileOthersHadRoom);
        bool isTold = notices.Any(notice => notice.Kind == ENetNoticeKind.ShardFull);
        checks.Add(new Check($"native clients of {CrowdOfAll:N0} that are in, or were told that their shard is full", $"{CrowdOfAll:N0}", $"{connected + crowd.Out:N0}, {crowd.Out} of them out", connected + crowd.Out == CrowdOfAll && inShards.Sum() == connected));
        checks.Add(new Check("echoes that were right", $"{(long)connected * EchoesOfEach:N0}, and none wrong", $"{crowd.Right:N0}, and {crowd.Wrong} wrong", crowd.Right == (long)connected * EchoesOfEach && crowd.Wrong == 0));
        checks.Add(new Check("those sent away by a full shard are counted, and told of", "as many as are out", $"{full}, {(isTold ? "told" : "not told")}", crowd.Out == 0 ? full == 0 : full >= crowd.Out && isTold));
        lines.Add(string.Empty);
        lines.Add($"{connected:N0} native clients came in within {seconds:0.0} s, {string.Join(" and ", inShards.Select(count => $"{count:N0}"))} in the two shards; {crowd.Right:N0} echoes were right, {crowd.Wrong} wrong.");
        host.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    // What docs/scale.md reckons with.
    private static void Model(List<string> lines)
    {
        (int Clients, int PerSecond, int Shards)[] games = [(250, 20, 1), (250, 60, 1), (500, 20, 1), (1_000, 20, 1), (1_000, 20, 2), (500, 40, 2)];
        lines.Add(string.Empty);
        lines.Add("| native clients | messages of each in a second, and echoes | shards | of a core, % | µs for a message and its echo |");
        lines.Add("|--:|--:|--:|--:|--:|");
        foreach ((int clients, int perSecond, int shards) in games)
        {
            ENetShardedHost host = ENetShardedHost.Start(new IPEndPoint(IPAddress.Loopback, 0), shards, static _ => new Tally.Handler(new Tally(), echoes: true), new ENetHostOptions { PeerLimit = clients, PrefixReplyLimit = 0 });
            using var crowd = new NativeCrowd(host.LocalEndPoint.Port);
            crowd.Join(clients);
            crowd.Play(perSecond, TimeSpan.FromSeconds(1));
            double before = ThreadTime.OfAllNs(host);
            long start = Stopwatch.GetTimestamp();
            long sent = crowd.Play(perSecond, ModelTime);
            double ns = ThreadTime.OfAllNs(host) - before;
            double core = ns / Stopwatch.GetElapsedTime(start).TotalNanoseconds;
            lines.Add($"| {clients:N0} | {perSecond} | {shards} | {100 * core:0.0} | {ns / sent / 1_000:0.0} |");
            host.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static string Row(string name, List<(double PerSecond, double Ns)> runs) => $"| {name} | {Median(runs.Select(static run => run.PerSecond)):N0} | {Median(runs.Select(static run => run.Ns)):0} |";

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    // Waits until the shard has done what was posted before.
    private sealed class Fence
    {
        private int _arrived;
        private int _wanted;

        public void Pass(ENetShard shard)
        {
            _wanted++;
            shard.Post(static (_, fence) => Interlocked.Increment(ref fence._arrived), this);
            while (Volatile.Read(ref _arrived) < _wanted) Thread.Yield();
        }
    }
}
