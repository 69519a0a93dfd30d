using System.CommandLine;
using ManagedENet.InteropPeer.Hosting;

namespace ManagedENet.InteropPeer.CommandLine;

/// <summary>The options that every subcommand understands, with the names of the scripts that this program replaces.</summary>
internal sealed class SharedOptions
{
    private SharedOptions(byte channels) =>
        Channels = new Option<byte>("--channels") { Description = "Channels, 0 to 255.", DefaultValueFactory = _ => channels };

    public Option<string> Host { get; } = new("--host") { Description = "The server's address.", DefaultValueFactory = _ => "127.0.0.1" };

    public Option<byte> Channels { get; }

    public Option<uint> IncomingBandwidth { get; } = new("--in-bw") { Description = "Incoming bytes per second, 0 = unlimited." };

    public Option<uint> OutgoingBandwidth { get; } = new("--out-bw") { Description = "Outgoing bytes per second, 0 = unlimited." };

    public Option<bool> Compress { get; } = new("--compress", "--range") { Description = "ENet's range coder." };

    public Option<bool> Checksum { get; } = new("--checksum") { Description = "ENet's CRC-32." };

    /// <summary>Adds the shared options to a command.</summary>
    public static SharedOptions AddTo(Command command, byte channels)
    {
        var shared = new SharedOptions(channels);
        command.Add(shared.Host);
        command.Add(shared.Channels);
        command.Add(shared.IncomingBandwidth);
        command.Add(shared.OutgoingBandwidth);
        command.Add(shared.Compress);
        command.Add(shared.Checksum);
        return shared;
    }

    /// <summary>The option <c>--port</c> of the subcommands that are named after a script.</summary>
    public static Option<ushort> CreatePort() => new("--port")
    {
        Description = "The server's UDP port; 0 lets a server choose.",
        DefaultValueFactory = _ => 24700,
    };

    /// <summary>What was given, as one value.</summary>
    public HostSettings Read(ParseResult parsed, int port) => new()
    {
        Host = parsed.GetValue(Host)!,
        Port = port,
        Channels = parsed.GetValue(Channels),
        IncomingBandwidth = parsed.GetValue(IncomingBandwidth),
        OutgoingBandwidth = parsed.GetValue(OutgoingBandwidth),
        Compress = parsed.GetValue(Compress),
        Checksum = parsed.GetValue(Checksum),
    };
}
