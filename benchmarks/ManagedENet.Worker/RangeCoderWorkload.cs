using System;
using ManagedENet.Tool.CommandLine;

namespace ManagedENet.Worker;

/// <summary>The range coder by itself, both directions.</summary>
internal sealed class RangeCoderWorkload : RepeatedWorkload
{
    private readonly IDatagramCompressor _coder = ENetCompressors.RangeCoder();
    private readonly byte[] _bytes;
    private readonly byte[] _packed;
    private readonly byte[] _back;
    private readonly int _rounds;

    public RangeCoderWorkload(WorkloadArguments arguments)
    {
        int size = arguments.Number("size", 1200);
        _bytes = CodecBytes.GameState(size);
        _packed = new byte[size];
        _back = new byte[size];
        _rounds = arguments.Number("rounds", 5_000);
    }

    protected override void Prepare()
    {
    }

    protected override Sample Run()
    {
        int length = 0;
        Meter meter = Meter.Start();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < _rounds; i++) length = _coder.Compress(_bytes, _packed);
        double packing = (Environment.CpuUsage.TotalTime - before).TotalNanoseconds;
        ReadOnlySpan<byte> packed = _packed.AsSpan(0, length);
        for (int i = 0; i < _rounds; i++) _coder.Decompress(packed, _back);
        Sample sample = meter.Read(_rounds);
        if (length == 0 || !_back.AsSpan().SequenceEqual(_bytes)) throw new ToolException("the range coder did not give back what it got.");
        sample["in"] = packing;
        sample["out"] = sample["cpu"] - packing;
        sample["packed"] = length;
        return sample;
    }
}
