using System;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Connect;

/// <summary>What a measured run found.</summary>
internal sealed class EchoMeasurement
{
    /// <summary>Packets that were to be sent.</summary>
    public int Asked { get; init; }

    /// <summary>Packets that the connection took.</summary>
    public int Sent { get; set; }

    /// <summary>Packets that came back intact, each counted once.</summary>
    public int Returned { get; set; }

    /// <summary>Of the returned ones: those that came before one that was sent earlier.</summary>
    public int OutOfOrder { get; set; }

    /// <summary>Packets that came back again.</summary>
    public int Duplicated { get; set; }

    /// <summary>Packets that came back as something that was not sent.</summary>
    public int Corrupt { get; set; }

    /// <summary>True when the other end ended the connection before the run was over.</summary>
    public bool IsConnectionLost { get; set; }

    public TimeSpan Elapsed { get; set; }

    public Percentiles RoundTrips { get; } = new();

    /// <summary>Sent packets of which nothing came back, in percent.</summary>
    public double LossPercent => Sent == 0 ? 0 : 100.0 * (Sent - Returned) / Sent;

    /// <summary>Connected to the end, nothing false; and, where that was promised, everything back, once and in order.</summary>
    public bool IsGood(bool isReliable)
        => !IsConnectionLost && Corrupt == 0 && Duplicated == 0 && (!isReliable || (Returned == Asked && OutOfOrder == 0));
}
