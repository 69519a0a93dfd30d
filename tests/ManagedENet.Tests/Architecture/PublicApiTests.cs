using System;
using System.IO;
using System.Linq;
using System.Reflection;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Architecture;

/// <summary>What users can see is written down; a change of it is seen in the review, and none happens by accident.</summary>
public sealed class PublicApiTests
{
    // What netstandard2.1 does not have; all else is the same on every target.
    private const string OnlyOnNet = "ManagedENet.Transports.LinuxBatchTransport ";

    private const string AcceptVariable = "MANAGEDENET_ACCEPT_API";

    [Test]
    public void The_public_face_of_ManagedENet_is_the_one_written_down() => Compare(typeof(ENetHost).Assembly);

    private static void Compare(Assembly assembly)
    {
        string name = assembly.GetName().Name!;
        string path = Repository.Combine("tests", "ManagedENet.Tests", $"PublicApi.{name}.txt");
        string[] present = PublicApi.Describe(assembly).ToArray();
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1" && !LibraryTarget.IsNetStandard)
        {
            File.WriteAllText(path, string.Join('\n', present) + "\n");
            return;
        }

        string[] written = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (LibraryTarget.IsNetStandard) written = WithoutType(written, OnlyOnNet);
        string[] removed = Qualify(written).Except(Qualify(present), StringComparer.Ordinal).Select(line => "- " + line).ToArray();
        string[] added = Qualify(present).Except(Qualify(written), StringComparer.Ordinal).Select(line => "+ " + line).ToArray();
        if (written.SequenceEqual(present)) return;
        Assert.Fail($"The public face of {name} has changed:\n{string.Join('\n', removed.Concat(added))}\n"
            + $"If that is meant, run these tests once with {AcceptVariable}=1 and commit the file.");
    }

    private static string[] WithoutType(string[] lines, string name)
    {
        bool isThatType = false;
        return lines.Where(line =>
        {
            if (!line.StartsWith(' ')) isThatType = line.Contains(name, StringComparison.Ordinal);
            return !isThatType;
        }).ToArray();
    }

    /// <summary>Members are written under their type; alone in a difference they need its name.</summary>
    private static string[] Qualify(string[] lines)
    {
        string type = "";
        return lines.Select(line =>
        {
            if (!line.StartsWith(' ')) type = line;
            return line.StartsWith(' ') ? $"{type} ::{line.Substring(1)}" : line;
        }).ToArray();
    }
}
