using System;
using System.Collections.Generic;
using System.IO;

namespace ManagedENet.Pages.Tests.Programs;

/// <summary>A block of a page, compiled: where it stands, the port that it was given, whether it serves for ever, and its assembly with the symbols that lead back to the page.</summary>
internal sealed record PageProgram(string Place, int Port, bool IsServing, byte[] Assembly, byte[] Symbols)
{
    /// <summary>Writes the programs of a page, and how long each may take until it ends or serves.</summary>
    public static void WriteAll(Stream stream, IReadOnlyList<PageProgram> programs, TimeSpan limit)
    {
        using var writer = new BinaryWriter(stream);
        writer.Write(limit.Ticks);
        writer.Write(programs.Count);
        foreach (PageProgram program in programs)
        {
            writer.Write(program.Place);
            writer.Write(program.Port);
            writer.Write(program.IsServing);
            writer.Write(program.Assembly.Length);
            writer.Write(program.Assembly);
            writer.Write(program.Symbols.Length);
            writer.Write(program.Symbols);
        }
    }

    public static IReadOnlyList<PageProgram> ReadAll(Stream stream, out TimeSpan limit)
    {
        using var reader = new BinaryReader(stream);
        limit = TimeSpan.FromTicks(reader.ReadInt64());
        var programs = new PageProgram[reader.ReadInt32()];
        for (int i = 0; i < programs.Length; i++)
        {
            programs[i] = new PageProgram(reader.ReadString(), reader.ReadInt32(), reader.ReadBoolean(), reader.ReadBytes(reader.ReadInt32()), reader.ReadBytes(reader.ReadInt32()));
        }

        return programs;
    }
}
