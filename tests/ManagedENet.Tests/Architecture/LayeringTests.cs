using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Architecture;

/// <summary>Arrows point down, and the core has no socket, thread or clock.</summary>
public sealed partial class LayeringTests
{
    /// <summary>The floors of the core, from the bottom; rooms of one floor do not see each other.</summary>
    private static readonly Dictionary<string, int> Floors = new(StringComparer.Ordinal)
    {
        ["Numbers"] = 0,
        ["Diagnostics"] = 0,
        ["Checksums"] = 0,
        ["Compression"] = 0,
        ["Wire"] = 1,
        ["Impairment"] = 1,
        ["Buffers"] = 2,
        ["Windows"] = 3,
        ["Channels"] = 4,
        ["Recovery"] = 4,
        ["Sending"] = 5,
        ["Reception"] = 5,
        ["Connections"] = 6,
        ["Hosting"] = 7,
    };

    private static readonly string[] Forbidden =
        ["System.Net.Sockets", "System.Threading", "System.IO", "System.Diagnostics.Stopwatch", "System.DateTime", "System.Random", "System.Security.Cryptography", "System.Console"];

    // Memory that threads of others may look at while the core's own goes on: no thread, no lock, no wait.
    private static readonly string[] Allowed = ["System.Threading.Volatile", "System.Threading.Interlocked"];

    [Test]
    public void Rooms_of_the_core_use_only_what_lies_below_them()
    {
        List<string> upward = new();
        foreach ((string room, string file) in CoreSources())
        {
            foreach (string used in RoomsUsedBy(File.ReadAllText(file)).Where(used => used != room))
            {
                if (Floors[used] >= Floors[room]) upward.Add($"{room}/{Path.GetFileName(file)} uses {used}");
            }
        }

        Assert.That(upward, Is.Empty);
    }

    [Test]
    public void Every_room_of_the_core_has_its_floor()
    {
        IEnumerable<string> unknown = CoreSources().Select(source => source.Room).Distinct(StringComparer.Ordinal).Where(room => !Floors.ContainsKey(room));
        Assert.That(unknown, Is.Empty, "a new room is entered in the table above, on the floor where it belongs");
    }

    [Test]
    public void The_scan_sees_an_upward_use()
    {
        Assert.That(RoomsUsedBy("using ManagedENet.Protocol.Hosting;\nclass A { }"), Is.EqualTo(new[] { "Hosting" }));
        Assert.That(RoomsUsedBy("class A { ManagedENet.Protocol.Connections.Connection? _b; }"), Is.EqualTo(new[] { "Connections" }));
        Assert.That(RoomsUsedBy("// as ManagedENet.Protocol.Connections says\nnamespace ManagedENet.Protocol.Wire;"), Is.Empty);
    }

    [Test]
    public void The_core_refers_to_no_socket_thread_clock_or_ambient_randomness()
    {
        using FileStream stream = File.OpenRead(typeof(Host).Assembly.Location);
        using var image = new PEReader(stream);
        MetadataReader metadata = image.GetMetadataReader();
        List<string> found = new();
        foreach (TypeReferenceHandle handle in metadata.TypeReferences)
        {
            TypeReference type = metadata.GetTypeReference(handle);
            string name = $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
            if (Allowed.Contains(name)) continue;
            if (Forbidden.Any(prefix => name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal))) found.Add(name);
        }

        Assert.That(found, Is.Empty);
    }

    [Test]
    public void The_core_refers_to_no_assembly_above_it()
    {
        IEnumerable<string?> references = typeof(Host).Assembly.GetReferencedAssemblies().Select(name => name.Name);
        Assert.That(references.Where(name => name!.StartsWith("ManagedENet", StringComparison.Ordinal)), Is.Empty);
    }

    private static IEnumerable<(string Room, string File)> CoreSources()
    {
        string core = Repository.Combine("src", "ManagedENet.Protocol");
        foreach (string directory in Directory.GetDirectories(core))
        {
            string room = Path.GetFileName(directory);
            if (room is "bin" or "obj" or "Polyfills") continue;
            foreach (string file in Directory.GetFiles(directory, "*.cs", SearchOption.AllDirectories)) yield return (room, file);
        }
    }

    private static IEnumerable<string> RoomsUsedBy(string source)
    {
        IEnumerable<string> code = source.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
            && !line.StartsWith("namespace ", StringComparison.Ordinal));
        return RoomPattern().Matches(string.Join('\n', code)).Select(match => match.Groups["room"].Value).Distinct(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"ManagedENet\.Protocol\.(?<room>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex RoomPattern();
}
