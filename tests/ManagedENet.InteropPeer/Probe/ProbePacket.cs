using System;
using System.Globalization;

namespace ManagedENet.InteropPeer.Probe;

/// <summary>One packet of a probe, written on the command line as <c>CHANNEL:FLAGS:HEX</c>.</summary>
internal sealed record ProbePacket(byte ChannelId, ENetPacketFlags Flags, byte[] Payload)
{
    /// <summary>The packet that a text stands for, or null when it stands for none.</summary>
    public static ProbePacket? Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length != 3) return null;
        if (!byte.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out byte channelId)) return null;
        if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int flags)) return null;
        try
        {
            return new ProbePacket(channelId, (ENetPacketFlags)flags, Convert.FromHexString(parts[2]));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
