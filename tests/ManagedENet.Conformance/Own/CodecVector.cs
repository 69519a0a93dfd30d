using System;
using System.Globalization;

namespace ManagedENet.Conformance.Own;

/// <summary>A line of <c>own/codecs.txt</c>: <c>C</c> with the CRC-32 of an input, <c>R</c> with the input compressed, or <c>-</c> where that is not shorter.</summary>
internal sealed record CodecVector(char Kind, string Input, string Output)
{
    public static CodecVector Parse(string line)
    {
        string[] words = line.Split(' ');
        if (words.Length != 3) throw new FormatException($"Three words are wanted: {line}");
        return new CodecVector(words[0][0], words[1], words[2]);
    }

    public override string ToString() => $"{Kind} {Input} {Output}";

    /// <summary>The bytes that an input stands for: see the README of the own vectors.</summary>
    public static byte[] Expand(string input)
    {
        string[] parts = input.Split(':');
        int Number(int at) => int.Parse(parts[at], CultureInfo.InvariantCulture);
        byte Hex(int at) => byte.Parse(parts[at], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        switch (parts[0])
        {
            case "hex":
                return Convert.FromHexString(parts[1]);
            case "byte":
                return Fill(Number(2), _ => Hex(1));
            case "count":
                return Fill(Number(1), i => (byte)i);
            case "payload":
                return Conversations.PayloadRule.Create(Number(2), Number(1));
            case "random":
                uint state = (uint)Number(1);
                byte mask = Hex(3);
                return Fill(Number(2), _ => (byte)((state = (state * 1_103_515_245) + 12_345) >> 16 & mask));
            default:
                throw new FormatException($"'{input}' is none of hex, byte, count, payload, random.");
        }
    }

    private static byte[] Fill(int length, Func<int, byte> value)
    {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = value(i);
        return bytes;
    }
}
