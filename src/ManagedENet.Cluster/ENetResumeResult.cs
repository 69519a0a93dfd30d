using System.Diagnostics.CodeAnalysis;

namespace ManagedENet.Cluster;

/// <summary>What became of an attempt to resume.</summary>
public readonly record struct ENetResumeResult
{
    internal ENetResumeResult(ENetResumeStatus status, ENetSession? session)
    {
        Status = status;
        Session = session;
    }

    /// <summary>Whether the player is here now, or why not.</summary>
    public ENetResumeStatus Status { get; }

    /// <summary>The new session, yours to dispose; null unless <see cref="Status"/> is <see cref="ENetResumeStatus.Resumed"/>.</summary>
    public ENetSession? Session { get; }

    /// <summary>True when the player is here now.</summary>
    [MemberNotNullWhen(true, nameof(Session))]
    public bool IsResumed => Session is not null;
}
