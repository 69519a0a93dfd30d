using System;
using System.Linq;
using ManagedENet.Tool.Demo;
using ManagedENet.Transports;

namespace ManagedENet.Tool.Tests.Demo;

/// <summary>The two rates, on results made by hand.</summary>
[TestFixture]
internal sealed class DemoResultTests
{
    private static readonly byte[] ReliableDatagram = Convert.FromHexString("0001010000010001ABCD");
    private static readonly byte[] UnreliableDatagram = Convert.FromHexString("00010700000100020000");

    [Test]
    public void Nothing_done_is_no_success()
    {
        DemoResult result = Result(connectsMade: 0, disconnectsMade: 0, new DemoLane(0, SendingWay.All[0], 100));
        Assert.That(result.OperationsAsked, Is.EqualTo(1 + 1 + 100 + 100));
        Assert.That(result.SuccessPercent, Is.Zero);
        Assert.That(result.IsGood, Is.False);
    }

    [Test]
    public void Unreliable_packets_need_to_be_sent_and_not_to_arrive()
    {
        DemoResult result = Result(connectsMade: 1, disconnectsMade: 1, new DemoLane(0, SendingWay.All[1], 100));
        Assert.That(result.OperationsAsked, Is.EqualTo(1 + 1 + 100));
        Assert.That(result.OperationsDone, Is.EqualTo(2));
    }

    [Test]
    public void Without_errors_recovery_is_whole_unless_something_went_wrong_by_itself()
    {
        Assert.That(Result(1, 1).RecoveryPercent, Is.EqualTo(100));
        Assert.That(Result(1, 0).RecoveryPercent, Is.Zero);
    }

    [Test]
    public void Each_thing_gone_wrong_takes_one_error_from_the_healed()
    {
        DemoResult result = Result(connectsMade: 1, disconnectsMade: 0);
        for (int i = 0; i < 10; i++) result.Faults.Observe(true, default, ReliableDatagram, ImpairmentFate.Lost);
        Assert.That((result.Errors, result.NotHealed, result.Healed), Is.EqualTo((10, 1, 9)));
        Assert.That(result.RecoveryPercent, Is.EqualTo(90));
        Assert.That(result.IsRecoveryReached, Is.False);
    }

    [Test]
    public void Only_faults_of_datagrams_that_reliable_delivery_depends_on_are_errors()
    {
        DemoResult result = Result(1, 1);
        result.Faults.Observe(true, default, UnreliableDatagram, ImpairmentFate.Lost);
        result.Faults.Observe(true, default, ReliableDatagram, ImpairmentFate.Delivered);
        Assert.That(result.Errors, Is.Zero);
        result.Faults.Observe(true, default, ReliableDatagram, ImpairmentFate.Duplicated | ImpairmentFate.HeldBack);
        Assert.That(result.Errors, Is.EqualTo(1));
        Assert.That((result.Faults.Datagrams, result.Faults.Lost, result.Faults.Duplicated, result.Faults.HeldBack), Is.EqualTo((3, 1, 1, 1)));
    }

    [Test]
    public void A_packet_that_reads_as_something_else_fails_the_run_whatever_the_rates_say()
    {
        var lane = new DemoLane(0, SendingWay.All[1], 1);
        lane.Receive(new byte[5]);
        DemoResult result = Result(1, 1, lane);
        Assert.That(result.Ways[1].Corrupt, Is.EqualTo(1));
        Assert.That(result.IsGood, Is.False);
    }

    private static DemoResult Result(int connectsMade, int disconnectsMade, params DemoLane[] lanes) => new()
    {
        ConnectsAsked = 1,
        ConnectsMade = connectsMade,
        DisconnectsMade = disconnectsMade,
        ConnectionsBroken = 0,
        Ways = SendingWay.All.Select(way => new WayResult(way, lanes.Where(l => l.Way == way).ToArray())).ToArray(),
        Faults = new FaultLedger(new DatagramContent(hasChecksum: false, compressor: null)),
        Retransmissions = 0,
        Elapsed = TimeSpan.Zero,
        IsInterrupted = false,
    };
}
