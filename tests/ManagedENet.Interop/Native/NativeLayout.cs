namespace ManagedENet.Interop.Native;

/// <summary>
/// Where the public fields lie in the structures of libenet 1.3.17 where pointers and size_t have eight bytes.
/// A test compares them with the library that is loaded.
/// </summary>
internal static class NativeLayout
{
    internal static class Host
    {
        public const int Port = 8;
        public const int IncomingBandwidth = 12;
        public const int OutgoingBandwidth = 16;
        public const int MtuBytes = 24;
        public const int RandomSeed = 28;
        public const int Peers = 40;
        public const int PeerCount = 48;
        public const int ChannelLimit = 56;
        public const int Checksum = 2704;
        public const int ConnectedPeers = 10984;
        public const int DuplicatePeers = 11000;
        public const int MaximumPacketBytes = 11008;
        public const int MaximumWaitingBytes = 11016;
    }

    internal static class Peer
    {
        public const int SizeBytes = 456;
        public const int Host = 16;
        public const int OutgoingPeerId = 24;
        public const int IncomingPeerId = 26;
        public const int ConnectId = 28;
        public const int OutgoingSessionId = 32;
        public const int IncomingSessionId = 33;
        public const int State = 56;
        public const int ChannelCount = 72;
        public const int IncomingBandwidth = 80;
        public const int OutgoingBandwidth = 84;
        public const int PacketThrottleAcceleration = 156;
        public const int PacketThrottleDeceleration = 160;
        public const int PacketThrottleIntervalMs = 164;
        public const int PingIntervalMs = 168;
        public const int TimeoutLimit = 172;
        public const int TimeoutMinimumMs = 176;
        public const int TimeoutMaximumMs = 180;
        public const int RoundTripTimeMs = 200;
        public const int MtuBytes = 208;
        public const int WindowBytes = 212;
    }

    internal static class Packet
    {
        public const int Flags = 8;
        public const int Data = 16;
        public const int DataLength = 24;
        public const int FreeCallback = 32;
    }
}
