namespace ManagedENet.Conformance.IndependentReader;

internal readonly record struct CommandField(string Name, int Bytes, bool IsHex = false);
