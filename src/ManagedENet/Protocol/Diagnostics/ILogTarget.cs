namespace ManagedENet.Protocol.Diagnostics;

/// <summary>Where a host puts what its senders did. Called by the thread that owns the host, in the middle of its work: it must neither wait nor throw.</summary>
internal interface ILogTarget
{
    /// <summary>Takes an entry.</summary>
    void Add(in ENetLogEntry entry);
}
