using System;
using System.Linq;
using System.Reflection;
using System.Runtime.Versioning;

namespace ManagedENet.NetStandard;

/// <summary>That these projects try what they say: a reference that is resolved another way would run the tests of net10.0 twice and tell nobody.</summary>
[TestFixture]
internal sealed class LibraryTargetTests
{
    [Test]
    public void The_libraries_under_test_are_those_of_netstandard()
    {
        Assembly tests = typeof(LibraryTargetTests).Assembly;
        Assembly[] libraries = [.. tests.GetReferencedAssemblies()
            .Where(static name => name.Name!.StartsWith("ManagedENet", StringComparison.Ordinal))
            .Select(Assembly.Load)];

        Assert.That(libraries, Is.Not.Empty);
        Assert.That(
            libraries.Select(static library => library.GetCustomAttribute<TargetFrameworkAttribute>()?.FrameworkName),
            Is.All.EqualTo(".NETStandard,Version=v2.1"));
    }
}
