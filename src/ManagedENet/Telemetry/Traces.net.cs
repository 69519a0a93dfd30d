using System.Diagnostics;

namespace ManagedENet.Internal;

/// <summary>The activity source <c>ManagedENet</c> of the process.</summary>
internal static class Traces
{
    public static readonly ActivitySource Source = new("ManagedENet", typeof(Traces).Assembly.GetName().Version?.ToString(3));
}
