using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace ManagedENet.Tests.Calls;

/// <summary>What every call that sends refuses: an array that is not there, and flags that mean nothing.</summary>
[TestFixture]
public sealed class SendArgumentTests
{
    private static readonly Type[] Senders = [typeof(ENetPeer), typeof(ENetHost), typeof(ENetConnection)];

    // 4 and 256 are native's for memory that is the caller's and for a packet that was sent; neither has a meaning here.
    private static readonly ENetPacketFlags[] UnknownFlags = [(ENetPacketFlags)4, (ENetPacketFlags)16, (ENetPacketFlags)256, ENetPacketFlags.Reliable | (ENetPacketFlags)64, (ENetPacketFlags)int.MinValue];

    private static IEnumerable<MethodInfo> Methods => Senders.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly));

    private static IEnumerable<TestCaseData> TakingArrays => Cases(method => Takes(method, typeof(byte[])));

    private static IEnumerable<TestCaseData> TakingFlags => Cases(method => Takes(method, typeof(ENetPacketFlags)) && !Takes(method, typeof(ReadOnlySpan<byte>)) && !Takes(method, typeof(ReadOnlyMemory<byte>)));

    [Test]
    public void Whatever_takes_a_span_takes_an_array_too()
    {
        MethodInfo[] taking = [.. Methods.Where(method => Takes(method, typeof(ReadOnlySpan<byte>)) || Takes(method, typeof(ReadOnlyMemory<byte>)))];
        Assert.That(taking, Has.Length.GreaterThanOrEqualTo(8));
        foreach (MethodInfo method in taking)
        {
            Type[] wanted = [.. method.GetParameters().Select(parameter => parameter.ParameterType).Select(type => type == typeof(ReadOnlySpan<byte>) || type == typeof(ReadOnlyMemory<byte>) ? typeof(byte[]) : type)];
            Assert.That(method.DeclaringType!.GetMethod(method.Name, wanted), Is.Not.Null, $"{method}: a null array becomes an empty span");
        }
    }

    [TestCaseSource(nameof(TakingArrays))]
    public void An_array_that_is_not_there_is_refused(MethodInfo method)
    {
        using var world = new CallWorld();
        using var runners = new RunnerPair();
        object target = Target(method, world, runners);
        Assert.That(() => Call(method, target, payload: null, ENetPacketFlags.Reliable), Throws.InstanceOf<ArgumentNullException>().With.Message.Contains("empty array"));
        Assert.That(() => Call(method, target, [], ENetPacketFlags.Reliable), Throws.Nothing);
    }

    [TestCaseSource(nameof(TakingFlags))]
    public void Flags_that_mean_nothing_are_refused_with_all_that_there_are(MethodInfo method)
    {
        using var world = new CallWorld();
        using var runners = new RunnerPair();
        object target = Target(method, world, runners);
        foreach (ENetPacketFlags flags in UnknownFlags)
        {
            Assert.That(() => Call(method, target, [1, 2, 3], flags), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("UnreliableFragment"), flags.ToString());
        }

        Assert.That(() => Call(method, target, [1, 2, 3], ENetPacketFlags.Unsequenced | ENetPacketFlags.UnreliableFragment), Throws.Nothing);
    }

    [Test]
    public void Spans_with_flags_that_mean_nothing_are_refused_as_well()
    {
        using var world = new CallWorld();
        using var runners = new RunnerPair();
        foreach (ENetPacketFlags flags in UnknownFlags)
        {
            using (Assert.EnterMultipleScope())
            {
                Assert.Throws<ArgumentOutOfRangeException>(() => world.Peer.Send(0, "abc"u8, flags));
                Assert.Throws<ArgumentOutOfRangeException>(() => world.Peer.Send(0, "abc"u8, flags, default));
                Assert.Throws<ArgumentOutOfRangeException>(() => world.Host.Broadcast(0, "abc"u8, flags));
                Assert.Throws<ArgumentOutOfRangeException>(() => world.Host.CreatePacket("abc"u8, flags));
                Assert.Throws<ArgumentOutOfRangeException>(() => runners.Connection.TrySend(0, "abc"u8, flags));
            }
        }
    }

    private static IEnumerable<TestCaseData> Cases(Func<MethodInfo, bool> isMeant) => Methods.Where(isMeant).Select(method =>
        new TestCaseData(method).SetArgDisplayNames($"{method.DeclaringType!.Name}.{method.Name}", string.Join(',', method.GetParameters().Select(parameter => parameter.Name))));

    private static bool Takes(MethodInfo method, Type type) => method.GetParameters().Any(parameter => parameter.ParameterType == type);

    private static object Target(MethodInfo method, CallWorld world, RunnerPair runners) =>
        method.DeclaringType == typeof(ENetPeer) ? world.Peer : method.DeclaringType == typeof(ENetHost) ? world.Host : runners.Connection;

    private static void Call(MethodInfo method, object target, byte[]? payload, ENetPacketFlags flags)
    {
        object?[] arguments = [.. method.GetParameters().Select(parameter => Argument(parameter.ParameterType, payload, flags))];
        try
        {
            if (method.Invoke(target, arguments) is ENetPacket packet) packet.Dispose();
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            throw e.InnerException;
        }
    }

    private static object? Argument(Type type, byte[]? payload, ENetPacketFlags flags)
    {
        if (type == typeof(byte[])) return payload;
        if (type == typeof(ENetPacketFlags)) return flags;
        Type plain = type.IsByRef ? type.GetElementType()! : type;
        return plain == typeof(ENetAddress) ? new ENetAddress(System.Net.IPAddress.Loopback, 9) : Activator.CreateInstance(plain);
    }
}
