
namespace ManagedENet.Worker;

/// <summary>CRC-32 by itself.</summary>
internal sealed class ChecksumWorkload : RepeatedWorkload
{
    private readonly byte[] _bytes;
    private readonly int _rounds;
    private uint _sink;

    public ChecksumWorkload(WorkloadArguments arguments)
    {
        _bytes = CodecBytes.GameState(arguments.Number("size", 1200));
        _rounds = arguments.Number("rounds", 100_000);
    }

    protected override void Prepare()
    {
    }

    protected override Sample Run()
    {
        IDatagramChecksum checksum = ENetChecksums.Crc32();
        Meter meter = Meter.Start();
        for (int i = 0; i < _rounds; i++)
        {
            _bytes[0] = (byte)i;
            _sink += checksum.Compute(_bytes);
        }

        return meter.Read(_rounds);
    }
}
