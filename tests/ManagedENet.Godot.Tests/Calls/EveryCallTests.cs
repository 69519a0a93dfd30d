using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Diagnostics;
using ManagedENet.Godot.Scene;
using ManagedENet.Tests.Calls;

namespace ManagedENet.Godot.Tests.Calls;

/// <summary>
/// Every public member of what a game keeps, found by reflection, with arguments it should not get, on another thread, after the end and from inside handlers: it works or says
/// what is wrong, and packets flow afterwards.
/// </summary>
public sealed class EveryCallTests
{
    /// <summary>What has a world around it; the other types are swept by themselves: <see cref="EveryTypeTests"/>.</summary>
    internal static readonly Type[] Kept = [typeof(GodotMultiplayerPeer), typeof(SceneMultiplayer), typeof(MultiplayerApi), typeof(RpcNode), typeof(GodotDropCounts)];

    [TestCaseSource(nameof(Kept))]
    public void Called_with_any_argument_it_works_or_says_what_is_wrong(Type type) => Sweep(type, (call, target, arguments) =>
    {
        Exception? thrown = Outcome.Of(() => call.Invoke(target, arguments));
        return thrown is null || Outcome.IsClear(thrown) ? null : $"{thrown}";
    });

    [TestCaseSource(nameof(Kept))]
    public void Called_by_another_thread_it_is_refused_unless_it_only_reads(Type type) => Sweep(type, (call, target, arguments) =>
    {
        Exception? thrown = Outcome.OnOtherThread(() => call.Invoke(target, arguments));
        if (thrown is not null) return Outcome.IsClear(thrown) ? null : $"{thrown}";
        bool isOpenToAll = !call.NeedsTarget || MayBeCalledByAnyThread(call);
        return isOpenToAll ? null : "it works on another thread";
    });

    [TestCaseSource(nameof(Kept))]
    public void Called_after_the_end_it_works_or_says_so(Type type) => Sweep(type, (call, target, arguments) =>
    {
        (target as GodotMultiplayerPeer ?? (target as MultiplayerLayer)?.Peer)?.Dispose();
        Exception? thrown = Outcome.Of(() => call.Invoke(target, arguments));
        return thrown is null || Outcome.IsClear(thrown) ? null : $"{thrown}";
    });

    [Test]
    public void Called_from_inside_a_handler_it_works_or_is_refused_and_the_peers_go_on(
        [Values(nameof(GodotMultiplayerPeer.PeerConnected), nameof(GodotMultiplayerPeer.PeerDisconnected))] string @event,
        [Values(typeof(GodotMultiplayerPeer), typeof(SceneMultiplayer), typeof(MultiplayerApi))] Type type)
    {
        var faults = new List<string>();
        foreach ((PublicCall call, int _) in CallsOf(type, onlyUsual: true))
        {
            using var world = new GodotCallWorld(type);
            string? fault = null;
            bool hasActed = false;
            void Act(int id)
            {
                if (hasActed) return;
                hasActed = true;
                ArgumentSource source = world.MakeArguments();
                object? target = call.NeedsTarget ? source.Usual(type, $"{call}") : null;
                object?[] arguments = source.SetsFor(call)[0]();
                Exception? thrown = Outcome.Of(() => call.Invoke(target, arguments));
                bool mustRefuse = call.Method.Name == nameof(GodotMultiplayerPeer.Poll);
                if (thrown is null ? mustRefuse : !Outcome.IsClear(thrown)) fault = thrown?.ToString() ?? "it was not refused";
            }

            Listen(world, @event, Act);
            world.Client.CreateClient(Support.GodotNetwork.ServerEndPoint);
            for (int i = 0; i < 20; i++) world.Step();
            world.Client.Close();
            for (int i = 0; i < 20; i++) world.Step();
            if (!hasActed) fault ??= "the handler was not called";
            if ((fault ?? FindFault(world)) is { } found) faults.Add($"{call}: {found}");
        }

        Assert.That(faults, Is.Empty, string.Join("\n\n", faults));
    }

    private static void Listen(GodotCallWorld world, string @event, Action<int> act)
    {
        bool isConnect = @event == nameof(GodotMultiplayerPeer.PeerConnected);
        if (world.Layer is { } layer)
        {
            if (isConnect) layer.PeerConnected += act;
            else layer.PeerDisconnected += act;
        }
        else if (isConnect)
        {
            world.Server.PeerConnected += act;
        }
        else
        {
            world.Server.PeerDisconnected += act;
        }
    }

    // What only reads, what only listens, the end, and the settings of the layers and their nodes.
    private static bool MayBeCalledByAnyThread(PublicCall call) =>
        call.IsFact || call.Type == typeof(GodotDropCounts) || call.Method.Name is nameof(GodotMultiplayerPeer.Dispose) or nameof(ToString)
        || (call.Method.Name.StartsWith("set_", StringComparison.Ordinal) && call.Type != typeof(GodotMultiplayerPeer))
        || call.Method.Name.StartsWith("add_", StringComparison.Ordinal) || call.Method.Name.StartsWith("remove_", StringComparison.Ordinal);

    private static IEnumerable<(PublicCall Call, int Set)> CallsOf(Type type, bool onlyUsual = false)
    {
        using var world = new GodotCallWorld(type);
        ArgumentSource source = world.MakeArguments();
        return PublicCall.Of(type, source).SelectMany(call => Enumerable.Range(0, onlyUsual ? 1 : source.SetsFor(call).Count).Select(set => (call, set))).ToArray();
    }

    private static void Sweep(Type type, Func<PublicCall, object?, object?[], string?> judge)
    {
        var faults = new List<string>();
        foreach ((PublicCall call, int set) in CallsOf(type))
        {
            using var world = new GodotCallWorld(type);
            world.Connect();
            ArgumentSource source = world.MakeArguments();
            object? target = call.NeedsTarget ? source.Usual(type, $"{call}") : null;
            object?[] arguments = source.SetsFor(call)[set]();
            string written = $"{call} with ({string.Join(", ", arguments)})";
            if ((judge(call, target, arguments) ?? FindFault(world)) is { } fault) faults.Add($"{written}: {fault}");
        }

        Assert.That(faults, Is.Empty, string.Join("\n\n", faults));
    }

    /// <summary>What is wrong with a server that is started anew where the call has ended it: null when a client comes in and both hear each other.</summary>
    private static string? FindFault(GodotCallWorld world) => Outcome.Of(() =>
    {
        world.Client.Close();
        bool serves = world.Server.IsServer && Outcome.Of(world.Server.Flush) is null && world.Server.Host!.LocalEndPoint.Port == Support.GodotNetwork.ServerEndPoint.Port;
        if (!serves)
        {
            world.Server.Close();
            world.Server.CreateServer(Support.GodotNetwork.ServerEndPoint.Port);
        }

        world.Server.RefuseNewConnections = false;
        world.Until(() => world.Server.GetPeer(5) is null, "the end of the former client");
        world.Connect();
        Assert.That(world.Server.Send(5, new byte[] { 1 }), Is.EqualTo(ENetSendResult.Queued));
        Assert.That(world.Client.Send(1, new byte[] { 2 }), Is.EqualTo(ENetSendResult.Queued));
        if (world.Layer is not null) return;
        world.Until(() => world.Server.AvailablePacketCount > 0 && world.Client.AvailablePacketCount > 0, "a packet each way");
    })?.ToString();
}
