using System.CommandLine;

namespace ManagedENet.Tool.Commands;

/// <summary>Options that several commands have.</summary>
internal static class EnetOptions
{
    public static Option<bool> Checksum() => new("--checksum") { Description = "Protect each datagram with CRC-32. Both ends must do so." };

    public static Option<bool> Compress() => new("--compress") { Description = "Compress each datagram with ENet's range coder. Both ends must do so." };

    public static Option<bool> Json() => new("--json") { Description = "Write the result as JSON, and nothing else." };
}
