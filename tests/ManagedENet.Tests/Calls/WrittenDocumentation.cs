using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Linq;

namespace ManagedENet.Tests.Calls;

/// <summary>What the XML documentation of an assembly says about its members.</summary>
internal sealed class WrittenDocumentation
{
    private readonly List<(string Name, string Text)> _members;

    public WrittenDocumentation(Assembly assembly) => _members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
        .Descendants("member")
        .Select(member => (member.Attribute("name")!.Value, string.Join(' ', member.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))))
        .ToList();

    public string OfType(Type type) => Find($"T:{NameOf(type)}");

    /// <summary>Of the member and all its overloads.</summary>
    public string OfMember(PublicCall call) => Find($"{NameOf(call.Method.DeclaringType!)}.{call.MemberName}");

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private string Find(string name) => string.Join(' ', _members.Where(member => IsNamed(member.Name, name)).Select(member => member.Text));

    private static bool IsNamed(string member, string name)
    {
        int start = name.StartsWith("T:", StringComparison.Ordinal) ? 0 : 2;
        if (string.CompareOrdinal(member, start, name, 0, name.Length) != 0) return false;
        return member.Length == start + name.Length || member[start + name.Length] is '(' or '`';
    }
}
