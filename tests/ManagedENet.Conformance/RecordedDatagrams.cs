using System.Collections.Generic;
using System.Linq;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance;

/// <summary>Every whole datagram of a conversation with what is needed to read it.</summary>
internal static class RecordedDatagrams
{
    public static IEnumerable<DatagramLine> Of(Conversation conversation) =>
        conversation.Lines.OfType<DatagramLine>().Where(line => line.IsWhole);

    public static bool HasChecksum(Conversation conversation) => conversation.Hosts.Any(host => host.Checksum);
}
