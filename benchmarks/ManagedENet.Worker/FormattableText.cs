using System.Globalization;

namespace ManagedENet.Worker;

/// <summary>Numbers as the workers read them.</summary>
internal static class FormattableText
{
    public static string Of(int number) => number.ToString(CultureInfo.InvariantCulture);
}
