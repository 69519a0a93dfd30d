using System.Runtime.CompilerServices;

// A library that was built against netstandard2.1 finds the setters of options by this type, in this assembly.
[assembly: TypeForwardedTo(typeof(IsExternalInit))]
