namespace ManagedENet.Conformance.Conversations;

/// <summary>A host of a conversation, as its <c>V host=…</c> line describes it.</summary>
internal sealed record HostSetup(
    string Name, int Port, int Peers, int ChannelLimit, uint IncomingBandwidth, uint OutgoingBandwidth, int MtuBytes, bool Checksum, bool RangeCoder)
{
    public static HostSetup Read(LineFields fields, LineFields scenario) => new(
        fields.Text("host"),
        (int)fields.Number("port"),
        (int)fields.Number("peers", 1),
        (int)fields.Number("channel_limit", 255),
        (uint)fields.Number("in_bw"),
        (uint)fields.Number("out_bw"),
        (int)fields.Number("mtu", 1400),
        fields.Number("checksum", scenario.Number("checksum")) != 0,
        fields.Number("range", scenario.Number("range")) != 0);
}
