using System;

namespace ManagedENet.Conformance.Conversations;

/// <summary>A host of a conversation, as its <c>V host=…</c> line describes it. What the line leaves out is native's default.</summary>
internal sealed record HostSetup(
    string Name, int Port, int Peers, int ChannelLimit, uint IncomingBandwidth, uint OutgoingBandwidth, int MtuBytes, bool Checksum, bool RangeCoder)
{
    private static readonly Version Mtu1392Since = new(1, 3, 18);

    public static HostSetup Read(LineFields fields, LineFields scenario) => new(
        fields.Text("host"),
        (int)fields.Number("port"),
        (int)fields.Number("peers", 1),
        (int)fields.Number("channel_limit", 255),
        (uint)fields.Number("in_bw"),
        (uint)fields.Number("out_bw"),
        (int)fields.Number("mtu", scenario.Number("mtu", DefaultMtu(scenario.Text("enet")))),
        fields.IsOn("checksum", scenario.IsOn("checksum")),
        fields.IsOn("range", scenario.IsOn("range")));

    private static int DefaultMtu(string version) => Version.TryParse(version, out Version? number) && number >= Mtu1392Since ? 1392 : 1400;
}
