using System;

namespace ManagedENet.Protocol.Wire;

/// <summary>VERIFY_CONNECT: what the asked side agrees to; CONNECT without its data.</summary>
// Requirement: CMD-030
internal readonly record struct VerifyConnectCommand(ConnectCommand Terms)
{
    public static VerifyConnectCommand Read(ReadOnlySpan<byte> command) => new(ConnectCommand.ReadShared(command));

    public void Write(Span<byte> command) => Terms.WriteShared(command);
}
