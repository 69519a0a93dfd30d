using System;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;

namespace ManagedENet.Godot.Tests.Compression;

/// <summary>A program that was put together without the library behind Zstandard.</summary>
public sealed class MissingLibraryTests
{
    [Test]
    public void Zstd_without_its_library_is_refused_when_a_peer_is_made()
    {
        var context = new WithoutZstd();
        try
        {
            Assert.That(() => CreatePeer(context, GodotCompression.Zlib).Dispose(), Throws.Nothing);
            Exception failure = Assert.Throws<TargetInvocationException>(() => CreatePeer(context, GodotCompression.Zstd).Dispose()).InnerException!;
            Assert.That(failure, Is.InstanceOf<NotSupportedException>());
            Assert.That(failure.Message, Does.Contain("ZstdSharp.Port"));
        }
        finally
        {
            context.Unload();
        }
    }

    private static IDisposable CreatePeer(WithoutZstd context, GodotCompression mode)
    {
        Type options = context.Godot.GetType(typeof(GodotPeerOptions).FullName!, throwOnError: true)!;
        object wanted = Activator.CreateInstance(options)!;
        PropertyInfo compression = options.GetProperty(nameof(GodotPeerOptions.Compression))!;
        compression.SetValue(wanted, Enum.ToObject(compression.PropertyType, (int)mode));
        return (IDisposable)Activator.CreateInstance(context.Godot.GetType(typeof(GodotMultiplayerPeer).FullName!, throwOnError: true)!, wanted)!;
    }

    /// <summary>Our assemblies a second time, among others that do not have ZstdSharp.</summary>
    private sealed class WithoutZstd : AssemblyLoadContext
    {
        public WithoutZstd()
            : base(nameof(WithoutZstd), isCollectible: true)
        {
            Godot = LoadFromAssemblyPath(typeof(GodotMultiplayerPeer).Assembly.Location);
        }

        public Assembly Godot { get; }

        protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
        {
            "ZstdSharp" => throw new FileNotFoundException("Not here.", "ZstdSharp.dll"),
            _ => null,
        };
    }
}
