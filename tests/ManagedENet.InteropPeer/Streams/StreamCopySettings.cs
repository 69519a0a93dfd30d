namespace ManagedENet.InteropPeer.Streams;

/// <summary>The command line of <c>stream</c>.</summary>
/// <param name="Port">Where the server is, or is to be.</param>
/// <param name="Bytes">Bytes to send; 0 is the server.</param>
/// <param name="LossRate">The share of its own datagrams that is lost.</param>
/// <param name="Seed">The luck of it, and the bytes.</param>
/// <param name="IsMessages">Messages instead of a stream.</param>
internal sealed record StreamCopySettings(int Port, long Bytes, double LossRate, ulong Seed, bool IsMessages);
