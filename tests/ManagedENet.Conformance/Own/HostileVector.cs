using System;
using System.Collections.Generic;
using System.Globalization;
using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.Own;

/// <summary>
/// A line of <c>own/hostile.txt</c>: <c>H state port=n length hex drop=… events=… answers=… why=…</c>. The bytes that the text leaves out are zero.
/// </summary>
internal sealed record HostileVector(string State, int Port, byte[] Bytes, string Drops, string Events, string Answers, string Why)
{
    public static HostileVector Parse(string line)
    {
        var fields = new LineFields(line[1..]);
        var bytes = new byte[int.Parse(fields.Words[1], CultureInfo.InvariantCulture)];
        if (fields.Words.Count > 2) Convert.FromHexString(fields.Words[2].TrimEnd('.')).CopyTo(bytes, 0);
        return new HostileVector(
            fields.Words[0], (int)fields.Number("port"), bytes, fields.Text("drop"), fields.Text("events"), fields.Text("answers"), fields.Text("why"));
    }

    public IEnumerable<string> DropReasons => Drops == "-" ? [] : Drops.Split(',');

    public override string ToString()
    {
        int shown = Bytes.Length;
        while (shown > 0 && Bytes.Length > 100 && Bytes[shown - 1] == 0) shown--;
        string hex = Convert.ToHexStringLower(Bytes.AsSpan(0, shown)) + (shown < Bytes.Length ? "..." : string.Empty);
        if (hex.Length > 0) hex = " " + hex;
        string start = string.Create(CultureInfo.InvariantCulture, $"H {State} port={Port} {Bytes.Length}{hex}");
        return $"{start} drop={Drops} events={Events} answers={Answers} why={Why}";
    }
}
