using System;
using System.Collections.Generic;
using System.IO;
using dnlib.DotNet;
using dnlib.DotNet.Emit;
using SharpFuzz;

namespace ManagedENet.Fuzz.Coverage;

/// <summary>Makes a copy of an assembly that writes down where it goes. SharpFuzz puts the counting in; its numbers, which differ each time, are replaced by ones that do not.</summary>
internal static class Instrumenter
{
    // Odd, so that no two places get one number: neighbours are spread over the map.
    private const int Spread = 40_503;
    private const string Generated = "System.Runtime.CompilerServices.CompilerGeneratedAttribute";

    /// <summary>Makes the copy.</summary>
    /// <param name="source">The assembly.</param>
    /// <param name="target">The copy.</param>
    /// <param name="perPlace">True counts how often each place is passed; false how often one is passed after another, which tells ways apart.</param>
    /// <returns>The methods of the places, in the order of their numbers. What the compiler has written by itself, such as a record's ToString, begins with a !.</returns>
    public static IReadOnlyList<string> Instrument(string source, string target, bool perPlace)
    {
        string plain = target + ".random";
        File.Copy(source, plain, overwrite: true);
        foreach (string _ in Fuzzer.Instrument(plain, _ => true, Options.Value))
        {
            // It goes from type to type as it is asked.
        }

        List<string> methods = [];
        using (ModuleDefMD module = ModuleDefMD.Load(File.ReadAllBytes(plain)))
        {
            foreach (TypeDef type in module.GetTypes())
            {
                foreach (MethodDef method in type.Methods)
                {
                    if (method.HasBody) Number(method.Body.Instructions, (method.CustomAttributes.IsDefined(Generated) ? "!" : "") + type.FullName + "::" + method.Name, perPlace, methods);
                }
            }

            module.Write(target);
        }

        File.Delete(plain);
        return methods;
    }

    // ldsfld SharedMem; ldc place; ldsfld PrevLocation; xor; ... ldc place/2; stsfld PrevLocation
    private static void Number(IList<Instruction> code, string method, bool perPlace, List<string> methods)
    {
        for (int i = 0; i + 12 < code.Count; i++)
        {
            if (!IsField(code[i], OpCodes.Ldsfld, "SharedMem")) continue;
            int place = perPlace ? methods.Count : (methods.Count * Spread) & (CoverageMap.Bytes - 1);
            methods.Add(method);
            code[i + 1].Operand = place;
            if (perPlace)
            {
                code[i + 2].OpCode = OpCodes.Ldc_I4;
                code[i + 2].Operand = 0;
            }

            for (int next = i + 3; next < i + 14; next++)
            {
                if (!IsField(code[next], OpCodes.Stsfld, "PrevLocation")) continue;
                code[next - 1].Operand = place >> 1;
                break;
            }
        }
    }

    private static bool IsField(Instruction instruction, OpCode code, string name) => instruction.OpCode == code && instruction.Operand is IField field && field.Name == name;
}
