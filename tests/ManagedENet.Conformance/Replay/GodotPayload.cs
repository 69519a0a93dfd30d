using System;
using System.Buffers.Binary;
using System.Globalization;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.Replay;

/// <summary>
/// What the <c>godot</c> calls send: Godot 3 puts source and target, little-endian, before a payload, and says <c>add_peer</c> with the new peer's id.
/// </summary>
internal static class GodotPayload
{
    private const uint Source = 0x1234_5678;
    private const uint Target = 1;

    public static byte[] Of(LineFields fields, out ENetPacketFlags flags)
    {
        string kind = string.Join(' ', fields.Words);
        (string body, flags) = kind switch
        {
            "godot reliable" => ("5002000001", ENetPacketFlags.Reliable),
            "godot unreliable" => ("5000000001", ENetPacketFlags.Unsequenced),
            "godot unreliable ordered" => ("5001000001", ENetPacketFlags.None),
            _ when fields.Words.Count > 2 && fields.Words[1] == "add_peer" => (string.Empty, ENetPacketFlags.Reliable),
            _ => throw new FormatException($"Nobody knows the call '{kind}'."),
        };
        return body.Length == 0
            ? [.. new byte[4], .. LittleEndian(uint.Parse(fields.Words[2], CultureInfo.InvariantCulture))]
            : [.. LittleEndian(fields.Hex("source", Source)), .. LittleEndian((uint)fields.Number("target", Target)), .. Convert.FromHexString(body)];
    }

    private static byte[] LittleEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
