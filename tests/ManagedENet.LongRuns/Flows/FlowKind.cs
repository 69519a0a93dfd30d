namespace ManagedENet.LongRuns.Flows;

/// <summary>Who sends.</summary>
internal enum FlowKind
{
    /// <summary>The kernel's TCP with CUBIC.</summary>
    Tcp,

    /// <summary>ManagedENet by the rules of native.</summary>
    Native,

    /// <summary>ManagedENet with CUBIC.</summary>
    Cubic,

    /// <summary>ManagedENet by the model of the line.</summary>
    Model,
}
