using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace ManagedENet.Packages.Tests;

/// <summary>A package as its file has it.</summary>
internal sealed class Nupkg : IDisposable
{
    private readonly ZipArchive _archive;

    public Nupkg(string path)
    {
        _archive = ZipFile.OpenRead(path);
        Metadata = XDocument.Load(Open(Files.Single(static file => file.EndsWith(".nuspec", StringComparison.Ordinal)))).Root!.Elements().Single();
    }

    /// <summary>The part of the nuspec that says everything.</summary>
    public XElement Metadata { get; }

    public IReadOnlyList<string> Files => [.. _archive.Entries.Select(static entry => entry.FullName)];

    public static Nupkg Of(string package, string extension = "nupkg") => new(Path.Combine(PackageFolder.Folder, $"{package}.{PackageFolder.Version}.{extension}"));

    /// <summary>A word of the nuspec; null where it has none.</summary>
    public string? Word(string name) => Metadata.Elements().FirstOrDefault(one => one.Name.LocalName == name)?.Value;

    public string ReadText(string file)
    {
        using var reader = new StreamReader(Open(file));
        return reader.ReadToEnd();
    }

    /// <summary>What the nuspec wants besides, for each framework.</summary>
    public IReadOnlyDictionary<string, string[]> Dependencies() => Metadata.Descendants()
        .Where(static one => one.Name.LocalName == "group" && one.Parent!.Name.LocalName == "dependencies")
        .ToDictionary(static group => (string)group.Attribute("targetFramework")!, static group => group.Elements().Select(static one => (string)one.Attribute("id")!).ToArray(), StringComparer.Ordinal);

    /// <summary>Assemblies that the library of a folder refers to.</summary>
    public IReadOnlySet<string> References(string folder)
    {
        string file = Files.Single(one => one.StartsWith($"lib/{folder}/", StringComparison.Ordinal) && one.EndsWith(".dll", StringComparison.Ordinal));
        using PEReader portable = OpenImage(file);
        MetadataReader reader = portable.GetMetadataReader();
        return reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Bytes of a file.</summary>
    public long LengthOf(string file) => _archive.GetEntry(file)!.Length;

    /// <summary>True of an assembly that brings code for a processor with it: beside its IL it has a header of its own for that.</summary>
    public bool IsReadyToRun(string file)
    {
        using PEReader portable = OpenImage(file);
        return portable.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    /// <summary>By which the symbols of an assembly are found.</summary>
    public Guid SymbolsOf(string file)
    {
        using PEReader portable = OpenImage(file);
        return portable.ReadCodeViewDebugDirectoryData(portable.ReadDebugDirectory().First(static entry => entry.Type == DebugDirectoryEntryType.CodeView)).Guid;
    }

    public void Dispose() => _archive.Dispose();

    private PEReader OpenImage(string file)
    {
        var bytes = new MemoryStream();
        using (Stream stream = Open(file)) stream.CopyTo(bytes);
        bytes.Position = 0;
        return new PEReader(bytes);
    }

    private Stream Open(string file) => _archive.GetEntry(file)!.Open();
}
