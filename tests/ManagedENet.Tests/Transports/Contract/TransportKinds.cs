using System;
using System.Collections;
using System.Linq;
using ManagedENet.Tests.Support;

namespace ManagedENet.Tests.Transports.Contract;

/// <summary>Every kind that this build of the library has, as the source of a fixture.</summary>
internal sealed class TransportKinds : IEnumerable
{
    public IEnumerator GetEnumerator() => Enum.GetValues<TransportKind>()
        .Where(kind => LibraryTarget.HasLinuxTransport || !kind.ToString().Contains("Linux", StringComparison.Ordinal))
        .GetEnumerator();
}
