using BenchmarkDotNet.Attributes;
using ManagedENet.Instructions;
using ManagedENet.Worker;

namespace ManagedENet.Benchmarks;

/// <summary>From send to receive and back to the acknowledgement, through two cores and no socket; one message is one operation.</summary>
[MemoryDiagnoser]
public class ExchangeBenchmarks
{
    private const int Messages = 2560;

    private readonly CoreExchange _exchange = new();
    private byte[] _payload = [];

    [Params(8, 32, 200)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Setup() => _payload = CodecBytes.GameState(Bytes);

    [Benchmark(OperationsPerInvoke = Messages)]
    public void Reliable() => _exchange.Run(Messages, _payload, ENetPacketFlags.Reliable);

    [Benchmark(OperationsPerInvoke = Messages)]
    public void Unreliable() => _exchange.Run(Messages, _payload, ENetPacketFlags.None);

    [Benchmark(OperationsPerInvoke = Messages)]
    public void Unsequenced() => _exchange.Run(Messages, _payload, ENetPacketFlags.Unsequenced);
}
