using System;
using System.IO;
using System.Linq;
using System.Reflection;
using ManagedENet.Cluster;
using ManagedENet.Tests.Architecture;
using ManagedENet.Tests.Support;
using Orleans.Hosting;

namespace ManagedENet.Orleans.Tests;

/// <summary>What users of the package can see is written down, and what is missing is told at the call that misses it.</summary>
public sealed class PublicFaceTests
{
    private const string AcceptVariable = "MANAGEDENET_ACCEPT_API";

    [Test]
    public void The_public_face_is_the_one_written_down()
    {
        Assembly assembly = typeof(ENetSiloBuilderExtensions).Assembly;
        string path = Repository.Combine("tests", "ManagedENet.Orleans.Tests", $"PublicApi.{assembly.GetName().Name}.txt");
        // What the code generator of Orleans writes is public and nobody's to use.
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
    public void Null_is_refused()
    {
        Assert.That(() => ((ISiloBuilder)null!).AddENetGateway(), Throws.ArgumentNullException);
        Assert.That(() => ((ISiloBuilder)null!).AddENetDirectory(), Throws.ArgumentNullException);
        Assert.That(() => ((ISiloBuilder)null!).UseENetFailureDetection(), Throws.ArgumentNullException);
        Assert.That(() => ((ENetClusterBuilder)null!).UseOrleans(), Throws.ArgumentNullException);
    }
}
