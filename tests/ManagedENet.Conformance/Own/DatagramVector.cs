using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.Own;

/// <summary>One datagram of <c>own/datagrams.txt</c>: its <c>G</c> line, and the decoded fields and payloads below it.</summary>
internal sealed record DatagramVector(string Name, bool Checksum, bool RangeCoder, string ConnectId, byte[] Bytes)
{
    private const string Payload = "payload ";

    /// <summary>The header and the commands, as in a conversation.</summary>
    public List<string> Decoded { get; } = [];

    /// <summary>The payload of each command that has one.</summary>
    public List<byte[]> Payloads { get; } = [];

    public static IReadOnlyList<DatagramVector> Parse(IEnumerable<string> lines)
    {
        var vectors = new List<DatagramVector>();
        foreach (string line in lines)
        {
            if (line[0] == '#')
            {
                string text = line[1..].Trim();
                if (text.StartsWith(Payload, StringComparison.Ordinal)) vectors[^1].Payloads.Add(Convert.FromHexString(text[Payload.Length..]));
                else vectors[^1].Decoded.Add(text);
                continue;
            }

            var fields = new LineFields(line[1..]);
            byte[] bytes = Convert.FromHexString(fields.Words[2]);
            Assert.That(bytes, Has.Length.EqualTo(int.Parse(fields.Words[1], CultureInfo.InvariantCulture)), line);
            vectors.Add(new DatagramVector(fields.Words[0], fields.IsOn("checksum"), fields.IsOn("range"), fields.Text("connect_id"), bytes));
        }

        return vectors;
    }

    public void AppendTo(StringBuilder text)
    {
        string codecs = string.Create(CultureInfo.InvariantCulture, $"checksum={(Checksum ? 1 : 0)} range={(RangeCoder ? 1 : 0)} connect_id={ConnectId}");
        text.Append(CultureInfo.InvariantCulture, $"G {Name} {codecs} {Bytes.Length} {Convert.ToHexStringLower(Bytes)}\n");
        int payload = 0;
        foreach (string line in Decoded)
        {
            text.Append(line.StartsWith("hdr", StringComparison.Ordinal) ? "#   " : "#  ").Append(line).Append('\n');
            if (new LineFields(line).Number("len") > 0) text.Append("#    ").Append(Payload).Append(Convert.ToHexStringLower(Payloads[payload++])).Append('\n');
        }
    }
}
