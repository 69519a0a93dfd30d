using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance;

/// <summary>The core in the place of native hosts, with native's quirks switched on: every datagram, event and state must be the recorded one.</summary>
[TestFixture]
public sealed class NativeConversationTests
{
    private static IEnumerable<string> Native => RepositoryFiles.NativeConversations();

    private static IEnumerable<string> Other => RepositoryFiles.OtherConversations().DefaultIfEmpty(string.Empty);

    [TestCaseSource(nameof(Native))]
    public void The_core_with_native_quirks_repeats_the_conversation_to_the_byte(string name) =>
        Repeat(RepositoryFiles.NativeFolder, name);

    [TestCaseSource(nameof(Other))]
    public void The_core_with_native_quirks_repeats_conversations_from_elsewhere_to_the_byte(string name)
    {
        if (name.Length == 0) Assert.Ignore($"Set {RepositoryFiles.FolderVariable} to a folder of conversations to repeat those too.");
        Repeat(RepositoryFiles.OtherFolder!, name);
    }

    private static void Repeat(string folder, string name)
    {
        Conversation conversation = ConversationParser.Load(Path.Combine(folder, name));
        IReadOnlyList<Difference> differences = ConversationReplay.Run(conversation, new ReplayOptions(QuirksOf.Hosts(conversation)));
        Assert.That(differences, Is.Empty, string.Join("\n", differences));
    }
}
