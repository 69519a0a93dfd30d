using System;
using System.Collections;

namespace ManagedENet.Tests.Transports.Contract;

/// <summary>Every kind, as the source of a fixture.</summary>
internal sealed class TransportKinds : IEnumerable
{
    public IEnumerator GetEnumerator() => Enum.GetValues<TransportKind>().GetEnumerator();
}
