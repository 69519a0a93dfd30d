using System;

namespace ManagedENet.Fuzz.Inputs;

/// <summary>
/// The shape of an input: a head that says in which world it is played and how that is set up, then records of eight bytes, each of which is something that happens. Any bytes are an input.
/// </summary>
/// <remarks><code>
///  head    [ world | settings of the world ...                          ]   16 bytes
///  record  [ what | who and how | six bytes of whatever that needs      ]    8 bytes, as often as there are such
/// </code></remarks>
internal static class FuzzInput
{
    public const int HeadBytes = 16;
    public const int RecordBytes = 8;
    public const int MostRecords = 192;
    public const int MostBytes = HeadBytes + (MostRecords * RecordBytes);

    /// <summary>Whole records.</summary>
    public static int CountRecords(ReadOnlySpan<byte> input) => Math.Min(Math.Max(input.Length - HeadBytes, 0) / RecordBytes, MostRecords);

    public static ReadOnlySpan<byte> Record(ReadOnlySpan<byte> input, int index) => input.Slice(HeadBytes + (index * RecordBytes), RecordBytes);
}
