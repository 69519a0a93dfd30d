using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Connections;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Numbers;

namespace ManagedENet.Protocol.Tests.Connections;

/// <summary>Against a list without repetitions.</summary>
[TestFixture]
internal sealed class EventQueueProperties
{
    private sealed class CountingNumbers : IRandomSource
    {
        private uint _last;

        public uint NextUInt32() => ++_last;
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    [Property("Requirement", "CHN-061")]
    public bool Peers_wait_in_turn_and_only_once((byte Step, byte Peer)[] steps)
    {
        using var host = new Host(new HostOptions { PeerLimit = 5 }, new CountingNumbers(), nowUs: 0);
        Connection[] peers = Enumerable.Range(1, 5).Select(port => host.Connect(0, ENetAddress.FromIPv4(0x7F000001, (ushort)port), 1, 0)!).ToArray();
        var queue = new EventQueue();
        var model = new List<Connection>();
        foreach ((byte step, byte number) in steps)
        {
            Connection peer = peers[number % peers.Length];
            switch (step % 3)
            {
                case 0:
                    queue.Add(peer);
                    if (!model.Contains(peer)) model.Add(peer);
                    break;
                case 1:
                    queue.Remove(peer);
                    model.Remove(peer);
                    break;
                default:
                    Connection? expected = model.FirstOrDefault();
                    if (!ReferenceEquals(queue.TakeFirst(), expected)) return false;
                    if (expected is not null) model.RemoveAt(0);
                    break;
            }

            if (queue.HasAny == (model.Count == 0) || peers.Any(each => each.IsQueued != model.Contains(each))) return false;
        }

        return true;
    }
}
