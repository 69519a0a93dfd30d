using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Fuzz.Runs;
using ManagedENet.Fuzz.Worlds;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Fuzz;

/// <summary>The inputs that were found, played again, and what they must have reached.</summary>
[TestFixture]
internal sealed class CorpusTests
{
    private static readonly byte[][] Inputs = Corpus.Read();

    /// <summary>A datagram finds its connection in these; in the others it finds none, or they last only within one.</summary>
    private static readonly ENetPeerState[] States = [ENetPeerState.Connecting, ENetPeerState.Connected, ENetPeerState.DisconnectLater, ENetPeerState.Disconnecting, ENetPeerState.AcknowledgingDisconnect];

    // No host has so few names that one could be past their end, or takes turns with a peer that owes 32,768 acknowledgements within an input of this length.
    private static readonly DropReason[] OutOfReach = [DropReason.None, DropReason.UnknownSlot, DropReason.AcknowledgementsFull];

    [Test]
    [Property("Requirement", "LIM-001, LIM-003, LIM-006, LIM-012")]
    public void Each_input_passes_and_does_the_same_whatever_was_played_before()
    {
        var worlds = new FuzzWorlds();
        List<long> forwards = [.. Inputs.Select(Play)];
        List<long> backwards = [.. Inputs.Reverse().Select(Play)];
        backwards.Reverse();
        Assert.That(backwards, Is.EqualTo(forwards));
        Assert.That(forwards, Has.Some.GreaterThan(0));

        long Play(byte[] input)
        {
            long before = worlds.Datagrams;
            try
            {
                worlds.Execute(input);
            }
            catch (Exception e)
            {
                Assert.Fail(Failure.Report(input, e));
            }

            return worlds.Datagrams - before;
        }
    }

    [Test]
    [Property("Requirement", "LIM-002, HSK-050")]
    public void The_corpus_drops_for_every_reason_and_says_every_command_in_every_state()
    {
        var worlds = new FuzzWorlds { Facts = new AttackFacts() };
        foreach (byte[] input in Inputs) worlds.Execute(input);
        Assert.That(Enum.GetValues<DropReason>().Except(worlds.Facts.Drops).Except(OutOfReach), Is.Empty, "reasons");
        var pairs = from state in States from kind in Enum.GetValues<WireKind>() select (state, kind);
        Assert.That(pairs.Except(worlds.Facts.Pairs), Is.Empty, "pairs");
    }
}
