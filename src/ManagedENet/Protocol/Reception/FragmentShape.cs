using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Reception;

/// <summary>
/// How a packet was cut: into <see cref="Count"/> fragments of <see cref="FragmentBytes"/>, the last one shorter or equal. Any one fragment tells the whole
/// shape, so holes and overlaps are recognised at once: no byte that was not received is ever delivered.
/// </summary>
internal readonly record struct FragmentShape(int Count, int TotalBytes, int FragmentBytes)
{
    /// <summary>The shape that a fragment implies; false when no packet could be cut like that.</summary>
    // Requirement: FRG-016, DEV-058, LIM-003
    public static bool TryDerive(in SendFragmentCommand fragment, int maximumPacketBytes, out FragmentShape shape)
    {
        shape = default;
        uint count = fragment.FragmentCount;
        uint number = fragment.FragmentNumber;
        uint total = fragment.TotalLength;
        // Requirement: FRG-012, LIM-010
        if (count is 0 or > ushort.MaxValue || number >= count || total > (uint)maximumPacketBytes || total < count) return false;
        if (fragment.DataLength == 0 || fragment.FragmentOffset >= total || fragment.DataLength > total - fragment.FragmentOffset) return false;

        bool isLast = number == count - 1;
        uint size = !isLast ? fragment.DataLength : count == 1 ? total : fragment.FragmentOffset / (count - 1);
        shape = new FragmentShape((int)count, (int)total, (int)size);
        bool coversExactly = size > 0 && (ulong)size * (count - 1) < total && total <= (ulong)size * count;
        return coversExactly && shape.Admits(fragment);
    }

    /// <summary>True when the fragment lies exactly where this shape has one.</summary>
    public bool Admits(in SendFragmentCommand fragment)
    {
        if (fragment.FragmentCount != (uint)Count || fragment.TotalLength != (uint)TotalBytes || fragment.FragmentNumber >= (uint)Count) return false;
        ulong offset = (ulong)fragment.FragmentNumber * (uint)FragmentBytes;
        bool isLast = fragment.FragmentNumber == (uint)(Count - 1);
        ulong length = isLast ? (uint)TotalBytes - offset : (uint)FragmentBytes;
        return fragment.FragmentOffset == offset && fragment.DataLength == length;
    }
}
