using System;
using ManagedENet.Internal;

namespace ManagedENet;

/// <summary>How an <see cref="ENetHostRunner"/> works. What its host does is in <see cref="ENetHostOptions"/>.</summary>
public sealed record ENetRunnerOptions
{
    /// <summary>Where tasks are completed; on the thread pool unless set.</summary>
    public ENetCompletions Completions { get; init; }

    /// <summary>
    /// Messages of one channel of one connection that may wait to be received, 1 or more; 256 unless set. A channel that is full is not read until half of them have been taken, and other channels go on: reliable
    /// messages stay with the sender, which sends them again (native ENet gives up after 5 to 30 s of that), unreliable ones are dropped. What is received at once with the last one, such as packets that waited for a
    /// lost one, may exceed it.
    /// </summary>
    public int ReceiveQueueLength { get; init; } = 256;

    /// <summary>The same in bytes of payload, 1 or more; 1 MiB unless set. A message that is longer is received when nothing else waits on its channel.</summary>
    public int ReceiveQueueBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Bytes of payload of one connection that may wait for the network thread, each message with 64 for itself, 1 or more; 1 MiB unless set. The network thread takes no more of them while the host holds as many bytes
    /// for what the connection has to send and has under way, or eight of its windows where that is more. Beyond it <see cref="ENetConnection.TrySend(byte, ReadOnlySpan{byte}, ENetPacketFlags)"/> answers
    /// <see cref="ENetSendResult.QueueFull"/> and <see cref="ENetConnection.SendAsync(byte, ReadOnlyMemory{byte}, ENetPacketFlags, System.Threading.CancellationToken)"/> waits. A message that is longer is taken when nothing else waits.
    /// </summary>
    public int SendQueueBytes { get; init; } = 1 << 20;

    /// <summary>New connections that may wait for <see cref="ENetHostRunner.AcceptAsync"/>, 1 or more; 128 unless set. Beyond it whoever asks is told that the host is full.</summary>
    public int AcceptQueueLength { get; init; } = 128;

    /// <summary>
    /// Hosts at the port, 1 to 64, each with a thread and remotes of its own; 1 unless set, and there is no use for more than the machine has processor cores. <see cref="ENetHostOptions"/> hold for each of them: with 4 there is
    /// room for four times <see cref="ENetHostOptions.PeerLimit"/>, as even as remotes come to them. <see cref="ENetHostOptions.ReuseAddress"/> and <see cref="ENetHostOptions.EventLog"/> go with 1 only.
    /// </summary>
    public int Shards { get; init; } = 1;

    /// <summary>The name of the network thread, for debuggers and logs. The threads of further <see cref="Shards"/> have their number behind it.</summary>
    public string ThreadName { get; init; } = "ENet";

    /// <summary>The check that every runner makes of its options, for whoever wants to know sooner.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which and what to do.</exception>
    public void Validate()
    {
        if (Completions is < ENetCompletions.ThreadPool or > ENetCompletions.Inline) throw new ArgumentOutOfRangeException(nameof(Completions), Completions, "There is no such place; leave it at ThreadPool.");
        AtLeastOne(nameof(ReceiveQueueLength), ReceiveQueueLength);
        AtLeastOne(nameof(ReceiveQueueBytes), ReceiveQueueBytes);
        AtLeastOne(nameof(SendQueueBytes), SendQueueBytes);
        AtLeastOne(nameof(AcceptQueueLength), AcceptQueueLength);
        ShardSet.VerifyCount(Shards, nameof(Shards));
        if (ThreadName is null) throw new ArgumentNullException(nameof(ThreadName), "Leave the name at \"ENet\", or give the thread another one.");
    }

    private static void AtLeastOne(string option, int value)
    {
        if (value < 1) throw new ArgumentOutOfRangeException(option, value, $"{option} must be 1 or more: with nothing allowed to wait nothing gets through.");
    }
}
