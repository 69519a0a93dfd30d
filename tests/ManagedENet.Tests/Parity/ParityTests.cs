using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Tests.Parity;

public sealed class ParityTests
{
    private const BindingFlags AnyMember = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly IReadOnlyList<ParityRow> Rows = ParityTable.Read();
    private static readonly Assembly[] Assemblies = [Assembly.Load("ManagedENet"), typeof(Host).Assembly];

    [Test]
    public void Every_named_counterpart_exists()
    {
        string[] missing = Rows.SelectMany(row => row.Counterparts.Where(name => !Exists(name)).Select(name => $"{row}: {name}")).ToArray();

        Assert.That(missing, Is.Empty, "Members that protocol-spec/parity.md names and that are not there.");
    }

    [Test]
    public void Every_row_has_a_counterpart_or_a_reason()
    {
        Assert.That(Rows.Where(row => row.Here.Length == 0), Is.Empty);
    }

    [Test]
    public void All_68_functions_of_native_are_listed_once()
    {
        string[] functions = Rows.Where(row => row.Section == "Functions").Select(row => row.Native).ToArray();

        Assert.That(functions, Has.Length.EqualTo(68));
        Assert.That(functions, Is.Unique);
        Assert.That(functions, Has.All.StartsWith("enet_"));
    }

    [Test]
    public void A_name_that_does_not_exist_is_found_out()
    {
        Assert.That(Exists("ManagedENet.ENetPeerState.Connected"), Is.True);
        Assert.That(Exists("ManagedENet.ENetPeerState"), Is.True);
        Assert.That(Exists("ManagedENet.ENetPeerState.Conected"), Is.False);
        Assert.That(Exists("ManagedENet.NoSuchType"), Is.False);
    }

    private static bool Exists(string name)
    {
        if (FindType(name) is not null) return true;
        int dot = name.LastIndexOf('.');
        return dot > 0 && FindType(name[..dot])?.GetMember(name[(dot + 1)..], AnyMember).Length > 0;
    }

    private static Type? FindType(string name) => Assemblies.Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);
}
