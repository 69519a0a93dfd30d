using System.Diagnostics.CodeAnalysis;

namespace ManagedENet.Cluster;

/// <summary>Who a player is, whatever gateway they play through: a name that your application gives, such as the key of an account. Names are compared character by character.</summary>
public readonly record struct PlayerId
{
    private readonly string? _value;

    /// <summary>Makes one.</summary>
    /// <param name="value">1 to 128 characters, no control characters.</param>
    /// <exception cref="System.ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="System.ArgumentException"><paramref name="value"/> is empty, too long or has characters that it may not have; the message says which.</exception>
    public PlayerId(string value) => _value = Identifier.Verify(value, "The name of a player", nameof(value));

    /// <summary>The name; empty for <c>default</c>, which is nobody and which no call takes.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes one of a text that may be anything, such as what a client has sent.</summary>
    /// <param name="value">The text; null is allowed and no name.</param>
    /// <param name="player">The player.</param>
    /// <returns>False when the text cannot be a name.</returns>
    public static bool TryCreate([NotNullWhen(true)] string? value, out PlayerId player)
    {
        bool isName = value is not null && Identifier.WhyNot(value) is null;
        player = isName ? new PlayerId(value!) : default;
        return isName;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Value;

    internal PlayerId Verified(string parameter) => _value is not null ? this : throw new System.ArgumentException("This is nobody (default): make a PlayerId of a name.", parameter);
}
