using System.Collections.Generic;

namespace ManagedENet.Tests.Parity;

/// <summary>One row of a table in protocol-spec/parity.md.</summary>
internal sealed record ParityRow(string Section, string Native, string Here, IReadOnlyList<string> Counterparts)
{
    public override string ToString() => $"{Section}: {Native}";
}
