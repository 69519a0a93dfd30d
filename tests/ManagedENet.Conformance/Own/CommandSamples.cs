using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Conformance.Own;

/// <summary>One command of each kind, in which every field has a value of its own, so that no two can be mistaken for each other.</summary>
internal static class CommandSamples
{
    private static readonly ConnectCommand Terms = new(
        0x0A0B, 2, 3, 1392, 0xC000, 7, 0x0001_E240, 0x0003_94B0, 5000, 2, 3, DatagramSamples.ConnectId, 0xCAFE_BABE);

    public static IEnumerable<CommandKind> Kinds => Enum.GetValues<CommandKind>().Where(kind => kind != CommandKind.None);

    /// <summary>The flags with which a command travels between hosts.</summary>
    public static CommandFlags UsualFlags(CommandKind kind) => kind switch
    {
        CommandKind.Acknowledge or CommandKind.SendUnreliable or CommandKind.SendUnreliableFragment => CommandFlags.None,
        CommandKind.SendUnsequenced => CommandFlags.Unsequenced,
        _ => CommandFlags.Acknowledge,
    };

    public static string NameOf(CommandKind kind) =>
        string.Concat(kind.ToString().Select((letter, i) => char.IsUpper(letter) && i > 0 ? "_" + letter : letter.ToString())).ToLowerInvariant();

    public static byte[] Of(CommandKind kind, CommandFlags flags, byte[] payload)
    {
        bool carries = kind is CommandKind.SendReliable or CommandKind.SendUnreliable or CommandKind.SendUnsequenced
            or CommandKind.SendFragment or CommandKind.SendUnreliableFragment;
        if (!carries) payload = [];
        int size = CommandLayout.SizeOf(kind);
        var command = new byte[size + payload.Length];
        bool isControl = !carries && kind != CommandKind.Acknowledge;
        new CommandHeader(kind, flags, isControl ? (byte)0xFF : (byte)5, 0x1234).Write(command);
        WriteFields(kind, command, (ushort)payload.Length);
        payload.CopyTo(command, size);
        return command;
    }

    private static void WriteFields(CommandKind kind, byte[] command, ushort length)
    {
        switch (kind)
        {
            case CommandKind.Acknowledge: new AcknowledgeCommand(0x1234, 0x5678).Write(command); break;
            case CommandKind.Connect: Terms.Write(command); break;
            case CommandKind.VerifyConnect: new VerifyConnectCommand(Terms).Write(command); break;
            case CommandKind.Disconnect: new DisconnectCommand(0x0102_0304).Write(command); break;
            case CommandKind.SendReliable: new SendReliableCommand(length).Write(command); break;
            case CommandKind.SendUnreliable: new SendUnreliableCommand(0x4321, length).Write(command); break;
            case CommandKind.SendUnsequenced: new SendUnsequencedCommand(0x9876, length).Write(command); break;
            case CommandKind.SendFragment: new SendFragmentCommand(0x1230, length, 9, 4, 9u * length, 4u * length).Write(command); break;
            case CommandKind.SendUnreliableFragment: new SendFragmentCommand(0x4321, length, 9, 4, 9u * length, 4u * length).Write(command); break;
            case CommandKind.BandwidthLimit: new BandwidthLimitCommand(0x0001_E240, 0x0003_94B0).Write(command); break;
            case CommandKind.ThrottleConfigure: new ThrottleConfigureCommand(4000, 6, 8).Write(command); break;
        }
    }
}
