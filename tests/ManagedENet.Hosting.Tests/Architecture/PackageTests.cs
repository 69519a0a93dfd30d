using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using ManagedENet.AspNetCore;
using ManagedENet.Tests.Architecture;
using ManagedENet.Tests.Support;

namespace ManagedENet.Hosting.Tests.Architecture;

/// <summary>What users of the two packages can see is written down, and a worker service needs nothing of ASP.NET Core.</summary>
public sealed class PackageTests
{
    private const string AcceptVariable = "MANAGEDENET_ACCEPT_API";

    private static IEnumerable<Assembly> Packages() => [typeof(ENetServer).Assembly, typeof(ENetDashboardOptions).Assembly];

    [TestCaseSource(nameof(Packages))]
    public void The_public_face_is_the_one_written_down(Assembly assembly)
    {
        string path = Repository.Combine("tests", "ManagedENet.Hosting.Tests", $"PublicApi.{assembly.GetName().Name}.txt");
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
    public void The_generic_host_needs_no_ASP_NET_Core() =>
        Assert.That(typeof(ENetServer).Assembly.GetReferencedAssemblies().Select(other => other.Name), Has.None.StartsWith("Microsoft.AspNetCore"));
}
