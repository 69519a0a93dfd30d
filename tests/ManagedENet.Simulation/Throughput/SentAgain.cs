using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Throughput;

/// <summary>Counts the commands that an end sends for a second time, and every time after: by what is on the wire, which is the same for every library.</summary>
internal sealed class SentAgain
{
    private const byte WantsAcknowledgement = 0x80;

    private readonly ushort[] _newest = new ushort[256];

    public SentAgain(VirtualWorld world, IEndPoint sender)
    {
        ENetAddress address = sender.Address;
        world.Network.Lets = sent =>
        {
            if (sent.From == address) Read(sent.Seen);
            return true;
        };
    }

    public long Count { get; private set; }

    // The commands of a channel are sent for the first time in the order of their numbers.
    private void Read(SeenDatagram datagram)
    {
        foreach (SeenCommand command in datagram.Commands)
        {
            if ((command.First & WantsAcknowledgement) == 0) continue;
            bool isNew = unchecked((short)(command.Sequence - _newest[command.Channel])) > 0;
            if (isNew) _newest[command.Channel] = command.Sequence;
            else Count++;
        }
    }
}
