namespace ManagedENet.Hosting;

/// <summary>Every key that a server's section of the configuration may have.</summary>
internal static class ServerSettings
{
    /// <summary>Below <c>Host</c>. The names are those of <see cref="ENetHostOptions"/>.</summary>
    public static SettingTable<ENetHostOptions> Host { get; } = new SettingTable<ENetHostOptions>()
        .Add(nameof(ENetHostOptions.PeerLimit), static (host, text) => host with { PeerLimit = text.Int32 })
        .Add(nameof(ENetHostOptions.ChannelLimit), static (host, text) => host with { ChannelLimit = text.Int32 })
        .Add(nameof(ENetHostOptions.IncomingBandwidth), static (host, text) => host with { IncomingBandwidth = text.UInt32 })
        .Add(nameof(ENetHostOptions.OutgoingBandwidth), static (host, text) => host with { OutgoingBandwidth = text.UInt32 })
        .Add(nameof(ENetHostOptions.MtuBytes), static (host, text) => host with { MtuBytes = text.Int32 })
        .Add(nameof(ENetHostOptions.MaximumPacketBytes), static (host, text) => host with { MaximumPacketBytes = text.Int32 })
        .Add(nameof(ENetHostOptions.MaximumWaitingBytes), static (host, text) => host with { MaximumWaitingBytes = text.Int64 })
        .Add(nameof(ENetHostOptions.DuplicatePeerLimit), static (host, text) => host with { DuplicatePeerLimit = text.Int32 })
        .Add(nameof(ENetHostOptions.MaximumCommandsPerDatagram), static (host, text) => host with { MaximumCommandsPerDatagram = text.Int32 })
        .Add(nameof(ENetHostOptions.PeerBudgetBytes), static (host, text) => host with { PeerBudgetBytes = text.Int64 })
        .Add(nameof(ENetHostOptions.HostBudgetBytes), static (host, text) => host with { HostBudgetBytes = text.Int64 })
        .Add(nameof(ENetHostOptions.Checksum), static (host, text) => host with { Checksum = text.Checksum })
        .Add(nameof(ENetHostOptions.Compressor), static (host, text) => host with { Compressor = text.Compressor })
        .Add(nameof(ENetHostOptions.KeepIncomingLimit), static (host, text) => host with { KeepIncomingLimit = text.Boolean })
        .Add(nameof(ENetHostOptions.ReceiveBufferBytes), static (host, text) => host with { ReceiveBufferBytes = text.Int32 })
        .Add(nameof(ENetHostOptions.SendBufferBytes), static (host, text) => host with { SendBufferBytes = text.Int32 })
        .Add(nameof(ENetHostOptions.DualMode), static (host, text) => host with { DualMode = text.Boolean })
        .Add(nameof(ENetHostOptions.ReuseAddress), static (host, text) => host with { ReuseAddress = text.Boolean })
        .Add(nameof(ENetHostOptions.EnableBroadcast), static (host, text) => host with { EnableBroadcast = text.Boolean })
        .Add(nameof(ENetHostOptions.TimeToLive), static (host, text) => host with { TimeToLive = text.OptionalInt32 })
        .Add(nameof(ENetHostOptions.DifferentiatedServices), static (host, text) => host with { DifferentiatedServices = text.OptionalInt32 })
        .Add(nameof(ENetHostOptions.Transport), static (host, text) => host with { Transport = text.Choice<ENetTransportKind>() })
        .Add(nameof(ENetHostOptions.KeepLivePeers), static (host, text) => host with { KeepLivePeers = text.Boolean })
        .Add(nameof(ENetHostOptions.MeasureIdlePeers), static (host, text) => host with { MeasureIdlePeers = text.Boolean })
        .Add(nameof(ENetHostOptions.HostFullData), static (host, text) => host with { HostFullData = text.UInt32 })
        .Add(nameof(ENetHostOptions.GreylistFrom), static (host, text) => host with { GreylistFrom = text.Int32 })
        .Add(nameof(ENetHostOptions.ReplyLimit), static (host, text) => host with { ReplyLimit = text.Int32 })
        .Add(nameof(ENetHostOptions.PrefixReplyLimit), static (host, text) => host with { PrefixReplyLimit = text.Int32 })
        .Add(nameof(ENetHostOptions.ReplaceSilentAfter), static (host, text) => host with { ReplaceSilentAfter = text.Duration })
        .Add(nameof(ENetHostOptions.PeerMessageRate), static (host, text) => host with { PeerMessageRate = text.Int32 })
        .Add(nameof(ENetHostOptions.CongestionControl), static (host, text) => host with { CongestionControl = text.Choice<ENetCongestionControl>() })
        .Add(nameof(ENetHostOptions.LossTolerance), static (host, text) => host with { LossTolerance = text.Double })
        .Add(nameof(ENetHostOptions.PathMtuDiscovery), static (host, text) => host with { PathMtuDiscovery = text.Boolean })
        .Add(nameof(ENetHostOptions.ReceiveTimeLimit), static (host, text) => host with { ReceiveTimeLimit = text.DurationOrInfinite })
        .Add(nameof(ENetHostOptions.ConnectTimeout), static (host, text) => host with { ConnectTimeout = text.Duration })
        .Add(nameof(ENetHostOptions.PingInterval), static (host, text) => host with { PingInterval = text.Duration })
        .Add(nameof(ENetHostOptions.TimeoutLimit), static (host, text) => host with { TimeoutLimit = text.Int32 })
        .Add(nameof(ENetHostOptions.TimeoutMinimum), static (host, text) => host with { TimeoutMinimum = text.Duration })
        .Add(nameof(ENetHostOptions.TimeoutMaximum), static (host, text) => host with { TimeoutMaximum = text.Duration })
        .Add(nameof(ENetHostOptions.Name), static (host, text) => host with { Name = text.Text })
        .AddOnlyInCode(nameof(ENetHostOptions.Approver), InCode(nameof(ENetHostOptions.Approver)))
        .AddOnlyInCode(nameof(ENetHostOptions.Interceptor), InCode(nameof(ENetHostOptions.Interceptor)))
        .AddOnlyInCode(nameof(ENetHostOptions.EventLog), InCode(nameof(ENetHostOptions.EventLog)));

    /// <summary>Below <c>Runner</c>. The names are those of <see cref="ENetRunnerOptions"/>.</summary>
    public static SettingTable<ENetRunnerOptions> Runner { get; } = new SettingTable<ENetRunnerOptions>()
        .Add(nameof(ENetRunnerOptions.Completions), static (runner, text) => runner with { Completions = text.Choice<ENetCompletions>() })
        .Add(nameof(ENetRunnerOptions.ReceiveQueueLength), static (runner, text) => runner with { ReceiveQueueLength = text.Int32 })
        .Add(nameof(ENetRunnerOptions.ReceiveQueueBytes), static (runner, text) => runner with { ReceiveQueueBytes = text.Int32 })
        .Add(nameof(ENetRunnerOptions.SendQueueBytes), static (runner, text) => runner with { SendQueueBytes = text.Int32 })
        .Add(nameof(ENetRunnerOptions.AcceptQueueLength), static (runner, text) => runner with { AcceptQueueLength = text.Int32 })
        .Add(nameof(ENetRunnerOptions.Shards), static (runner, text) => runner with { Shards = text.Int32 })
        .Add(nameof(ENetRunnerOptions.ThreadName), static (runner, text) => runner with { ThreadName = text.Text });

    /// <summary>The server's own. The names are those of <see cref="ENetServerOptions"/>.</summary>
    public static SettingTable<ENetServerOptions> Server { get; } = new SettingTable<ENetServerOptions>()
        .Add(nameof(ENetServerOptions.Address), Set(static (server, text) => server.Address = text.Address))
        .Add(nameof(ENetServerOptions.Port), Set(static (server, text) => server.Port = text.Int32))
        .Add(nameof(ENetServerOptions.DrainTime), Set(static (server, text) => server.DrainTime = text.Duration))
        .Add(nameof(ENetServerOptions.StopApplicationOnFailure), Set(static (server, text) => server.StopApplicationOnFailure = text.Boolean))
        .AddSection(nameof(ENetServerOptions.Host), Host, static server => server.Host, static (server, host) => server.Host = host)
        .AddSection(nameof(ENetServerOptions.Runner), Runner, static server => server.Runner, static (server, runner) => server.Runner = runner);

    private static string InCode(string option) => $"it is an object; set options.Host = options.Host with {{ {option} = ... }} where the server is added";

    private static System.Func<ENetServerOptions, SettingText, ENetServerOptions> Set(System.Action<ENetServerOptions, SettingText> set) => (server, text) =>
    {
        set(server, text);
        return server;
    };
}
