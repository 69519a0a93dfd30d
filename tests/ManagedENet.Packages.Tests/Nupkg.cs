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
        using var bytes = new MemoryStream();
        using (Stream stream = Open(file)) stream.CopyTo(bytes);
        bytes.Position = 0;
        using var portable = new PEReader(bytes);
        MetadataReader reader = portable.GetMetadataReader();
        return reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)).ToHashSet(StringComparer.Ordinal);
    }

    public void Dispose() => _archive.Dispose();

    private Stream Open(string file) => _archive.GetEntry(file)!.Open();
}
