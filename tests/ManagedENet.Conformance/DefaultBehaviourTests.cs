using System.Collections.Generic;
using System.IO;
using System.Linq;
using ManagedENet.Conformance.Conversations;
using ManagedENet.Conformance.Replay;
using ManagedENet.Protocol.Hosting;

namespace ManagedENet.Conformance;

/// <summary>The core as users get it, in the place of native hosts: it differs only where a named deviation says so.</summary>
[TestFixture]
public sealed class DefaultBehaviourTests
{
    private static readonly IReadOnlyDictionary<string, (long FirstMs, NativeQuirks Quirks)> Table = DeviationTable.Load();

    private static IEnumerable<string> Native => RepositoryFiles.NativeConversations();

    private static IEnumerable<string> Other => RepositoryFiles.OtherConversations().DefaultIfEmpty(string.Empty);

    [TestCaseSource(nameof(Native))]
    public void By_default_the_core_differs_from_the_conversation_only_by_named_deviations(string name)
    {
        Conversation conversation = Load(RepositoryFiles.NativeFolder, name);
        Difference? first = QuirkSearch.FirstDifference(conversation, NativeQuirks.None);
        if (!Table.TryGetValue(name, out (long FirstMs, NativeQuirks Quirks) deviation))
        {
            Assert.That(first, Is.Null, $"No deviation is listed for {name}:\n{first}");
            return;
        }

        Assert.That(first, Is.Not.Null, $"{name} shows none of the listed deviations {deviation.Quirks}: take the line out.");
        Assert.That(first!.TimeMs, Is.EqualTo(deviation.FirstMs), $"The first difference is not where it is listed:\n{first}");
        Difference? rest = QuirkSearch.FirstDifference(conversation, deviation.Quirks);
        Assert.That(rest, Is.Null, $"The listed deviations {deviation.Quirks} do not explain this:\n{rest}");
        Assert.That(QuirkSearch.Needed(conversation, deviation.Quirks), Is.EqualTo(deviation.Quirks), "A listed deviation does not show.");
        TestContext.Out.WriteLine($"{name}: {deviation.Quirks} from {deviation.FirstMs} ms: {first.What}");
    }

    [TestCaseSource(nameof(Other))]
    public void By_default_the_core_differs_from_conversations_from_elsewhere_only_by_named_deviations(string name)
    {
        if (name.Length == 0) Assert.Ignore($"Set {RepositoryFiles.FolderVariable} to a folder of conversations to repeat those too.");
        Conversation conversation = Load(RepositoryFiles.OtherFolder!, name);
        NativeQuirks all = QuirksOf.Hosts(conversation);
        Difference? unexplained = QuirkSearch.FirstDifference(conversation, all);
        Assert.That(unexplained, Is.Null, unexplained?.ToString());
        Difference? first = QuirkSearch.FirstDifference(conversation, NativeQuirks.None);
        if (first is not null) TestContext.Out.WriteLine($"{name} | {first.TimeMs} | {QuirkSearch.Needed(conversation, all)}: {first.What}");
    }

    [Test]
    public void Every_listed_deviation_belongs_to_a_conversation() => Assert.That(Table.Keys, Is.SubsetOf(Native));

    private static Conversation Load(string folder, string name) => ConversationParser.Load(Path.Combine(folder, name));
}
