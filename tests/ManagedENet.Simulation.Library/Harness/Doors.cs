using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Simulation.Harness;

/// <summary>How hosts let in who asks.</summary>
internal static class Doors
{
    /// <summary>As native does: whoever asks has a slot, by whose number it is called, before it has proved its address.</summary>
    public static HostOptions AsNative { get; } = new() { Quirks = NativeQuirks.AdmitsUnproved };
}
