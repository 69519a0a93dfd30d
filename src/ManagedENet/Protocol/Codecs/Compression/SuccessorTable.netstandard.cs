namespace ManagedENet.Protocol.Codecs;

internal sealed partial class SuccessorTable
{
    private ref SuccessorContext FirstContext => ref _contexts[0];

    private ref uint FirstSymbol => ref _symbols[0];
}
