using System;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>What applications throw in the middle of a datagram.</summary>
internal sealed class ApproverException : Exception
{
    public ApproverException()
        : base("thrown on purpose")
    {
    }

    public ApproverException(string message)
        : base(message)
    {
    }

    public ApproverException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
