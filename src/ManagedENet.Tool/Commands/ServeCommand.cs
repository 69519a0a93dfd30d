using System.CommandLine;
using System.Net;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Serve;

namespace ManagedENet.Tool.Commands;

/// <summary><c>enet serve</c>: an echo host.</summary>
internal static class ServeCommand
{
    public static Command Create(ToolConsole console)
    {
        Option<int> port = CommandOptions.Integer("--port", "The UDP port; 0 takes a free one.", 0, 65_535, 7_777);
        Option<IPAddress?> host = new("--host")
        {
            Description = "The address to listen on. All of this machine's, IPv4 and IPv6, when it is not given.",
            HelpName = "ADDR",
            CustomParser = result =>
            {
                string given = result.Tokens[0].Value;
                if (IPAddress.TryParse(given.Trim('[', ']'), out IPAddress? address)) return address;
                result.AddError($"--host takes an address of this machine such as 127.0.0.1 or ::1, not '{given}'.");
                return null;
            },
        };
        Option<int> channels = CommandOptions.Integer("--channels", "Most channels of a connection.", 1, 255, 255);
        Option<int> peers = CommandOptions.Integer("--peers", "Most connections at a time.", 1, 4_095, 64);
        Option<int?> seconds = CommandOptions.OptionalInteger("--seconds", "Ends after this time instead of at Ctrl-C.", 1, 1_000_000);
        Option<bool> checksum = EnetOptions.Checksum();
        Option<bool> compress = EnetOptions.Compress();
        var command = new Command("serve", "Serve as an echo host: whatever arrives goes back the way it came, on the same channel. Ctrl-C ends it.")
        {
            port, host, channels, peers, seconds, checksum, compress,
        };
        command.SetAction(parsed =>
        {
            var settings = new ServeSettings
            {
                EndPoint = new IPEndPoint(parsed.GetValue(host) ?? IPAddress.IPv6Any, parsed.GetValue(port)),
                Channels = parsed.GetValue(channels),
                Peers = parsed.GetValue(peers),
                Seconds = parsed.GetValue(seconds),
                Checksum = parsed.GetValue(checksum),
                Compress = parsed.GetValue(compress),
            };
            using var stop = new StopSignal();
            return new EchoServer(settings, console, () => stop.IsRaised).Run();
        });
        return command;
    }
}
