using System.Globalization;

namespace ManagedENet.Conformance.Replay;

/// <summary>
/// A connect id is four bytes that native copies between memory and wire without swapping. The recording machine was little-endian: the conversations tell the
/// number in its memory, and on the wire its lowest byte comes first.
/// </summary>
internal static class ConnectIdOrder
{
    public static uint ToCore(uint recorded) => recorded;

    public static uint FromCore(uint connectId) => connectId;

    /// <summary>From the hexadecimal digits in wire order, as they stand in a <c>#</c> line.</summary>
    public static uint FromWireDigits(string digits) =>
        System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
