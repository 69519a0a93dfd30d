namespace ManagedENet.Conformance.Conversations;

internal enum FateKind
{
    Delivered,
    Dropped,
    Duplicated,
}
