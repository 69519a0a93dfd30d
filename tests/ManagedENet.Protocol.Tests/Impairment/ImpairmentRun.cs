using System;
using System.Collections.Generic;
using ManagedENet.Transports;

namespace ManagedENet.Protocol.Tests.Impairment;

/// <summary>Sends numbered datagrams through an impairment, one per millisecond, and writes down what comes out when.</summary>
internal static class ImpairmentRun
{
    public static readonly ENetAddress From = ENetAddress.FromIPv4(0x0A000001, 1001);
    public static readonly ENetAddress To = ENetAddress.FromIPv4(0x0A000002, 1002);

    public static List<Arrival> Send(NetworkImpairment impairment, int count, int length = 8, int firstNumber = 0)
    {
        var arrivals = new List<Arrival>();
        byte[] datagram = new byte[length];
        for (int i = 0; i < count; i++)
        {
            long nowMs = firstNumber + i;
            BitConverter.TryWriteBytes(datagram, firstNumber + i);
            impairment.Submit(nowMs, From, To, datagram);
            Take(impairment, nowMs, arrivals);
        }

        while (impairment.NextDueMs != long.MaxValue) Take(impairment, impairment.NextDueMs, arrivals);
        return arrivals;
    }

    public static void Take(NetworkImpairment impairment, long nowMs, List<Arrival> into)
    {
        byte[] buffer = new byte[4_096];
        while (impairment.TryTake(nowMs, buffer, out int length, out ENetAddress from, out ENetAddress to))
        {
            Assert.That(from, Is.EqualTo(From));
            Assert.That(to, Is.EqualTo(To));
            into.Add(new Arrival(nowMs, BitConverter.ToInt32(buffer), Convert.ToHexString(buffer, 0, length)));
        }
    }
}
