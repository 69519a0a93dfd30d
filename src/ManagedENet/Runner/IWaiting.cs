namespace ManagedENet.Internal;

/// <summary>Somebody who waits.</summary>
internal interface IWaiting
{
    /// <summary>Still waits.</summary>
    bool IsOpen { get; }
}
