using System;
using System.Collections.Generic;
using System.Reflection;
using System.Reflection.Emit;

namespace ManagedENet.Tests.Architecture;

/// <summary>
/// Every type that a type uses: what it is derived from, its fields and signatures, its local variables, and whatever its code calls, makes, reads or writes. What the
/// compiler makes of lambdas and iterators belongs to the type that they stand in.
/// </summary>
internal static class TypeUses
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const byte TwoByteMark = 0xFE;

    private static readonly OpCode?[] Short = new OpCode?[256];
    private static readonly OpCode?[] Long = new OpCode?[256];

    static TypeUses()
    {
        foreach (FieldInfo field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var code = (OpCode)field.GetValue(null)!;
            (code.Size == 1 ? Short : Long)[(byte)code.Value] = code;
        }
    }

    /// <summary>The types, each in its general form: no arrays, no references, no arguments filled in.</summary>
    public static HashSet<Type> Of(Type type)
    {
        var uses = new HashSet<Type>();
        AddAll(type, uses);
        return uses;
    }

    private static void AddAll(Type type, HashSet<Type> uses)
    {
        Add(type.BaseType, uses);
        foreach (Type implemented in type.GetInterfaces()) Add(implemented, uses);
        foreach (FieldInfo field in type.GetFields(Declared)) Add(field.FieldType, uses);
        foreach (MethodBase method in type.GetMethods(Declared)) AddCode(method, uses);
        foreach (MethodBase constructor in type.GetConstructors(Declared)) AddCode(constructor, uses);
        foreach (Type nested in type.GetNestedTypes(Declared)) AddAll(nested, uses);
    }

    private static void AddCode(MethodBase method, HashSet<Type> uses)
    {
        AddSignature(method, uses);
        if (method.GetMethodBody() is not { } body) return;
        foreach (LocalVariableInfo local in body.LocalVariables) Add(local.LocalType, uses);
        foreach (ExceptionHandlingClause clause in body.ExceptionHandlingClauses)
        {
            if (clause.Flags == ExceptionHandlingClauseOptions.Clause) Add(clause.CatchType, uses);
        }

        byte[] code = body.GetILAsByteArray()!;
        Type[] ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        Type[] ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (int at = 0; at < code.Length;)
        {
            OpCode next = code[at] == TwoByteMark ? Long[code[++at]]!.Value : Short[code[at]]!.Value;
            at++;
            if (next.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok)
            {
                AddMember(method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod), uses);
            }

            at += OperandBytes(next.OperandType, code, at);
        }
    }

    private static void AddMember(MemberInfo? member, HashSet<Type> uses)
    {
        Add(member as Type ?? member?.DeclaringType, uses);
        if (member is FieldInfo field) Add(field.FieldType, uses);
        if (member is not MethodBase method) return;
        AddSignature(method, uses);
        if (!method.IsGenericMethod) return;
        foreach (Type argument in method.GetGenericArguments()) Add(argument, uses);
    }

    private static void AddSignature(MethodBase method, HashSet<Type> uses)
    {
        if (method is MethodInfo { ReturnType: var result }) Add(result, uses);
        foreach (ParameterInfo parameter in method.GetParameters()) Add(parameter.ParameterType, uses);
    }

    private static void Add(Type? type, HashSet<Type> uses)
    {
        while (type is { HasElementType: true }) type = type.GetElementType();
        if (type is null || type.IsGenericParameter) return;
        if (type.IsGenericType)
        {
            foreach (Type argument in type.GetGenericArguments()) Add(argument, uses);
            type = type.GetGenericTypeDefinition();
        }

        uses.Add(type);
    }

    private static int OperandBytes(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}
