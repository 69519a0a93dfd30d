using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Numerics;
using ManagedENet.Godot.Compression;
using ManagedENet.Godot.Scene;
using ManagedENet.Godot.Variants;
using ManagedENet.Tests.Calls;
using ManagedENet.Transports;

namespace ManagedENet.Godot.Tests.Calls;

/// <summary>Values of every type of the Godot layer: what a program would pass, and what it should not.</summary>
internal sealed class GodotValues : IDisposable
{
    /// <summary>Deeper than any stack; made once, because it takes time.</summary>
    private static readonly VariantArray DeepArray = Nested(20_000);

    private static readonly VariantDictionary DeepDictionary = NestedDictionary(20_000);

    private readonly List<IDisposable> _made = new();
    private GodotCallWorld? _world;

    public GodotValues() => Arguments = AddTo(new ArgumentSource())
        .For(() => Node!, () => null!)
        .For(MakeCall)
        .For(() => Own(new ZstdCompressor()))
        .For(() => new VariantWriter(), () => new VariantWriter(GodotWireVersion.Godot3), BrokenOff)
        .For(() => new ZlibCompressor())
        .For(() => new FastLzCompressor());

    public ArgumentSource Arguments { get; }

    private RpcNode? Node => (_world ??= new GodotCallWorld(typeof(SceneMultiplayer))).Node;

    public void Dispose()
    {
        _world?.Dispose();
        foreach (IDisposable made in _made) made.Dispose();
    }

    /// <summary>Adds what needs no peer.</summary>
    public static ArgumentSource AddTo(ArgumentSource source)
    {
        AddParts(source);
        AddPacked(source);
        AddPackets(source);
        AddSettings(source);
        return source.ForTypeParameter(typeof(object), typeof(int)).For(Variants());
    }

    /// <summary>An array in an array in an array.</summary>
    public static VariantArray Nested(int depth)
    {
        var array = new VariantArray(1);
        for (int i = 1; i < depth; i++) array = new VariantArray(array);
        return array;
    }

    private static VariantArray InItself()
    {
        var array = new VariantArray(1);
        array.Add(array);
        array.Add(array);
        return array;
    }

    private static VariantDictionary InItsOwnValue()
    {
        var dictionary = new VariantDictionary { ["key"] = 1 };
        dictionary["itself"] = dictionary;
        dictionary[dictionary] = InItself();
        return dictionary;
    }

    private static VariantDictionary NestedDictionary(int depth)
    {
        var dictionary = new VariantDictionary();
        for (int i = 1; i < depth; i++) dictionary = new VariantDictionary { [1] = dictionary };
        return dictionary;
    }

    private static Func<Variant>[] Variants() =>
    [
        () => 1, () => default, () => true, () => long.MinValue, () => 0.1, () => double.NaN, () => "text", () => "\ud800", () => Variant.StringName("name"), () => Variant.EmptyCallable,
        () => new Vector2(1, 2), () => new Vector2(float.NaN), () => new Vector3(1), () => new Vector4(1), () => default(Plane), () => Quaternion.Identity,
        () => default(Vector2I), () => default(Vector3I), () => default(Vector4I), () => default(Rect2), () => default(Rect2I), () => default(Transform2D),
        () => default(Aabb), () => Basis.Identity, () => default(Transform3D), () => default(Projection), () => default(Color), () => new NodePath("/a/b:c"),
        () => new NodePath(new string[] { null! }), () => new Rid(1), () => new ObjectId(1), () => default(ObjectId), () => new SignalReference("changed", 1), () => default(SignalReference),
        () => new VariantDictionary { [1] = 2 }, () => InItsOwnValue(), () => new VariantDictionary { [1] = DeepDictionary }, () => new VariantArray(1, 2), () => InItself(), () => Nested(300), () => new VariantArray(DeepArray),
        () => new VariantArray { ElementType = new ContainerType((VariantType)99, null, IsScript: true) },
        () => new byte[] { 1 }, () => new[] { 1 }, () => new[] { 1L }, () => new[] { 1f }, () => new[] { 1.0 }, () => new[] { "a" }, () => new string[] { null! },
        () => new[] { default(Vector2) }, () => new[] { default(Vector3) }, () => new[] { default(Vector4) }, () => new[] { default(Color) },
    ];

    private static void AddParts(ArgumentSource source) => source
        .For(() => new Vector2(1, 2), () => new Vector2(float.NaN))
        .For(() => new Vector3(1, 2, 3), () => new Vector3(float.NaN))
        .For(() => new Vector4(1, 2, 3, 4), () => new Vector4(float.NaN))
        .For(() => new Plane(1, 2, 3, 4), () => default)
        .For(() => Quaternion.Identity, () => default)
        .For(() => new Vector2I(1, 2), () => new Vector2I(int.MinValue, int.MaxValue))
        .For(() => new Vector3I(1, 2, 3), () => new Vector3I(int.MinValue, int.MaxValue, -1))
        .For(() => new Vector4I(1, 2, 3, 4), () => new Vector4I(int.MinValue, int.MaxValue, -1, 0))
        .For(() => new Rect2(new Vector2(1), new Vector2(2)), () => new Rect2(new Vector2(float.NaN), new Vector2(-1)))
        .For(() => new Rect2I(new Vector2I(1, 2), new Vector2I(3, 4)), () => default)
        .For(() => new Transform2D(new Vector2(1), new Vector2(2), new Vector2(3)), () => default)
        .For(() => new Aabb(new Vector3(1), new Vector3(2)), () => new Aabb(new Vector3(float.NaN), new Vector3(-1)))
        .For(() => Basis.Identity, () => default)
        .For(() => new Transform3D(Basis.Identity, new Vector3(1)), () => default)
        .For(() => new Projection(Vector4.UnitX, Vector4.UnitY, Vector4.UnitZ, Vector4.UnitW), () => default)
        .For(() => new Color(1, 0, 0), () => new Color(float.NaN, -1, 2, float.PositiveInfinity))
        .For(() => new Rid(1), () => new Rid(ulong.MaxValue))
        .For(() => new ObjectId(1), () => new ObjectId(ulong.MaxValue))
        .For(() => new SignalReference("changed", 1), () => default)
        .For(() => new NodePath("/root/Main:position:x"), () => null!, () => new NodePath(""), () => new NodePath(new string[] { null! }, [null!]))
        .For(() => new ContainerType(VariantType.Object, "Node"), () => default, () => new ContainerType((VariantType)99, null, IsScript: true))
        .For(() => VariantType.Int, () => (VariantType)99, () => (VariantType)(-1))
        .For(() => new VariantArray(1, "two"), () => null!, () => new VariantArray(), InItself, () => Nested(300), () => new VariantArray(DeepArray))
        .For(() => new VariantDictionary { [1] = "one" }, () => null!, () => new VariantDictionary(), InItsOwnValue, () => new VariantDictionary { [1] = DeepDictionary });

    private static void AddPacked(ArgumentSource source) => source
        .For<byte[]>(() => [1, 2, 3], () => null!, () => [], () => new byte[5000], () => Noise(100), () => Noise(5000), () => new byte[70_000], () => VariantMarshal.ToBytes(Nested(200)), Deflated)
        .For<int[]>(() => [1], () => null!, () => [])
        .For<long[]>(() => [1], () => null!, () => [])
        .For<float[]>(() => [1], () => null!, () => [])
        .For<double[]>(() => [1], () => null!, () => [])
        .For<string[]>(() => ["a"], () => null!, () => [], () => [null!])
        .For<Vector2[]>(() => [default], () => null!, () => [])
        .For<Vector3[]>(() => [default], () => null!, () => [])
        .For<Vector4[]>(() => [default], () => null!, () => [])
        .For<Color[]>(() => [default], () => null!, () => [])
        .For<Variant[]>(() => [], () => null!, () => [1, "two"], () => new Variant[300], () => [Nested(300)], () => [InItself()], () => [default(SignalReference)], () => [new string[] { null! }])
        .For<VariantType[]>(() => [], () => null!, () => [VariantType.Int], () => [(VariantType)99])
        .For<IEnumerable<string>>(() => ["a", "b"], () => null!, () => [], () => [null!])
        .For<IReadOnlyList<uint>>(() => [1u], () => null!)
        .For<IReadOnlyList<Variant>>(() => [1], () => null!, () => [InItself()])
        .For<IReadOnlyList<VariantType>>(() => [VariantType.Int], () => null!, () => [(VariantType)99])
        .For<IReadOnlyList<SyncState>>(() => [new SyncState(null!, 1, 1, [1])], () => null!, () => [null!]);

    private static void AddPackets(ArgumentSource source) => source
        .For(() => new DespawnPacket(1, 2), () => default)
        .For(() => new SpawnPacket(1, null!, 0, 2, [3], "name", 1, [1]), () => null!, () => new SpawnPacket(1, null!, 0, 2, null!, null!, InItself(), null!))
        .For(() => new SyncState(null!, 1, 1, [1]), () => null!, () => new SyncState(null!, 1, 1, null!))
        .For(() => new SyncPacket(1, IsDelta: false, 1, []), () => null!, () => new SyncPacket(1, IsDelta: true, 1, null!));

    private static void AddSettings(ArgumentSource source) => source
        .For(
            () => new GodotPeerOptions(),
            () => null!,
            () => new GodotPeerOptions { WireVersion = (GodotWireVersion)99 },
            () => new GodotPeerOptions { Compression = (GodotCompression)99 },
            () => new GodotPeerOptions { UniqueId = 1 },
            () => new GodotPeerOptions { MaximumQueuedBytes = 0 },
            () => new GodotPeerOptions { Host = null! },
            () => new GodotPeerOptions { Host = new ENetHostOptions { PeerLimit = -1 } },
            () => new GodotPeerOptions { OpenTransport = _ => null! },
            () => new GodotPeerOptions { BindAddress = IPAddress.Parse("192.0.2.1") })
        .For(() => new ENetHostOptions(), () => null!)
        .For(() => IPAddress.Loopback, () => null!)
        .For<TimeProvider>(() => TimeProvider.System, () => null!)
        .For<Func<IPEndPoint, IDatagramTransport>>(() => _ => null!, () => null!)
        .For(
            () => new RpcMethod("other"),
            () => null!,
            () => new RpcMethod("other") { Channel = -1, Mode = (RpcMode)99, TransferMode = (GodotTransferMode)99, CallLocal = true },
            () => new RpcMethod("other") { IsNodeLevel = true, Signature = [(VariantType)99] })
        .For(() => new VariantLimits(), () => null!, () => new VariantLimits { MaximumDepth = 0 }, () => new VariantLimits { MaximumElements = -1 }, () => new VariantLimits { MaximumDepth = 512 });

    private static VariantWriter BrokenOff()
    {
        var writer = new VariantWriter();
        Outcome.Of(() => writer.Write(Nested(300)));
        return writer;
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    // What one compressor made the others have to refuse.
    private static byte[] Deflated()
    {
        var bytes = new byte[1000];
        int length = new ZlibCompressor().Compress(new byte[1000], bytes);
        return bytes.Take(length).ToArray();
    }

    /// <summary>A call as a handler gets it: one that happens here.</summary>
    private RpcCall MakeCall()
    {
        RpcCall call = default;
        string name = $"method{Node!.Methods.Count}";
        Node.Add(new RpcMethod(name, arrived => call = arrived) { Mode = RpcMode.AnyPeer, CallLocal = true });
        Node.Rpc(GodotMultiplayerPeer.Server, name, 1, "two");
        return call;
    }

    private T Own<T>(T made)
        where T : IDisposable
    {
        _made.Add(made);
        return made;
    }
}
