using System;
using ManagedENet.Tool.Connect;

namespace ManagedENet.Tool.Tests.Connect;

[TestFixture]
internal sealed class EchoPayloadTests
{
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(2_000)]
    public void An_intact_echo_reads_as_its_number(int length)
    {
        byte[] payload = new byte[length];
        EchoPayload.Write(payload, 77);
        Assert.That(EchoPayload.Read(payload, length, 78), Is.EqualTo(77));
    }

    [Test]
    public void Anything_else_reads_as_corrupt()
    {
        byte[] payload = new byte[40];
        EchoPayload.Write(payload, 77);
        Assert.That(EchoPayload.Read(payload, 40, 77), Is.EqualTo(-1), "a number that was not sent yet");
        Assert.That(EchoPayload.Read(payload.AsSpan(0, 39), 40, 78), Is.EqualTo(-1), "cut");
        Assert.That(EchoPayload.Read(default, 40, 78), Is.EqualTo(-1), "empty");
        payload[39] ^= 1;
        Assert.That(EchoPayload.Read(payload, 40, 78), Is.EqualTo(-1), "damaged");
    }
}
