using System;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ManagedENet.Protocol.Numbers;
using ManagedENet.Protocol.Recovery;
using ManagedENet.Protocol.Wire;

namespace ManagedENet.Protocol.Sending;

/// <summary>
/// The usual case, apart from the rest because it is most of the work: a run of acknowledgements of what is in flight. It stops at the first command that is anything
/// else and leaves it to the general way, which does the same to the commands it takes, one by one and at three times the cost.
/// </summary>
internal static class AcknowledgementRun
{
    /// <summary>Reads a run from the front of the commands; answers how many bytes it has.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Read(ref Outbox outbox, ref LossRecovery recovery, ReadOnlySpan<byte> commands, SendingContext context)
    {
        const int channelShift = 48, kindShift = 56, sequenceShift = 16;
        ChannelSender? sender = null;
        int senderChannel = -1;
        int read = 0;
        long nowMs = context.NowMs;
        long pauseEndMs = context.PauseEndMs;
        while (commands.Length - read >= CommandLayout.AcknowledgeBytes)
        {
            ulong raw = BinaryPrimitives.ReadUInt64BigEndian(commands.Slice(read));
            if (raw >> kindShift != (ulong)CommandKind.Acknowledge) break;
            byte channelId = (byte)(raw >> channelShift);
            if (channelId != senderChannel)
            {
                if (channelId == ProtocolConstants.ControlChannel) break;
                sender = outbox.Senders.Find(channelId);
                if (sender is null) break;
                senderChannel = channelId;
            }

            ushort sequence = (ushort)(raw >> sequenceShift);
            int index = sender!.Find(sequence);
            if (index < 0) break;
            ref OutgoingCommand command = ref context.Commands[index];
            if (!command.IsInFlight || command.SentTimeMs < pauseEndMs || ProtocolTime.ToWire(command.SentTimeMs) != (ushort)raw) break;

            recovery.OnAcknowledged(nowMs, (uint)Math.Max(nowMs - command.SentTimeMs, 1));
            sender.Acknowledge(sequence);
            outbox.InFlight.Remove(context.Commands, index);
            recovery.BytesInFlight -= command.Length;
            outbox.Free(index, context);
            read += CommandLayout.AcknowledgeBytes;
        }

        if (read > 0) outbox.SetNextTimeout(ref recovery, context);
        return read;
    }
}
