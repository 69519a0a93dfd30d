using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Variants;
using ManagedENet.Tests.Calls;

namespace ManagedENet.Godot.Tests.Calls;

/// <summary>What options and methods are made for, with every one that <see cref="GodotValues"/> has: it works or says what is wrong.</summary>
public sealed class OddSettingsTests
{
    [Test]
    public void A_peer_starts_with_any_options_or_says_what_is_wrong()
    {
        Action<GodotMultiplayerPeer>[] starts =
        [
            peer => peer.CreateServer(0),
            peer => peer.CreateClient(Support.GodotNetwork.ServerEndPoint),
            peer => peer.CreateMesh(2),
        ];
        var faults = new List<string>();
        IReadOnlyList<Func<object?>> options = GodotValues.AddTo(new ArgumentSource()).Every(typeof(GodotPeerOptions), "the test");
        foreach (Func<object?> make in options)
        {
            foreach (Action<GodotMultiplayerPeer> start in starts)
            {
                Exception? thrown = Outcome.Of(() =>
                {
                    using var peer = new GodotMultiplayerPeer((GodotPeerOptions?)make());
                    start(peer);
                    peer.Poll();
                });
                if (thrown is not null && !Outcome.IsClear(thrown)) faults.Add($"{make()}: {thrown}");
            }
        }

        Assert.That(faults, Is.Empty, string.Join("\n\n", faults));
    }

    [Test]
    public void Any_method_is_called_with_any_arguments_or_says_what_is_wrong([Values(typeof(SceneMultiplayer), typeof(MultiplayerApi))] Type type)
    {
        var faults = new List<string>();
        using var values = new GodotValues();
        foreach (Func<object?> makeMethod in values.Arguments.Every(typeof(RpcMethod), "the test"))
        {
            if (makeMethod() is not RpcMethod method) continue;
            using var world = new GodotCallWorld(type);
            world.Connect();
            world.Node!.Add(method);
            IEnumerable<object?> single = values.Arguments.Every(typeof(Variant), "the test").Select(make => (object?)new[] { (Variant)make()! });
            foreach (object? arguments in values.Arguments.Every(typeof(Variant[]), "the test").Select(make => make()).Concat(single))
            {
                Exception? thrown = Outcome.Of(() => world.Node.Rpc(GodotMultiplayerPeer.Everyone, method.Name, (Variant[])arguments!));
                if (thrown is not null && !Outcome.IsClear(thrown)) faults.Add($"{method.Name} with {arguments}: {thrown}");
            }

            for (int i = 0; i < 20; i++) world.Step();
        }

        Assert.That(faults, Is.Empty, string.Join("\n\n", faults));
    }
}
