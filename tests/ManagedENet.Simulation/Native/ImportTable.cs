using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace ManagedENet.Simulation.Native;

/// <summary>
/// Where a loaded ELF library finds the functions that it calls. The dynamic linker has filled the places in; whoever writes another address there is called instead,
/// as by a program that defines functions of the same names, but without a compiler.
/// </summary>
internal static class ImportTable
{
    private const int RequestLinkMap = 2;
    private const int ReadAndWrite = 3;
    private const int RelocationBytes = 24;
    private const int SymbolBytes = 24;

    private const long TagSizeOfCalls = 2;
    private const long TagNames = 5;
    private const long TagSymbols = 6;
    private const long TagCalls = 23;

    /// <summary>The places by the names of their functions. Empty where the library is not of the kind that is understood: then nothing can be replaced.</summary>
    public static Dictionary<string, IntPtr> Read(IntPtr library)
    {
        var places = new Dictionary<string, IntPtr>(StringComparer.Ordinal);
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || dlinfo(library, RequestLinkMap, out IntPtr map) != 0) return places;
        nint start = Marshal.ReadIntPtr(map);
        Dictionary<long, nint> tags = ReadTags(Marshal.ReadIntPtr(map, 2 * IntPtr.Size));
        if (!tags.TryGetValue(TagCalls, out nint calls) || !tags.TryGetValue(TagSizeOfCalls, out nint size)) return places;

        // Some linkers write addresses into the table of tags, others leave what is in the file.
        nint Address(nint value) => value < start ? value + start : value;
        for (int at = 0; at < size; at += RelocationBytes)
        {
            nint relocation = Address(calls) + at;
            int symbol = Marshal.ReadInt32(relocation, 12);
            int name = Marshal.ReadInt32(Address(tags[TagSymbols]) + (symbol * SymbolBytes));
            places[Marshal.PtrToStringUTF8(Address(tags[TagNames]) + name)!] = start + Marshal.ReadIntPtr(relocation);
        }

        return places;
    }

    /// <summary>Writes another function into a place, which the linker may have protected.</summary>
    public static void Write(IntPtr place, IntPtr function)
    {
        nint page = place & ~((nint)Environment.SystemPageSize - 1);
        if (mprotect(page, (nuint)Environment.SystemPageSize, ReadAndWrite) != 0) throw new InvalidOperationException("The table of imports cannot be written.");
        Marshal.WriteIntPtr(place, function);
    }

    private static Dictionary<long, nint> ReadTags(nint at)
    {
        var tags = new Dictionary<long, nint>();
        for (; Marshal.ReadInt64(at) != 0; at += 2 * IntPtr.Size) tags[Marshal.ReadInt64(at)] = Marshal.ReadIntPtr(at, IntPtr.Size);
        return tags;
    }

    [DllImport("libc")]
    private static extern int dlinfo(IntPtr library, int request, out IntPtr map);

    [DllImport("libc")]
    private static extern int mprotect(IntPtr address, nuint length, int protection);
}
