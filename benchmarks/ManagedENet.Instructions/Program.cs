using System;
using System.Globalization;
using ManagedENet;
using ManagedENet.Instructions;

// instructions KIND BYTES MESSAGES: the work that benchmarks/instructions.sh counts. The difference of two runs is the cost of the messages alone.
if (args.Length is not (3 or 4))
{
    Console.Error.WriteLine("usage: reliable|cubic|unreliable|unsequenced BYTES MESSAGES [WARM-UP MESSAGES]");
    return 2;
}

ENetPacketFlags flags = args[0] switch
{
    "reliable" or "cubic" => ENetPacketFlags.Reliable,
    "unsequenced" => ENetPacketFlags.Unsequenced,
    _ => ENetPacketFlags.None,
};
var payload = new byte[int.Parse(args[1], CultureInfo.InvariantCulture)];
int messages = int.Parse(args[2], CultureInfo.InvariantCulture);
using var exchange = new CoreExchange(args[0] == "cubic" ? ENetCongestionControl.Cubic : ENetCongestionControl.Native);
exchange.Run(args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 512, payload, flags);
TimeSpan start = Environment.CpuUsage.TotalTime;
exchange.Run(messages, payload, flags);
TimeSpan taken = Environment.CpuUsage.TotalTime - start;
Console.WriteLine(FormattableString.Invariant($"{taken.TotalNanoseconds / messages:0.0} ns of CPU per message"));
return 0;
