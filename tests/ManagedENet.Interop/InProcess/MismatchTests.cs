using System;
using ManagedENet.Interop.Live;

namespace ManagedENet.Interop.InProcess;

/// <summary>Two ends that differ in checksum or compressor must never believe that they are connected.</summary>
internal sealed class MismatchTests(Implementation server, Implementation client) : LiveFixture(server, client)
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromMilliseconds(700);

    [TestCase(true, false, false, false)]
    [TestCase(false, false, true, false)]
    [TestCase(false, true, false, false)]
    [TestCase(false, false, false, true)]
    [TestCase(true, true, true, false)]
    [TestCase(true, false, true, true)]
    [TestCase(true, false, false, true)]
    public void Ends_that_differ_do_not_connect(bool serverChecksum, bool serverCoder, bool clientChecksum, bool clientCoder)
    {
        LivePair pair = CreatePair(
            new LiveHostOptions { Checksum = serverChecksum, RangeCoder = serverCoder },
            new LiveHostOptions { Checksum = clientChecksum, RangeCoder = clientCoder });
        pair.BeginConnect(channelCount: 2, data: 3);
        pair.PumpFor(LongEnough);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(pair.Server.Has(ENetEventType.Connect), Is.False);
            Assert.That(pair.Client.Has(ENetEventType.Connect), Is.False);
        }
    }
}
