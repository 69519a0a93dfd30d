using System;
using ManagedENet.Protocol.Codecs;

namespace ManagedENet;

/// <summary>The compressors that are ready to use: <c>new ENetHostOptions { Compressor = ENetCompressors.RangeCoder }</c>.</summary>
public static class ENetCompressors
{
    /// <summary>ENet's range coder, one for each host. Stands for <c>enet_host_compress_with_range_coder</c>.</summary>
    public static Func<IDatagramCompressor> RangeCoder { get; } = static () => new RangeCoder();
}
