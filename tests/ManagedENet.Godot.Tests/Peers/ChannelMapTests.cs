using ManagedENet.Godot.Wire;

namespace ManagedENet.Godot.Tests.Peers;

/// <summary>Transfer modes and channels against the tables of what the engines do.</summary>
public sealed class ChannelMapTests
{
    private const ENetPacketFlags UnsequencedFragment = ENetPacketFlags.Unsequenced | ENetPacketFlags.UnreliableFragment;

    [TestCase(GodotTransferMode.Unreliable, 0, 1, UnsequencedFragment)]
    [TestCase(GodotTransferMode.UnreliableOrdered, 0, 1, ENetPacketFlags.UnreliableFragment)]
    [TestCase(GodotTransferMode.Reliable, 0, 0, ENetPacketFlags.Reliable)]
    [TestCase(GodotTransferMode.Unreliable, 1, 2, UnsequencedFragment)]
    [TestCase(GodotTransferMode.UnreliableOrdered, 2, 3, ENetPacketFlags.UnreliableFragment)]
    [TestCase(GodotTransferMode.Reliable, 253, 254, ENetPacketFlags.Reliable)]
    public void Godot_4_sends_on(GodotTransferMode mode, int transferChannel, int channel, ENetPacketFlags flags)
    {
        Assert.That(ChannelMap.ChannelFor(GodotWireVersion.Godot4, mode, transferChannel), Is.EqualTo(channel));
        Assert.That(ChannelMap.FlagsFor(GodotWireVersion.Godot4, mode, alwaysOrdered: false), Is.EqualTo(flags));
        Assert.That(ChannelMap.TransferChannelOf(GodotWireVersion.Godot4, (byte)channel), Is.EqualTo(transferChannel));
        Assert.That(ChannelMap.ModeOf(flags), Is.EqualTo(mode));
    }

    [TestCase(GodotTransferMode.Unreliable, false, 0, 2, ENetPacketFlags.Unsequenced)]
    [TestCase(GodotTransferMode.Unreliable, true, 0, 2, ENetPacketFlags.None)]
    [TestCase(GodotTransferMode.UnreliableOrdered, false, 0, 2, ENetPacketFlags.None)]
    [TestCase(GodotTransferMode.Reliable, true, 0, 1, ENetPacketFlags.Reliable)]
    [TestCase(GodotTransferMode.Unreliable, false, 7, 7, ENetPacketFlags.Unsequenced)]
    [TestCase(GodotTransferMode.Reliable, false, 254, 254, ENetPacketFlags.Reliable)]
    public void Godot_3_sends_on(GodotTransferMode mode, bool alwaysOrdered, int transferChannel, int channel, ENetPacketFlags flags)
    {
        Assert.That(ChannelMap.ChannelFor(GodotWireVersion.Godot3, mode, transferChannel), Is.EqualTo(channel));
        Assert.That(ChannelMap.FlagsFor(GodotWireVersion.Godot3, mode, alwaysOrdered), Is.EqualTo(flags));
        Assert.That(ChannelMap.TransferChannelOf(GodotWireVersion.Godot3, (byte)channel), Is.EqualTo(channel));
    }
}
