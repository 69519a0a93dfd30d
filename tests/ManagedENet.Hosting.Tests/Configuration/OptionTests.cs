using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Reflection;
using ManagedENet.Tests.Support;

namespace ManagedENet.Hosting.Tests.Configuration;

/// <summary>What a configuration can say, it says to the server; whatever else stands there is an error.</summary>
public sealed class OptionTests
{
    private static IEnumerable<TestCaseData> AllSamples() => OptionSample.OfServer.Select(sample => Case("", sample, static options => options))
        .Concat(OptionSample.OfHost.Select(sample => Case("Host:", sample, static options => options.Host)))
        .Concat(OptionSample.OfRunner.Select(sample => Case("Runner:", sample, static options => options.Runner)));

    private static TestCaseData Case(string section, OptionSample sample, Func<ENetServerOptions, object> of) => new TestCaseData(section + sample.Key, sample.Text, sample.Value, of).SetArgDisplayNames(section + sample.Key);

    // Any text is a name.
    private static IEnumerable<string> KeysThatNotEveryTextFits() => AllKeys().Where(key => !key.EndsWith("Name", StringComparison.Ordinal));

    private static IEnumerable<string> AllKeys() => AllSamples().Select(sample => (string)sample.Arguments[0]!);

    private static IEnumerable<PropertyInfo> Writable(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    [TestCaseSource(nameof(AllSamples))]
    public void Every_key_changes_its_option_and_no_other(string key, string text, object value, Func<ENetServerOptions, object> of)
    {
        object before = of(Settings.Read(("ENet:Port", "1")));
        object after = of(Settings.Read(("ENet:Port", "1"), ($"ENet:{key}", text)));
        string name = key.Split(':')[^1];
        foreach (PropertyInfo property in Writable(before.GetType()).Where(property => property.Name is not (nameof(ENetServerOptions.Host) or nameof(ENetServerOptions.Runner))))
        {
            if (property.Name == name) Assert.That((property.GetValue(after), Equals(property.GetValue(before), value)), Is.EqualTo((value, false)), name);
            else Assert.That(property.GetValue(after), Is.EqualTo(property.GetValue(before)), property.Name);
        }
    }

    [Test]
    public void Every_public_option_can_be_configured_or_says_why_not()
    {
        Compare(typeof(ENetHostOptions), OptionSample.OfHost, ServerSettings.Host.Keys, [.. ServerSettings.Host.OnlyInCode.Keys]);
        Compare(typeof(ENetRunnerOptions), OptionSample.OfRunner, ServerSettings.Runner.Keys, []);
        Compare(typeof(ENetServerOptions), OptionSample.OfServer, ServerSettings.Server.Keys, [nameof(ENetServerOptions.Host), nameof(ENetServerOptions.Runner)]);
        Assert.That(ServerSettings.Host.OnlyInCode.Keys, Is.EquivalentTo((string[])["Approver", "Interceptor", "EventLog"]), "objects");
    }

    private static void Compare(Type type, IReadOnlyList<OptionSample> samples, IEnumerable<string> keys, string[] others)
    {
        Assert.That(samples.Select(sample => sample.Key), Is.EquivalentTo(keys), "a sample for each key");
        Assert.That(keys.Concat(others), Is.EquivalentTo(Writable(type).Select(property => property.Name)), $"{type.Name}: a new option is entered in {nameof(ServerSettings)}");
    }

    [TestCaseSource(nameof(AllKeys))]
    public void Every_key_stands_in_the_table_that_users_look_at(string key) =>
        Assert.That(System.IO.File.ReadAllText(Repository.Combine("docs", "hosting.md")), Does.Contain($"| `{key}` |"));

    [TestCaseSource(nameof(AllKeys))]
    public void A_key_that_is_nearly_right_is_an_error_that_names_the_right_one(string key)
    {
        string[] errors = Settings.Errors(($"ENet:{key}s", "1"));
        Assert.That(errors.Single(), Does.StartWith($"ENet:{key}s is read by nobody. Near it there is ").And.Contain(key.Split(':')[^1]));
    }

    [Test]
    public void A_key_that_is_like_no_other_is_an_error_too() => Assert.That(Settings.Errors(("ENet:Zzz", "1")).Single(), Does.StartWith("ENet:Zzz is read by nobody."));

    [TestCase("PeerLimit", "Host")]
    [TestCase("ThreadName", "Runner")]
    [TestCase("Approver", "Host")]
    public void A_key_in_the_wrong_section_is_an_error_that_says_where_it_belongs(string key, string section) =>
        Assert.That(Settings.Errors(($"ENet:{key}", "1")), Is.EqualTo((string[])[$"ENet:{key} is read by nobody: it belongs to ENet:{section}:{key}."]));

    [TestCase("Approver")]
    [TestCase("Interceptor")]
    [TestCase("EventLog")]
    public void What_is_no_text_is_an_error_that_says_how_it_is_set(string key) =>
        Assert.That(Settings.Errors(($"ENet:Host:{key}", "x")).Single(), Does.StartWith($"ENet:Host:{key} cannot be set in the configuration").And.Contain("options.Host with"));

    [TestCaseSource(nameof(AllKeys))]
    public void A_key_below_a_value_is_an_error(string key) => Assert.That(Settings.Errors(($"ENet:{key}:Inner", "1")).Single(), Does.StartWith($"ENet:{key}:Inner is read by nobody"));

    [TestCase("ENet")]
    [TestCase("ENet:Host")]
    [TestCase("ENet:Runner")]
    public void A_value_where_a_section_belongs_is_an_error(string key) => Assert.That(Settings.Errors((key, "5")).Single(), Does.StartWith($"{key} is \"5\", but it is a section"));

    [TestCaseSource(nameof(KeysThatNotEveryTextFits))]
    public void A_value_that_cannot_be_read_is_an_error_that_names_the_key_and_what_can_be_read(string key)
    {
        Assert.That(Settings.Errors(($"ENet:{key}", "q!")).Single(), Does.StartWith($"ENet:{key} is \"q!\": ").And.Contain("write "));
    }

    [TestCaseSource(nameof(AllKeys))]
    public void An_empty_value_is_an_error_unless_nothing_is_a_choice(string key)
    {
        string[] optional = ["Host:Checksum", "Host:Compressor", "Host:TimeToLive", "Host:DifferentiatedServices"];
        string[] errors = Settings.Errors(($"ENet:{key}", ""));
        if (optional.Contains(key)) Assert.That(errors, Is.Empty);
        // A port that cannot be read is a port that is missing as well.
        else Assert.That(errors[0], Does.StartWith($"ENet:{key} is \"\": there is nothing"));
    }

    [TestCase("Host:PingInterval", "5", TestName = "A number alone is no time")]
    [TestCase("Host:PingInterval", "1e3s")]
    [TestCase("Host:PingInterval", "99999999999999999999h")]
    [TestCase("Host:PingInterval", "NaNs")]
    [TestCase("Host:Transport", "1", TestName = "A number is no name of a transport")]
    [TestCase("Host:PeerLimit", "1,000")]
    [TestCase("Host:PeerLimit", "99999999999")]
    [TestCase("Host:HostFullData", "-1")]
    [TestCase("Host:HostFullData", "0x")]
    [TestCase("Host:LossTolerance", "0,02")]
    [TestCase("Host:Checksum", "crc64")]
    [TestCase("Address", "example.org")]
    [TestCase("Address", "127.0.0.1:7777")]
    public void What_could_be_misunderstood_is_refused(string key, string text) => Assert.That(Settings.Errors(($"ENet:{key}", text)).Single(), Does.StartWith($"ENet:{key} is \"{text}\": write "));

    [TestCase("*", "::")]
    [TestCase("localhost", "127.0.0.1")]
    [TestCase("::1", "::1")]
    [TestCase("0.0.0.0", "0.0.0.0")]
    public void An_address_is_read(string text, string address) => Assert.That(Settings.Read(("ENet:Port", "1"), ("ENet:Address", text)).Address, Is.EqualTo(IPAddress.Parse(address)));

    [Test]
    public void Every_codec_that_is_ready_to_use_has_a_name()
    {
        Assert.That(Names(typeof(ENetChecksums), name => Settings.Read(("ENet:Port", "1"), ("ENet:Host:Checksum", name)).Host.Checksum), Is.EquivalentTo((string[])["crc32"]));
        Assert.That(Names(typeof(ENetCompressors), name => Settings.Read(("ENet:Port", "1"), ("ENet:Host:Compressor", name)).Host.Compressor), Is.EquivalentTo((string[])["range-coder"]));
        Assert.That(Settings.Read(("ENet:Port", "1"), ("ENet:Host:Checksum", "none")).Host.Checksum is null);
    }

    private static IEnumerable<string> Names(Type codecs, Func<string, object?> read) => codecs.GetProperties().Select(codec =>
    {
        string name = string.Concat(codec.Name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
        Assert.That(read(name), Is.SameAs(codec.GetValue(null)), name);
        return name;
    });

    [Test]
    public void A_value_out_of_range_is_an_error_with_the_words_of_the_host()
    {
        string words = Assert.Throws<ArgumentOutOfRangeException>(() => new ENetHostOptions { PeerLimit = 5_000 }.Validate())!.Message;
        Assert.That(Settings.Errors(("ENet:Host:PeerLimit", "5000")), Is.EqualTo((string[])[$"ENet:Host: {words}"]));
        string runner = Assert.Throws<ArgumentOutOfRangeException>(() => new ENetRunnerOptions { AcceptQueueLength = 0 }.Validate())!.Message;
        Assert.That(Settings.Errors(("ENet:Runner:AcceptQueueLength", "0")), Is.EqualTo((string[])[$"ENet:Runner: {runner}"]));
        Assert.That(() => ENetHostRunner.Start(null, new ENetHostOptions { PeerLimit = 5_000 }), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.EqualTo(words));
    }

    [TestCase("Port", "65536", "between 0 and 65535")]
    [TestCase("Port", "-1", "between 0 and 65535")]
    [TestCase("DrainTime", "-1s", "between zero")]
    [TestCase("DrainTime", "25h", "one day")]
    [TestCase("Runner:Completions", "Pumped", "nobody pumps")]
    [TestCase("Runner:Shards", "0", "1 to 64")]
    public void What_a_server_cannot_do_is_an_error(string key, string text, string words) => Assert.That(Settings.Errors(($"ENet:{key}", text)).Single(), Does.Contain(words));

    [Test]
    public void What_shards_cannot_have_together_is_an_error() =>
        Assert.That(Settings.Errors(("ENet:Runner:Shards", "2"), ("ENet:Host:ReuseAddress", "true")).Single(), Does.StartWith("ENet:Host:ReuseAddress is true").And.Contain("ENet:Runner:Shards at 1"));

    [Test]
    public void Without_a_port_the_error_says_where_to_write_it()
    {
        Exception error = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => Settings.Read([]))!;
        Assert.That(error.Message, Does.Contain("ENet:Port").And.Contain("options.Port"));
    }

    [Test]
    public void All_errors_are_told_at_once() =>
        Assert.That(Settings.Errors(("ENet:Colour", "red"), ("ENet:Host:PeerLimit", "many"), ("ENet:Runner:SendQueueBytes", "0")), Has.Length.EqualTo(3));

    [Test]
    public void Code_has_the_last_word()
    {
        ENetServerOptions options = Settings.Read([("ENet:Port", "1"), ("ENet:Host:PeerLimit", "5"), ("ENet:Host:ChannelLimit", "2")], options => options.Host = options.Host with { PeerLimit = 6 });
        Assert.That((options.Host.PeerLimit, options.Host.ChannelLimit), Is.EqualTo((6, 2)));
    }

    [Test]
    public void A_server_of_another_name_reads_its_own_section()
    {
        (string, string?)[] settings = [("ENet:Port", "1"), ("Games:Lobby:Port", "2"), ("Games:Lobby:Host:PeerLimit", "9")];
        ENetServerOptions lobby = Settings.Read(settings, null, "Games:Lobby");
        Assert.That((lobby.Port, lobby.Host.PeerLimit, Settings.Read(settings).Host.PeerLimit), Is.EqualTo(((int?)2, 9, 64)));
    }

    [Test]
    public void Keys_are_found_whatever_their_letters_are() => Assert.That(Settings.Read(("enet:port", "3"), ("ENET:HOST:peerlimit", "4")), Has.Property("Port").EqualTo(3).And.Property("Host").Property("PeerLimit").EqualTo(4));

    [Test]
    public void Options_that_are_null_are_errors_and_no_crash()
    {
        Exception error = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => Settings.Read([], options => (options.Address, options.Host, options.Runner) = (null!, null!, null!)))!;
        Assert.That(error.Message, Does.Contain("Address is null").And.Contain("Host is null").And.Contain("Runner is null"));
    }
}
