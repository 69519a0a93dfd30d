using System;
using System.IO;
using System.Linq;
using ManagedENet.Tests.Architecture;
using ManagedENet.Tests.Support;

namespace ManagedENet.Godot.Tests.Architecture;

/// <summary>What users of the Godot package can see is written down, as for the other packages.</summary>
public sealed class PublicApiTests
{
    private const string AcceptVariable = "MANAGEDENET_ACCEPT_API";

    [Test]
    public void The_public_face_is_the_one_written_down()
    {
        string path = Repository.Combine("tests", "ManagedENet.Godot.Tests", "PublicApi.ManagedENet.Godot.txt");
        string[] present = PublicApi.Describe(typeof(GodotMultiplayerPeer).Assembly).ToArray();
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(path, string.Join('\n', present) + "\n");
            return;
        }

        string[] written = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (written.SequenceEqual(present)) return;
        string difference = string.Join('\n', written.Except(present, StringComparer.Ordinal).Select(line => "- " + line).Concat(present.Except(written, StringComparer.Ordinal).Select(line => "+ " + line)));
        Assert.Fail($"The public face has changed:\n{difference}\nIf that is meant, run this test once with {AcceptVariable}=1 and commit the file.");
    }
}
