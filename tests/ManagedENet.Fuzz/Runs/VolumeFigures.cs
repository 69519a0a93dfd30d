using System;

namespace ManagedENet.Fuzz.Runs;

/// <summary>How much was run.</summary>
internal readonly record struct VolumeFigures(long Executions, long Datagrams, TimeSpan Time, int Threads)
{
    public double DatagramsPerSecond => Datagrams / Time.TotalSeconds;

    public override string ToString() => $"{Time:h\\:mm\\:ss}  {Executions:N0} executions  {Datagrams:N0} datagrams  {DatagramsPerSecond:N0} a second, {Threads} threads";
}
