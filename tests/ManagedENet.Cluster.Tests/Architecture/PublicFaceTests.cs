using System;
using System.IO;
using System.Linq;
using System.Reflection;
using ManagedENet.Tests.Architecture;
using ManagedENet.Tests.Support;

namespace ManagedENet.Cluster.Tests.Architecture;

/// <summary>What users of the package can see is written down.</summary>
public sealed class PublicFaceTests
{
    private const string AcceptVariable = "MANAGEDENET_ACCEPT_API";

    [Test]
    public void The_public_face_is_the_one_written_down()
    {
        Assembly assembly = typeof(IENetCluster).Assembly;
        string path = Repository.Combine("tests", "ManagedENet.Cluster.Tests", $"PublicApi.{assembly.GetName().Name}.txt");
        string[] present = PublicApi.Describe(assembly).ToArray();
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

    [Test]
    public void The_package_needs_no_engine() =>
        Assert.That(typeof(IENetCluster).Assembly.GetReferencedAssemblies().Select(other => other.Name), Has.None.StartsWith("Microsoft.AspNetCore").And.None.StartsWith("Orleans"));
}
