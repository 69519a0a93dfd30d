using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Sending;
using ManagedENet.Tests.Support;
using Path = System.IO.Path;

namespace ManagedENet.Tests.Architecture;

/// <summary>
/// Arrows point down, and the core has no socket, thread or clock. What is looked at are the compiled types: what they are made of, and what their code calls.
/// </summary>
public sealed class LayeringTests
{
    private const int AboveTheCore = 100;

    /// <summary>The floors of the core, from the bottom; rooms of one floor do not see each other. What users and core both know lies beside the rooms.</summary>
    private static readonly Dictionary<string, int> Floors = new(StringComparer.Ordinal)
    {
        [""] = 0,
        ["Numbers"] = 1,
        ["Diagnostics"] = 1,
        ["Codecs"] = 1,
        ["Wire"] = 2,
        ["Memory"] = 3,
        ["Ordering"] = 4,
        ["Recovery"] = 5,
        ["Sending"] = 6,
        ["Reception"] = 6,
        ["Connections"] = 7,
        ["Hosting"] = 8,
    };

    private static readonly string[] Forbidden =
    [
        "System.Net.Sockets", "System.Threading", "System.IO", "System.Diagnostics.Stopwatch", "System.DateTime", "System.DateTimeOffset", "System.TimeProvider", "System.Random",
        "System.Security.Cryptography", "System.Console",
    ];

    // Memory that threads of others may look at while the core's own goes on: no thread, no lock, no wait.
    private static readonly string[] Allowed = ["System.Threading.Volatile", "System.Threading.Interlocked"];

    private static readonly Dictionary<string, string> RoomOfFile = ReadRooms();

    private static IEnumerable<Type> LibraryTypes => typeof(ENetHost).Assembly.GetTypes()
        .Where(type => !type.IsNested && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null && type.Namespace?.StartsWith("ManagedENet", StringComparison.Ordinal) == true);

    private static IEnumerable<Type> CoreTypes => LibraryTypes.Where(type => FloorOf(type) != AboveTheCore);

    [Test]
    public void Rooms_of_the_core_use_only_what_lies_below_them() => Assert.That(CoreTypes.SelectMany(type => UpwardUses(type, RoomOf(type))), Is.Empty);

    [Test]
    public void The_core_knows_no_socket_thread_clock_or_ambient_randomness() => Assert.That(CoreTypes.SelectMany(ForbiddenUses), Is.Empty);

    [Test]
    public void Every_room_of_the_core_has_its_floor()
    {
        IEnumerable<string> unknown = RoomOfFile.Values.Distinct(StringComparer.Ordinal).Where(room => room != "Polyfills" && !Floors.ContainsKey(room));
        Assert.That(unknown, Is.Empty, "a new room is entered in the table above, on the floor where it belongs");
        Assert.That(CoreTypes.Select(RoomOf).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(Floors.Count), "and every room has types");
    }

    [Test]
    public void Every_type_lies_in_a_file_of_its_name()
    {
        HashSet<string> files = [.. Sources("").Select(NameOf)];
        Assert.That(LibraryTypes.Select(SimpleName).Where(name => !files.Contains(name)), Is.Empty, "or nobody would know its room");
    }

    [Test]
    public void The_scan_sees_what_points_upward_and_what_is_forbidden()
    {
        Assert.That(UpwardUses(typeof(Caller), "Sending"), Has.Some.Contains(nameof(Connection)));
        Assert.That(UpwardUses(typeof(Caller), "Hosting"), Is.Empty);
        Assert.That(UpwardUses(typeof(Holder), "Recovery"), Has.One.Contains(nameof(Outbox)));
        Assert.That(UpwardUses(typeof(User), "Hosting"), Has.One.Contains(nameof(ENetHost)));
        Assert.That(ForbiddenUses(typeof(Sleeper)), Has.One.Contains("System.Threading.Thread"));
        Assert.That(ForbiddenUses(typeof(Teller)), Has.One.Contains("System.DateTime"));
    }

    private static IEnumerable<string> UpwardUses(Type type, string room) => TypeUses.Of(type)
        .Where(used => used.Assembly == typeof(ENetHost).Assembly && SimpleName(used)[0] != '<' && RoomOf(used) != room && FloorOf(used) >= Floors[room])
        .Select(used => $"{room}/{SimpleName(type)} uses {RoomOf(used)}/{SimpleName(used)}");

    private static IEnumerable<string> ForbiddenUses(Type type) => TypeUses.Of(type).Select(used => used.FullName!)
        .Where(name => !Allowed.Contains(name) && Forbidden.Any(prefix => name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal)))
        .Select(name => $"{SimpleName(type)} uses {name}");

    private static int FloorOf(Type type) => RoomOfFile.TryGetValue(SimpleName(type), out string? room) && Floors.TryGetValue(room, out int floor) ? floor : AboveTheCore;

    private static string RoomOf(Type type) => RoomOfFile.TryGetValue(SimpleName(type), out string? room) ? room : "above the core";

    private static string SimpleName(Type type)
    {
        while (type.DeclaringType is { } declaring) type = declaring;
        return type.Name.Split('`')[0];
    }

    private static string NameOf(string file) => Path.GetFileName(file).Split('.')[0];

    private static Dictionary<string, string> ReadRooms()
    {
        string core = Repository.Combine("src", "ManagedENet", "Protocol");
        return Sources("Protocol").GroupBy(NameOf, StringComparer.Ordinal).ToDictionary(
            files => files.Key, files => Path.GetDirectoryName(Path.GetRelativePath(core, files.First()))!.Split(Path.DirectorySeparatorChar)[0], StringComparer.Ordinal);
    }

    private static IEnumerable<string> Sources(string folder)
    {
        string library = Repository.Combine("src", "ManagedENet");
        return Directory.GetFiles(Path.Combine(library, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(library, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));
    }

    private sealed class Caller
    {
        public static object? Ask(object asked) => ((Connection)asked).PingIntervalMs;
    }

    private sealed class Holder
    {
        public List<Outbox[]>? Held { get; set; }
    }

    private sealed class User
    {
        public static void End(object host)
        {
            Action end = () => ((ENetHost)host).Dispose();
            end();
        }
    }

    private sealed class Sleeper
    {
        public static void Sleep() => System.Threading.Thread.Yield();
    }

    private sealed class Teller
    {
        public static long Tell() => DateTime.UtcNow.Ticks;
    }
}
