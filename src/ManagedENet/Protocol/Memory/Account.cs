namespace ManagedENet.Protocol.Memory;

/// <summary>What one connection is responsible for in one direction. Only a <see cref="LedgerSide"/> changes it.</summary>
internal struct Account
{
    /// <summary>Bytes held for the connection, all overhead included.</summary>
    public long Used;

    /// <summary>Those of them that wait behind a gap.</summary>
    public long Behind;

    /// <summary>Bytes that were admitted beyond a limit because they were next; paid back by whatever is given back.</summary>
    public int Beyond;
}
