using System;
using System.Globalization;
using System.Security.Cryptography;

namespace ManagedENet.Cluster;

/// <summary>
/// A gateway: a process that players are connected to, from the time in which it got its lease until it stops or loses it. A process that lost its lease goes on as another gateway, under another id, so that nobody takes
/// it for the one that was given up.
/// </summary>
public readonly record struct GatewayId
{
    private readonly string? _value;

    /// <summary>The id as another machine has told it.</summary>
    /// <param name="value">1 to 128 characters, no control characters.</param>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty, too long or has characters that it may not have; the message says which.</exception>
    public GatewayId(string value) => _value = Identifier.Verify(value, "The id of a gateway", nameof(value));

    /// <summary>The id; empty for <c>default</c>, which is no gateway.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>The id.</summary>
    public override string ToString() => Value;

    /// <summary>An id that nobody has had before: the name, and 64 random bits.</summary>
    internal static GatewayId New(string name) => new($"{name}/{RandomNumberGenerator.GetHexString(16, lowercase: true).ToString(CultureInfo.InvariantCulture)}");
}
