using System;
using System.Collections.Generic;
using System.Linq;
using ManagedENet.Godot.Scene;
using ManagedENet.Tests.Calls;

namespace ManagedENet.Godot.Tests.Calls;

/// <summary>
/// Every public member of every public type, found by reflection, with every value that <see cref="GodotValues"/> has: it works or says what is wrong. A new type without
/// a value there fails.
/// </summary>
public sealed class EveryTypeTests
{
    private static readonly DocumentedExceptions Documented = new(typeof(GodotMultiplayerPeer).Assembly);

    public static IEnumerable<Type> Types() => PublicCall.AllTypesOf(typeof(GodotMultiplayerPeer).Assembly).Where(type => !EveryCallTests.Kept.Contains(type) && !IsBaseOfKept(type));

    [TestCaseSource(nameof(Types))]
    public void Called_with_any_argument_it_works_or_says_what_is_wrong(Type type) => Sweep(type, Outcome.Of);

    [TestCaseSource(nameof(Types))]
    public void Called_by_another_thread_it_works_or_says_what_is_wrong(Type type) => Sweep(type, Outcome.OnOtherThread);

    [Test]
    public void Called_when_it_is_disposed_it_works_or_says_so([ValueSource(nameof(Disposables))] Type type) => Sweep(type, Outcome.Of, target => ((IDisposable)target).Dispose());

    [Test]
    public void With_any_value_in_its_initializer_it_can_be_asked_for_everything([ValueSource(nameof(Initialized))] Type type)
    {
        var faults = new List<string>();
        using var world = new GodotValues();
        foreach (System.Reflection.PropertyInfo property in PropertiesOf(type))
        {
            foreach (Func<object?> make in world.Arguments.Every(property.PropertyType, $"{type.Name}.{property.Name}"))
            {
                foreach (PublicCall call in PublicCall.Of(type, world.Arguments).Where(call => call.NeedsTarget))
                {
                    object target = world.Arguments.Usual(type, $"{call}")!;
                    property.SetValue(target, make());
                    object?[] arguments = world.Arguments.SetsFor(call)[0]();
                    if (FaultOf(call, Outcome.Of(() => call.Invoke(target, arguments))) is { } fault) faults.Add($"{call} with {property.Name}: {fault}");
                }
            }
        }

        Assert.That(faults, Is.Empty, string.Join("\n\n", faults));
    }

    [Test]
    public void A_type_without_a_value_fails_and_says_what_to_add()
    {
        var thrown = Assert.Throws<AssertionException>(() => new ArgumentSource().Every(typeof(ManagedENet.Godot.Variants.Rect2), "the sweep"));
        Assert.That(thrown!.Message, Does.Contain("add what makes one"));
    }

    [Test]
    public void Every_public_type_is_swept()
    {
        IEnumerable<Type> swept = Types().Concat(EveryCallTests.Kept).Append(typeof(MultiplayerLayer));
        Assert.That(swept, Is.EquivalentTo(PublicCall.AllTypesOf(typeof(GodotMultiplayerPeer).Assembly)));
    }

    private static IEnumerable<Type> Disposables() => Types().Where(type => typeof(IDisposable).IsAssignableFrom(type));

    private static IEnumerable<Type> Initialized() => Types().Where(type => PropertiesOf(type).Any());

    private static IEnumerable<System.Reflection.PropertyInfo> PropertiesOf(Type type) => type.IsByRefLike ? [] : type.GetProperties().Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0);

    // Its members are swept on the types that are made of it.
    private static bool IsBaseOfKept(Type type) => type.IsAbstract && EveryCallTests.Kept.Any(kept => kept.IsSubclassOf(type));

    private static void Sweep(Type type, Func<Action, Exception?> run, Action<object>? prepare = null)
    {
        var faults = new List<string>();
        using var world = new GodotValues();
        IReadOnlyList<PublicCall> calls = PublicCall.Of(type, world.Arguments);
        Assert.That(calls, Is.Not.Empty);
        foreach (PublicCall call in calls)
        {
            foreach (Func<object?> makeTarget in TargetsOf(call, world.Arguments))
            {
                foreach (object?[] arguments in world.Arguments.SetsFor(call).Select(make => make()))
                {
                    object? target = makeTarget();
                    if (prepare is not null && target is not null) prepare(target);
                    Exception? thrown = run(() => call.Invoke(target, arguments));
                    if (FaultOf(call, thrown) is { } fault) faults.Add($"{call} on {target} with ({string.Join(", ", arguments)}): {fault}");
                }
            }
        }

        Assert.That(faults, Is.Empty, string.Join("\n\n", faults.Take(10)));
    }

    private static IEnumerable<Func<object?>> TargetsOf(PublicCall call, ArgumentSource source)
    {
        Type type = call.Type;
        if (!call.NeedsTarget) return [() => null];
        if (type.IsByRefLike) return PublicCall.Of(type, source).Where(made => made.Method.IsConstructor).SelectMany(source.SetsFor).Select(make => (Func<object?>)make).Append(() => null);
        IEnumerable<Func<object?>> targets = source.Every(type, $"{call}").Where(make => make() is not null);
        return type.IsValueType ? targets.Append(() => Activator.CreateInstance(type)) : targets;
    }

    private static string? FaultOf(PublicCall call, Exception? thrown) => thrown is null || Outcome.IsClear(thrown) || Documented.Has(call, thrown) ? null : $"{thrown}";
}
