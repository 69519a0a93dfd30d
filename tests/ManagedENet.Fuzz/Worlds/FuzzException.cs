using System;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>An oracle has seen something that must not be.</summary>
internal sealed class FuzzException : Exception
{
    public FuzzException()
    {
    }

    public FuzzException(string message)
        : base(message)
    {
    }

    public FuzzException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
