namespace ManagedENet.Protocol.Compression;

internal readonly struct SuccessorContext
{
    private readonly ulong _bits;
    private SuccessorContext(ulong bits) => _bits = bits;
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    public static SuccessorContext WithFirst(int block) => new((ulong)(uint)block | (1UL << 16) | ((ulong)RangeModel.EscapeStep << 32) | ((ulong)(RangeModel.EscapeStep + RangeModel.Step) << 48));
    public int Block => (ushort)_bits;
    public int Length => (ushort)(_bits >> 16);
    public uint Escapes => (ushort)(_bits >> 32);
    public uint Total => (uint)(_bits >> 48);
    public bool IsEmpty => _bits == 0;
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    public SuccessorContext WithStep() => new(_bits + ((ulong)RangeModel.Step << 48));
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    public SuccessorContext WithInsertion() => new(_bits + (1UL << 16) + ((ulong)RangeModel.EscapeStep << 32) + ((ulong)(RangeModel.EscapeStep + RangeModel.Step) << 48));
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    public SuccessorContext WithBlock(int block) => new((_bits & ~0xFFFFUL) | (uint)block);
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    public SuccessorContext WithTotals(uint escapes, uint total) => new((uint)_bits | ((ulong)escapes << 32) | ((ulong)total << 48));
}
