using System.Runtime.InteropServices;

namespace ManagedENet.Protocol.Codecs;

internal sealed partial class ByteFrequencies
{
    private ref ushort FirstNumber => ref _numbers[0];

    /// <summary>The value in whose interval <paramref name="code"/> lies, what it counts, and what all smaller values count together.</summary>
    public byte FindByCode(uint code, out uint under, out uint count) => FindByCodePortable(_numbers, code, out under, out count);

    private static void Raise(ref ushort numbers, byte value) => RaisePortable(MemoryMarshal.CreateSpan(ref numbers, NumberCount), value);
}
