using System;
using System.Diagnostics;
using System.Globalization;
using ManagedENet;
using ManagedENet.Instructions;

// instructions KIND BYTES MESSAGES: the work that benchmarks/instructions.sh counts. The difference of two runs is the cost of the messages alone.
if (args.Length != 3)
{
    Console.Error.WriteLine("usage: reliable|unreliable|unsequenced BYTES MESSAGES");
    return 2;
}

ENetPacketFlags flags = args[0] switch
{
    "reliable" => ENetPacketFlags.Reliable,
    "unsequenced" => ENetPacketFlags.Unsequenced,
    _ => ENetPacketFlags.None,
};
var payload = new byte[int.Parse(args[1], CultureInfo.InvariantCulture)];
int messages = int.Parse(args[2], CultureInfo.InvariantCulture);
using var exchange = new CoreExchange();
exchange.Run(512, payload, flags);
long start = Stopwatch.GetTimestamp();
exchange.Run(messages, payload, flags);
Console.WriteLine(FormattableString.Invariant($"{Stopwatch.GetElapsedTime(start).TotalNanoseconds / messages:0.0} ns per message"));
return 0;
