using System;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet.Internal;

/// <summary>
/// The checksum and the compressor of one host, as its options make them. A compressor has memory of its own: two hosts that shared one would write into each other's
/// datagrams, so a second one is refused until the first gives it back.
/// </summary>
internal sealed class HostCodecs : IDisposable
{
    // Whoever forgets to dispose a host must not keep its compressor alive by that.
    private static readonly ConditionalWeakTable<IDatagramCompressor, object> InUse = new();

    /// <summary>Makes them.</summary>
    /// <exception cref="InvalidOperationException">A factory has made nothing, or a compressor that another host uses.</exception>
    public HostCodecs(ENetHostOptions options)
    {
        if (options.Checksum is { } makeChecksum) Checksum = makeChecksum() ?? throw MadeNothing(nameof(options.Checksum));
        if (options.Compressor is not { } makeCompressor) return;
        IDatagramCompressor compressor = makeCompressor() ?? throw MadeNothing(nameof(options.Compressor));
        Take(compressor);
        Compressor = compressor;
    }

    /// <summary>Null for none.</summary>
    public IDatagramChecksum? Checksum { get; }

    /// <summary>Null for none.</summary>
    public IDatagramCompressor? Compressor { get; }

    /// <summary>Gives them back, and disposes those that want to be.</summary>
    public void Dispose()
    {
        if (Compressor is not null)
        {
            lock (InUse) InUse.Remove(Compressor);
            (Compressor as IDisposable)?.Dispose();
        }

        (Checksum as IDisposable)?.Dispose();
    }

    private static void Take(IDatagramCompressor compressor)
    {
        lock (InUse)
        {
            if (!InUse.TryGetValue(compressor, out _))
            {
                InUse.Add(compressor, InUse);
                return;
            }
        }

        throw new InvalidOperationException(
            $"Another host uses this {compressor.GetType().Name}, and a compressor serves one host at a time. Let ENetHostOptions.Compressor make a new one for each host: "
            + $"() => new {compressor.GetType().Name}(), or ENetCompressors.RangeCoder.");
    }

    private static InvalidOperationException MadeNothing(string option)
        => new($"The factory in ENetHostOptions.{option} has returned null. Set the option itself to null for none, or return a new instance.");
}
