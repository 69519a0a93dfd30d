namespace ManagedENet.Tests.Support;

/// <summary>What tests ask of the Linux transport, which is not in this build.</summary>
internal enum LinuxFeatures
{
    None,
    Coalescing,
}
