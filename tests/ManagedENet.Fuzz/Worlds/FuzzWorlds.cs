using System;

namespace ManagedENet.Fuzz.Worlds;

/// <summary>All worlds. Belongs to one thread.</summary>
internal sealed class FuzzWorlds : IFuzzWorld
{
    public const int Count = 3;

    private readonly AttackWorld _attack = new();
    private readonly HostsWorld _hosts = new();
    private readonly CodecWorld _codecs = new();

    public long Datagrams => _attack.Datagrams + _hosts.Datagrams + _codecs.Datagrams;

    /// <summary>What inputs reach, when somebody asks for it.</summary>
    public AttackFacts? Facts
    {
        get => _attack.Facts;
        set => _attack.Facts = _hosts.Facts = value;
    }

    /// <summary>The world of an input, in a word.</summary>
    public static string NameOf(ReadOnlySpan<byte> input) => WorldOf(input) switch { 0 => "attack", 1 => "hosts", _ => "codecs" };

    public void Execute(ReadOnlySpan<byte> input)
    {
        switch (WorldOf(input))
        {
            case 0:
                _attack.Execute(input);
                break;
            case 1:
                _hosts.Execute(input);
                break;
            default:
                _codecs.Execute(input);
                break;
        }
    }

    /// <summary>Its number.</summary>
    public static int WorldOf(ReadOnlySpan<byte> input) => input.IsEmpty ? 0 : input[0] % Count;
}
