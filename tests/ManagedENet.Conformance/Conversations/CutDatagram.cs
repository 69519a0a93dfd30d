using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;

namespace ManagedENet.Conformance.Conversations;

/// <summary>What can be read of a datagram whose text was cut: of a CONNECT its connect id, which nothing else tells, and its data.</summary>
internal static class CutDatagram
{
    private const int HeaderBytes = 4;
    private const int ChecksumBytes = 4;
    private const int ConnectIdAt = 40;
    private const int DataAt = 44;
    private const byte Connect = 2;
    private const byte CommandMask = 0x0F;
    private const byte HasSentTime = 0x80;
    private const byte IsCompressed = 0x40;

    /// <summary>In the words of <c>#</c> lines.</summary>
    public static IEnumerable<string> CommandsOf(byte[] bytes, bool hasChecksum)
    {
        int at = HeaderBytes + (hasChecksum ? ChecksumBytes : 0);
        if (bytes.Length < at + ConnectIdAt + sizeof(uint) || (bytes[0] & (HasSentTime | IsCompressed)) != HasSentTime || (bytes[at] & CommandMask) != Connect) yield break;
        string id = Convert.ToHexStringLower(bytes.AsSpan(at + ConnectIdAt, sizeof(uint)));
        string data = bytes.Length < at + DataAt + sizeof(uint)
            ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $" data={BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at + DataAt)):x8}");
        yield return $"CONNECT|ACK connect_id={id}{data}";
    }
}
