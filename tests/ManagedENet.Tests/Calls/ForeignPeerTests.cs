using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace ManagedENet.Tests.Calls;

/// <summary>
/// A peer says itself what is to be done with it, so that nobody can hand it to the wrong host. Should a member take one some day, it must refuse the peer of another host
/// with an exception that says so, and be named here beside its test.
/// </summary>
public sealed class ForeignPeerTests
{
    [Test]
    public void No_public_member_takes_a_peer_that_could_be_another_hosts()
    {
        IEnumerable<Type> types = new[] { typeof(ENetHost).Assembly, typeof(ENetAddress).Assembly }.SelectMany(assembly => assembly.GetExportedTypes());

        // What the library calls gets the peers of the calling host.
        string[] taking = types.Where(type => type != typeof(IENetHandler)).SelectMany(MembersThatTakePeers).ToArray();
        Assert.That(taking, Is.Empty);
    }

    private static IEnumerable<string> MembersThatTakePeers(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
        .OfType<MethodBase>()
        .Where(method => method.GetParameters().Any(parameter => !parameter.IsOut && Mentions(parameter.ParameterType)))
        .Select(method => $"{type.Name}.{method.Name}");

    private static bool Mentions(Type type) =>
        type == typeof(ENetPeer) || type == typeof(ENetEvent) || (type.HasElementType && Mentions(type.GetElementType()!)) || type.GetGenericArguments().Any(Mentions);
}
