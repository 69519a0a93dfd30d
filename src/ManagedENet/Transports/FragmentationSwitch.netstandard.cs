namespace ManagedENet.Transports;

/// <content>netstandard2.1 cannot name options that the framework does not know.</content>
internal sealed partial class FragmentationSwitch
{
    private static bool TrySetExactly(DatagramFragmentation wanted) => false;
}
