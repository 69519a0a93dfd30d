using System.Runtime.InteropServices;

namespace ManagedENet.Protocol.Codecs;

internal sealed partial class SuccessorTable
{
    private ref SuccessorContext FirstContext => ref MemoryMarshal.GetArrayDataReference(_contexts);

    private ref uint FirstSymbol => ref MemoryMarshal.GetArrayDataReference(_symbols);
}
