using System.IO;

namespace ManagedENet;

/// <summary>One of both ends has aborted a stream (<see cref="ENetChannelStream.Abort"/>), or does not read what the other writes.</summary>
public sealed class ENetStreamAbortedException : IOException
{
    /// <summary>Tells who, and why.</summary>
    /// <param name="message">In words.</param>
    /// <param name="code">Why: a number of the application, or one of <see cref="ENetStreamAbortCode"/>.</param>
    /// <param name="isRemote">True when the other end did it.</param>
    public ENetStreamAbortedException(string message, uint code, bool isRemote)
        : base(message)
    {
        Code = code;
        IsRemote = isRemote;
    }

    /// <summary>Why: the number that was passed to <see cref="ENetChannelStream.Abort"/>, or one of <see cref="ENetStreamAbortCode"/>.</summary>
    public uint Code { get; }

    /// <summary>True when the other end did it, false when this one did.</summary>
    public bool IsRemote { get; }
}
