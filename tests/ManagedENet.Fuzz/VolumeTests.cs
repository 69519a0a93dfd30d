using System;
using System.Collections.Generic;
using ManagedENet.Fuzz.Inputs;
using ManagedENet.Fuzz.Runs;
using ManagedENet.Shared;

namespace ManagedENet.Fuzz;

/// <summary>400,000 executions in each ./check; ./check --long fuzz runs as many as it is told.</summary>
[TestFixture]
internal sealed class VolumeTests
{
    private const int Executions = 400_000;
    private const int Parts = 8;

    // Short ones, of which there are more for the time; the long run has long ones, and the corpus is played as it is.
    private const int MostRecords = 8;

    [Test]
    [Property("Requirement", "LIM-001, LIM-003, LIM-006, LIM-012")]
    public void Whatever_strangers_peers_and_applications_do_nothing_breaks([Range(0, Parts - 1)] int part)
    {
        byte[][] corpus = Corpus.Read();
        Seeds.Each(usually: 1, seed =>
        {
            var run = new VolumeRun(corpus, (seed * Parts) + (ulong)part);
            long datagrams = run.Run(Executions / Parts, MostRecords);
            TestContext.Out.WriteLine($"{datagrams} datagrams");
            Assert.That(run.Failures, Is.Empty);
        });
    }

    [Test]
    public void One_seed_makes_the_same_inputs_again_and_another_one_others()
    {
        byte[][] corpus = Corpus.Read();
        List<string> first = Take(1);
        Assert.That(Take(1), Is.EqualTo(first));
        Assert.That(Take(2), Is.Not.EqualTo(first));

        List<string> Take(ulong seed)
        {
            var source = new InputSource(corpus, seed);
            List<string> taken = [];
            for (int i = 0; i < 200; i++) taken.Add(Convert.ToHexString(source.Next()));
            return taken;
        }
    }

    [Test]
    public void An_input_that_fails_is_made_as_short_as_it_can_be_and_fails_still()
    {
        byte[] input = new byte[FuzzInput.HeadBytes + (20 * FuzzInput.RecordBytes)];
        Array.Fill(input, (byte)3);
        input[FuzzInput.HeadBytes + (5 * FuzzInput.RecordBytes)] = 77;
        input[FuzzInput.HeadBytes + (12 * FuzzInput.RecordBytes)] = 78;
        byte[] shortest = Minimiser.Minimise(input, candidate => candidate.AsSpan().Contains((byte)77) && candidate.AsSpan().Contains((byte)78));
        Assert.That(FuzzInput.CountRecords(shortest), Is.EqualTo(2));
        Assert.That(shortest[FuzzInput.HeadBytes..], Is.EqualTo(new byte[] { 77, 0, 0, 0, 0, 0, 0, 0, 78, 0, 0, 0, 0, 0, 0, 0 }));
    }
}
