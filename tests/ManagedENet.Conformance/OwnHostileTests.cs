using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Conformance.IndependentReader;
using ManagedENet.Conformance.Own;
using ManagedENet.Protocol.Diagnostics;

namespace ManagedENet.Conformance;

/// <summary>protocol-spec/vectors/own/hostile.txt: what a host makes of datagrams that no host sends, or not at this time.</summary>
[TestFixture]
public sealed class OwnHostileTests
{
    private const string File = "hostile.txt";

    // These need more than one datagram, a callback, or time: the tests of the core have them.
    private static readonly DropReason[] OutOfScope =
    [
        DropReason.None, DropReason.NotApproved, DropReason.OverBudget, DropReason.TooManyAssemblies, DropReason.AcknowledgementsFull, DropReason.Crowded, DropReason.Banned,
        DropReason.BeyondShare, DropReason.TooManyMessages, DropReason.NotRead,
    ];

    // What the form of a datagram alone decides: the independent reader finds it too.
    private static readonly string[] SeenByAnyReader =
    [
        nameof(DropReason.TruncatedHeader), nameof(DropReason.UnknownCommand), nameof(DropReason.TruncatedCommand), nameof(DropReason.PayloadBeyondEnd),
    ];

    [Test]
    public void The_core_judges_as_it_is_kept() => AcceptMode.Check(File, Make());

    [Test]
    public void The_independent_reader_stumbles_where_the_form_is_wrong_and_nowhere_else()
    {
        Assert.Multiple(() =>
        {
            foreach (HostileVector vector in Kept().Where(vector => vector.Bytes.Length is > 0 and <= 4096 && (vector.Bytes[0] & 0x40) == 0))
            {
                if (vector.DropReasons.Any(IsDecidedBeforeTheCommands)) continue;
                IndependentDatagram datagram = IndependentDatagram.Read(vector.Bytes, StateOf(vector).Checksum);
                bool isMalformed = vector.DropReasons.Any(reason => SeenByAnyReader.Contains(reason));
                // What stands behind a refused command is not read by the host.
                bool endsEarly = vector.DropReasons.Any() && !isMalformed;
                if (!endsEarly) Assert.That(datagram.Trouble is not null, Is.EqualTo(isMalformed), $"{vector}: {datagram.Trouble}");
            }
        });
    }

    [Test]
    public void Every_reason_that_one_datagram_can_cause_is_there()
    {
        IEnumerable<string> missing = Enum.GetValues<DropReason>().Except(OutOfScope).Select(reason => reason.ToString())
            .Except(Kept().SelectMany(vector => vector.DropReasons), StringComparer.Ordinal);
        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void No_answer_is_much_longer_than_what_it_answers()
    {
        foreach (HostileVector vector in Kept().Where(vector => vector.Answers != "-"))
            Assert.That(vector.Answers.Split(',').Sum(answer => answer.Length / 2), Is.LessThan(2 * vector.Bytes.Length + 2), vector.Why);
    }

    private static bool IsDecidedBeforeTheCommands(string reason) =>
        reason is nameof(DropReason.UnknownSlot) or nameof(DropReason.FreeSlot) or nameof(DropReason.WrongAddress) or nameof(DropReason.WrongSession);

    private static HostileState StateOf(HostileVector vector) => HostileState.All.First(state => state.Name == vector.State);

    private static List<HostileVector> Kept() => AcceptMode.Lines(File, Make).Where(line => line[0] == 'H').Select(HostileVector.Parse).ToList();

    private static string Make() =>
        string.Concat(HostileState.All.SelectMany(HostileReceiver.Describe)
            .Concat(HostileSamples.All().Select(vector => vector.ToString()))
            .Select(line => line + "\n"));
}
