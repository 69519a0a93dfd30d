using System.Collections.Generic;
using System.Linq;
using ManagedENet.Protocol.Hosting;
using ManagedENet.Protocol.Peers;

namespace ManagedENet.Protocol.Tests.Hosting;

/// <summary>Against a list without repetitions.</summary>
[TestFixture]
internal sealed class DispatchQueueProperties
{
    [FsCheck.NUnit.Property(MaxTest = 300)]
    [Property("Requirement", "CHN-061")]
    public bool Peers_wait_in_turn_and_only_once((byte Step, byte Peer)[] steps)
    {
        PeerCore[] peers = Enumerable.Range(0, 5).Select(slot => new PeerCore(slot)).ToArray();
        var queue = new DispatchQueue();
        var model = new List<PeerCore>();
        foreach ((byte step, byte number) in steps)
        {
            PeerCore peer = peers[number % peers.Length];
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
                    PeerCore? expected = model.FirstOrDefault();
                    if (!ReferenceEquals(queue.Take(), expected)) return false;
                    if (expected is not null) model.RemoveAt(0);
                    break;
            }

            if (queue.IsEmpty != (model.Count == 0) || peers.Any(each => each.NeedsDispatch != model.Contains(each))) return false;
        }

        return true;
    }
}
