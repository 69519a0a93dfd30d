using System;

namespace ManagedENet.Protocol.Wire;

/// <summary>The flags in the high bits of a command's first byte (<c>ENetProtocolFlag</c>).</summary>
[Flags]
internal enum CommandFlags : byte
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Outside every sequence.</summary>
    Unsequenced = 0x40,

    /// <summary>The sender wants an acknowledgement.</summary>
    Acknowledge = 0x80,
}
