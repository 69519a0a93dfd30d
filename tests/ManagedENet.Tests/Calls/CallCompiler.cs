using System;
using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace ManagedENet.Tests.Calls;

/// <summary>
/// Makes any method callable with boxed arguments, also one that takes or gives spans, which reflection itself cannot call: a span is an array here. What the method throws
/// comes out as it is. A ref struct, which cannot be boxed, is made for each call: its target is the array of its constructor's arguments, or null for the default.
/// </summary>
internal static class CallCompiler
{
    private static readonly ConcurrentDictionary<MethodBase, Call> Compiled = new();

    /// <summary>Calls the method; what it gives through its parameters replaces the arguments.</summary>
    public delegate object? Call(object? target, object?[] arguments);

    /// <summary>What calls this method; compiled once.</summary>
    public static Call For(MethodBase method) => Compiled.GetOrAdd(method, Compile);

    private static Call Compile(MethodBase method)
    {
        var dynamic = new DynamicMethod(method.Name, typeof(object), [typeof(object), typeof(object[])], typeof(CallCompiler).Module, skipVisibility: true);
        ILGenerator il = dynamic.GetILGenerator();
        ParameterInfo[] parameters = method.GetParameters();
        var locals = new LocalBuilder[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            Type type = ValueTypeOf(parameters[i]);
            locals[i] = il.DeclareLocal(type);
            if (parameters[i].IsOut) continue;
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldelem_Ref);
            Unwrap(il, type);
            il.Emit(OpCodes.Stloc, locals[i]);
        }

        Type owner = method.DeclaringType!;
        if (owner.IsByRefLike && !method.IsStatic && !method.IsConstructor)
        {
            MakeOwner(il, owner);
        }
        else if (!method.IsStatic && !method.IsConstructor)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(owner.IsValueType ? OpCodes.Unbox : OpCodes.Castclass, owner);
        }

        for (int i = 0; i < parameters.Length; i++) il.Emit(parameters[i].ParameterType.IsByRef ? OpCodes.Ldloca : OpCodes.Ldloc, locals[i]);
        Type given;
        if (method is ConstructorInfo constructor)
        {
            il.Emit(OpCodes.Newobj, constructor);
            given = owner;
        }
        else
        {
            il.Emit(owner.IsValueType || method.IsStatic ? OpCodes.Call : OpCodes.Callvirt, (MethodInfo)method);
            given = ((MethodInfo)method).ReturnType;
        }

        LocalBuilder result = il.DeclareLocal(typeof(object));
        Wrap(il, given);
        il.Emit(OpCodes.Stloc, result);
        for (int i = 0; i < parameters.Length; i++)
        {
            if (!parameters[i].ParameterType.IsByRef) continue;
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Ldloc, locals[i]);
            Wrap(il, ValueTypeOf(parameters[i]));
            il.Emit(OpCodes.Stelem_Ref);
        }

        il.Emit(OpCodes.Ldloc, result);
        il.Emit(OpCodes.Ret);
        return (Call)dynamic.CreateDelegate(typeof(Call));
    }

    private static void MakeOwner(ILGenerator il, Type owner)
    {
        LocalBuilder made = il.DeclareLocal(owner);
        il.Emit(OpCodes.Ldloca, made);
        il.Emit(OpCodes.Initobj, owner);
        if (owner.GetConstructors() is [{ } constructor, ..])
        {
            Label isMade = il.DefineLabel();
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Brfalse, isMade);
            ParameterInfo[] parameters = constructor.GetParameters();
            for (int i = 0; i < parameters.Length; i++)
            {
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Castclass, typeof(object[]));
                il.Emit(OpCodes.Ldc_I4, i);
                il.Emit(OpCodes.Ldelem_Ref);
                Unwrap(il, parameters[i].ParameterType);
            }

            il.Emit(OpCodes.Newobj, constructor);
            il.Emit(OpCodes.Stloc, made);
            il.MarkLabel(isMade);
        }

        il.Emit(OpCodes.Ldloca, made);
    }

    /// <summary>The type of a parameter's value, whichever way it is passed.</summary>
    public static Type ValueTypeOf(ParameterInfo parameter) => parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;

    /// <summary>True for a span, whose elements an array brings.</summary>
    public static bool IsSpan(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is { } open && (open == typeof(Span<>) || open == typeof(ReadOnlySpan<>));

    private static void Unwrap(ILGenerator il, Type type)
    {
        if (IsSpan(type))
        {
            Type array = type.GetGenericArguments()[0].MakeArrayType();
            il.Emit(OpCodes.Castclass, array);
            il.Emit(OpCodes.Call, type.GetMethod("op_Implicit", [array])!);
            return;
        }

        il.Emit(type.IsValueType ? OpCodes.Unbox_Any : OpCodes.Castclass, type);
    }

    private static void Wrap(ILGenerator il, Type type)
    {
        if (type == typeof(void))
        {
            il.Emit(OpCodes.Ldnull);
        }
        else if (IsSpan(type))
        {
            LocalBuilder span = il.DeclareLocal(type);
            il.Emit(OpCodes.Stloc, span);
            il.Emit(OpCodes.Ldloca, span);
            il.Emit(OpCodes.Call, type.GetMethod("ToArray")!);
        }
        else if (type.IsByRefLike)
        {
            // Nothing can keep it.
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ldnull);
        }
        else if (type.IsValueType)
        {
            il.Emit(OpCodes.Box, type);
        }
    }
}
