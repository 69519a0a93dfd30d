namespace ManagedENet.Protocol.Diagnostics;
#pragma warning disable CS1591
public enum DropReason
{
    None = 0,
}
