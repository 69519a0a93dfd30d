using System;
using System.Runtime.InteropServices;

namespace ManagedENet.Transports;

/// <content>Options that the framework does not know have a way through it.</content>
internal sealed partial class FragmentationSwitch
{
    private int Get(int level, int option)
    {
        int value = 0;
        _socket.GetRawSocketOption(level, option, MemoryMarshal.AsBytes(new Span<int>(ref value)));
        return value;
    }

    private void Set(int level, int option, int value) => _socket.SetRawSocketOption(level, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));
}
