namespace ManagedENet.Worker.LiteNet;

/// <summary>What <see cref="ConnectWorkload"/> does, with LiteNetLib in manual mode. It has no slots.</summary>
internal sealed class LiteConnectWorkload : RepeatedWorkload
{
    private readonly int _rounds;
    private LiteEnd? _server;
    private LiteEnd? _client;

    public LiteConnectWorkload(WorkloadArguments arguments) => _rounds = arguments.Number("rounds", 2000);

    protected override void Prepare()
    {
        _server = LiteEnd.OnOneThread();
        _client = LiteEnd.OnOneThread();
    }

    protected override Sample Run()
    {
        LiteEnd server = _server!;
        LiteEnd client = _client!;
        Meter meter = Meter.Start();
        for (int i = 0; i < _rounds; i++)
        {
            long connected = server.ConnectedCount;
            client.Connect(server.Port);
            client.Await(() => server.ConnectedCount > connected && client.ConnectedCount > connected, () => LiteEnd.Pump(client, server));
            client.Peer!.Disconnect();
            client.Await(() => server.DisconnectedCount > connected && client.DisconnectedCount > connected, () => LiteEnd.Pump(client, server));
        }

        return meter.Read(_rounds);
    }
}
