using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;
using System.Runtime.Loader;

namespace ManagedENet.Fuzz.Coverage;

/// <summary>This assembly once more, on a copy of the library that writes down where it goes. Everything else is shared.</summary>
internal sealed class InstrumentedContext : AssemblyLoadContext
{
    private const string Library = "ManagedENet";

    private readonly string _copy;

    private InstrumentedContext(string copy)
        : base("instrumented") => _copy = copy;

    /// <summary>Calls a public static method of a type of this assembly there, with the methods of the places and what else it takes.</summary>
    public static object? Call(Type type, string method, bool perPlace, string folder, params object?[] arguments)
    {
        string copy = Path.Combine(folder, perPlace ? "places.dll" : "ways.dll");
        IReadOnlyList<string> places = Instrumenter.Instrument(Path.Combine(AppContext.BaseDirectory, Library + ".dll"), copy, perPlace);
        var context = new InstrumentedContext(copy);
        Type there = context.LoadFromAssemblyPath(type.Assembly.Location).GetType(type.FullName!, throwOnError: true)!;
        return there.GetMethod(method, BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [places, .. arguments]);
    }

    protected override Assembly? Load(AssemblyName assemblyName) => assemblyName.Name switch
    {
        Library => LoadFromAssemblyPath(_copy),
        "ManagedENet.Fuzz" => LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "ManagedENet.Fuzz.dll")),
        _ => null,
    };
}
