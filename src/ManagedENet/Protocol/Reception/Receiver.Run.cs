using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Diagnostics;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Reception;

/// <content>
/// The usual case, apart from the rest because it is most of the work: a run of reliable packets that are new and in order. It stops at the first command that is
/// anything else and leaves it to the general way, which does the same to the commands it takes, one by one and at three times the cost.
/// </content>
internal partial struct Receiver
{
    /// <summary>The first byte of the commands that a run is made of.</summary>
    public const byte RunKind = (byte)CommandKind.SendReliable | (byte)CommandFlags.Acknowledge;

    /// <summary>Reads a run from the front of the commands; answers how many bytes it has.</summary>
    /// <param name="connection">Is handed to the sink.</param>
    /// <param name="sentTime">The sent time of the datagram, for the acknowledgements.</param>
    /// <param name="commands">The commands that have not been read.</param>
    /// <param name="channelCount">Channels that the connection has.</param>
    /// <param name="acknowledgements">Gets one for each packet taken.</param>
    /// <param name="context">What all receivers share.</param>
    /// <param name="sink">Is offered the packets.</param>
    /// <param name="acknowledged">Number of acknowledgements that were queued.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int ReadRun<TSink>(
        object connection,
        ushort sentTime,
        ReadOnlySpan<byte> commands,
        int channelCount,
        ref AcknowledgementQueue acknowledgements,
        ReceptionContext context,
        ref TSink sink,
        out int acknowledged)
        where TSink : struct, IPacketSink
    {
        const int kindShift = 24, channelShift = 16;
        acknowledged = 0;
        if (IsStopped) return 0;
        ChannelReceiver? receiver = null;
        int receiverChannel = -1;
        int epoch = _epoch;
        int read = 0;
        while (commands.Length - read >= CommandLayout.SendReliableBytes)
        {
            ReadOnlySpan<byte> rest = commands.Slice(read);
            uint raw = BinaryPrimitives.ReadUInt32BigEndian(rest);
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest.Slice(CommandLayout.HeaderBytes));
            if (raw >> kindShift != RunKind || length > rest.Length - CommandLayout.SendReliableBytes || length > context.MaximumPacketBytes) break;
            byte channelId = (byte)(raw >> channelShift);
            if (channelId != receiverChannel)
            {
                if (channelId >= channelCount || !Channels.TryOpen(channelId, context.Stores, ref Inbox.Account)) break;
                receiver = Channels[channelId];
                receiverChannel = channelId;
            }

            ushort sequence = (ushort)raw;
            if (!receiver!.IsPlainlyNext(sequence) || IsOneTooMany(context, isAwaited: true)) break;
            ushort unreliable = receiver.StepTo(sequence);
            if (!TryDeliver(connection, channelId, ENetPacketFlags.Reliable, rest.Slice(CommandLayout.SendReliableBytes, length), context, ref sink))
            {
                // The general way asks again.
                NoRoom(context);
                if (_epoch == epoch) receiver.StepBack(unreliable);
                break;
            }

            read += CommandLayout.SendReliableBytes + length;
            // The handler has ended the connection, or begun to: nothing is acknowledged any more.
            if (_epoch != epoch) break;
            if (acknowledgements.TryAdd(channelId, sequence, sentTime, CommandKind.SendReliable, context.Stores.Ledger, ref Inbox.Account)) acknowledged++;
            else context.Counters.Count(DropReason.AcknowledgementsFull);
            if (DropsReceived) break;
        }

        return read;
    }
}
