using System;
using System.Buffers.Binary;
using ManagedENet.Protocol.Connections;
using ManagedENet.Tool.Text;

namespace ManagedENet.Tool.Simulate;

/// <summary>The messages of the game to one client: evenly spread, and each measured from the frame that had it to the frame that got it.</summary>
internal sealed class MessageStream
{
    public const int SmallestBytes = 4;

    private const long NotUnderWay = -1;

    private readonly SimulateSettings _settings;
    private readonly long _startUs;
    private readonly long[] _sentAtUs;
    private readonly byte[] _payload;

    public MessageStream(SimulateSettings settings, long startUs)
    {
        _settings = settings;
        _startUs = startUs;
        _sentAtUs = new long[settings.MessagesPerClient];
        _payload = new byte[settings.SizeBytes];
        _payload.AsSpan().Fill(0x5A);
    }

    /// <summary>Messages that the game has had until now.</summary>
    public int Offered { get; private set; }

    public int Delivered { get; private set; }

    /// <summary>From sending to delivery, one way.</summary>
    public Percentiles Latencies { get; } = new();

    public bool IsOver => Offered == _sentAtUs.Length;

    /// <summary>When the game had the last one.</summary>
    public long LastOfferedUs { get; private set; }

    /// <summary>Sends what has become due since the last frame. What the connection does not take is lost, as a game would not repeat it.</summary>
    public void SendDue(Connection connection, long nowUs)
    {
        double elapsedSeconds = (nowUs - _startUs) * 1e-6;
        int due = (int)Math.Min(_sentAtUs.Length, Math.Floor(elapsedSeconds * _settings.Rate) + 1);
        for (; Offered < due; Offered++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_payload, Offered);
            ENetSendResult result = connection.Send((byte)(Offered % _settings.Channels), _payload, _settings.Flags);
            _sentAtUs[Offered] = result == ENetSendResult.Queued ? nowUs : NotUnderWay;
            LastOfferedUs = nowUs;
        }
    }

    public void Receive(ReadOnlySpan<byte> packet, long nowUs)
    {
        int number = BinaryPrimitives.ReadInt32LittleEndian(packet);
        if (_sentAtUs[number] == NotUnderWay) return;
        Delivered++;
        Latencies.Add(TimeSpan.FromMicroseconds(nowUs - _sentAtUs[number]));
        _sentAtUs[number] = NotUnderWay;
    }

    /// <summary>True when nothing more is to be waited for.</summary>
    public bool IsSettled(long nowUs)
    {
        if (!IsOver) return false;
        return Delivered == Offered || (!_settings.IsReliable && nowUs - LastOfferedUs > _settings.LongestWayUs);
    }
}
