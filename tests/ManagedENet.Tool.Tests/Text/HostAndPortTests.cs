using System.Net;
using System.Net.Sockets;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Tests.Text;

[TestFixture]
internal sealed class HostAndPortTests
{
    [TestCase("127.0.0.1:7777", "127.0.0.1", 7777)]
    [TestCase("[::1]:7777", "::1", 7777)]
    [TestCase("[fe80::1%1]:1", "fe80::1%1", 1)]
    [TestCase("example.org:65535", "example.org", 65_535)]
    public void What_people_write_is_read(string text, string host, int port)
    {
        Assert.That(HostAndPort.TryParse(text, out HostAndPort? value, out _), Is.True);
        Assert.That(value, Is.EqualTo(new HostAndPort(host, port)));
    }

    [TestCase("")]
    [TestCase(":")]
    [TestCase(":7777")]
    [TestCase("host")]
    [TestCase("host:")]
    [TestCase("host:0")]
    [TestCase("host:65536")]
    [TestCase("host:+1")]
    [TestCase("host: 1")]
    [TestCase("::1:7777")]
    [TestCase("[]:7777")]
    [TestCase("[::1:7777")]
    [TestCase("::1]:7777")]
    [TestCase("[127.0.0.1]:7777")]
    public void What_cannot_be_meant_is_refused_with_a_sentence(string text)
    {
        Assert.That(HostAndPort.TryParse(text, out HostAndPort? value, out string error), Is.False);
        Assert.That(value, Is.Null);
        Assert.That(error, Does.EndWith("."));
    }

    [Test]
    public void Addresses_resolve_to_themselves()
    {
        Assert.That(new HostAndPort("::1", 5).Resolve(), Is.EqualTo(new IPEndPoint(IPAddress.IPv6Loopback, 5)));
        Assert.That(new HostAndPort("127.0.0.1", 5).Resolve(), Is.EqualTo(new IPEndPoint(IPAddress.Loopback, 5)));
    }

    [Test]
    public void Of_a_names_addresses_IPv4_comes_first()
        => Assert.That(new HostAndPort("localhost", 5).Resolve().AddressFamily, Is.EqualTo(AddressFamily.InterNetwork));
}
