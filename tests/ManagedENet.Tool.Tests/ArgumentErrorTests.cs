using System.Linq;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Tool.Tests;

[TestFixture]
internal sealed class ArgumentErrorTests
{
    [TestCase("", "demo, serve, connect or simulate")]
    [TestCase("foo", "'foo'")]
    [TestCase("--nope", "'--nope'")]
    [TestCase("[suggest]", "'[suggest]'")]
    [TestCase("[suggest] demo", "'[suggest]'")]
    [TestCase("bench", "'bench'")]
    [TestCase("demo extra", "'extra'")]
    [TestCase("demo --nope 1", "'--nope'")]
    [TestCase("demo --loss", "--loss")]
    [TestCase("demo --loss abc", "--loss takes a number between 0 and 100, not 'abc'")]
    [TestCase("demo --loss 100.1", "--loss takes a number between 0 and 100")]
    [TestCase("demo --loss nan", "--loss takes a number")]
    [TestCase("demo --clients 0", "--clients takes a whole number between 1 and 200, not '0'")]
    [TestCase("demo --clients 99999999999", "--clients takes a whole number")]
    [TestCase("demo --delay -1", "--delay takes a whole number")]
    [TestCase("demo --seed 1 --seed 2", "--seed")]
    [TestCase("serve --port 65536", "--port takes a whole number between 0 and 65535")]
    [TestCase("serve --peers 4096", "--peers takes a whole number between 1 and 4095")]
    [TestCase("serve --channels 256", "--channels takes a whole number between 1 and 255")]
    [TestCase("serve --host nowhere", "--host takes an address")]
    [TestCase("serve @file", "'@file'")]
    [TestCase("connect", "HOST:PORT")]
    [TestCase("connect 127.0.0.1", "is not HOST:PORT")]
    [TestCase("connect 127.0.0.1:0", "'0' is not a port")]
    [TestCase("connect ::1:7777", "in brackets: [::1]:7777")]
    [TestCase("connect [::1:7777", "is not HOST:PORT")]
    [TestCase("connect a:1 --mode fast", "--mode is one of reliable, unreliable, unsequenced, fragment, not 'fast'")]
    [TestCase("connect a:1 --channel 255", "--channel takes a whole number between 0 and 254")]
    [TestCase("connect a:1 --count 0", "--count takes a whole number")]
    [TestCase("connect a:1 --count 1 --size 3", "--size takes a whole number between 4")]
    [TestCase("connect a:1 --size 10", "give --count as well")]
    [TestCase("connect a:1 --json", "give --count as well")]
    [TestCase("connect a:1 --timeout 0", "--timeout takes a number")]
    [TestCase("connect a:1 b:2", "'b:2'")]
    [TestCase("simulate extra", "'extra'")]
    [TestCase("simulate --control reno", "--control takes one or more of native, cubic")]
    [TestCase("simulate --control reno", "each once and with commas between, not 'reno'")]
    [TestCase("simulate --control native,native", "--control takes one or more of")]
    [TestCase("simulate --control native,", "--control takes one or more of")]
    [TestCase("simulate --control", "--control")]
    [TestCase("simulate --rate -1", "--rate takes a number between 0 and 10000, not '-1'")]
    [TestCase("simulate --rate x --duration 1", "--rate takes a number")]
    [TestCase("simulate --size 3", "--size takes a whole number between 4")]
    [TestCase("simulate --channels 255", "--channels takes a whole number between 1 and 254")]
    [TestCase("simulate --mode fragment", "--mode is one of reliable, unreliable, unsequenced, not 'fragment'")]
    [TestCase("simulate --bulk -1", "--bulk takes a whole number")]
    [TestCase("simulate --frame 0", "--frame takes a number between 1 and 1000")]
    [TestCase("simulate --duration 0", "--duration takes a number")]
    [TestCase("simulate --loss 101", "--loss takes a number between 0 and 100")]
    [TestCase("simulate --path-mtu 65536", "--path-mtu takes a whole number")]
    [TestCase("simulate --queue 0", "--queue takes a whole number")]
    [TestCase("simulate --outage-every 100", "--outage-length must not be longer than --outage-every")]
    [TestCase("simulate --outage-every 100 --outage-length 101", "--outage-length must not be longer than --outage-every")]
    [TestCase("simulate --rate 10000 --duration 3600", "--rate, --duration and --clients together make more than 10000000 messages")]
    [TestCase("simulate --svg", "--svg")]
    public void Wrong_arguments_get_one_line_that_says_what_is_wrong(string line, string mentions)
    {
        ToolRun run = ToolRun.Of(line.Split(' ', System.StringSplitOptions.RemoveEmptyEntries));
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.WrongArguments));
        Assert.That(run.Output, Is.Empty);
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(run.ErrorLines.Single(), Does.StartWith("enet: ").And.Contain(mentions));
    }

    [Test]
    public void An_empty_argument_is_refused_as_any_other()
    {
        ToolRun run = ToolRun.Of("connect", string.Empty);
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.WrongArguments));
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
    }

    [TestCase("--help")]
    [TestCase("demo --help")]
    [TestCase("serve --help")]
    [TestCase("connect --help")]
    [TestCase("simulate --help")]
    [TestCase("--version")]
    public void Help_and_version_are_no_errors(string line)
    {
        ToolRun run = ToolRun.Of(line.Split(' '));
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Output, Is.Not.Empty);
        Assert.That(run.Error, Is.Empty);
    }

    [TestCase("serve --port 0 --host 192.0.2.1", "cannot listen on 192.0.2.1:0")]
    [TestCase("connect nobody.invalid:7777 --timeout 1", "'nobody.invalid' was not found")]
    public void What_the_machine_refuses_gets_one_line_too(string line, string mentions)
    {
        ToolRun run = ToolRun.Of(line.Split(' '));
        Assert.That(run.ExitCode, Is.EqualTo(ExitCode.Failed));
        Assert.That(run.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(run.Error, Does.Contain(mentions));
    }
}
