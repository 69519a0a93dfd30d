using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Linq;
using ManagedENet.Tests.Calls;

namespace ManagedENet.Godot.Tests.Calls;

/// <summary>The exceptions that the XML documentation of an assembly promises, by member.</summary>
internal sealed class DocumentedExceptions
{
    private readonly HashSet<(string Member, string Exception)> _promised;

    public DocumentedExceptions(Assembly assembly) => _promised = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
        .Descendants("member")
        .SelectMany(member => member.Elements("exception").Select(exception => (NameOf(member), exception.Attribute("cref")!.Value.Substring(2))))
        .ToHashSet();

    public bool Has(PublicCall call, Exception thrown) => _promised.Contains(($"{call.Method.DeclaringType!.FullName!.Replace('+', '.')}.{call.MemberName}", thrown.GetType().FullName!));

    // Of the member and all its overloads.
    private static string NameOf(XElement member) => member.Attribute("name")!.Value.Substring(2).Split('(', '`')[0];
}
