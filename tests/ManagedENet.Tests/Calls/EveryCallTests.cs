using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace ManagedENet.Tests.Calls;

/// <summary>
/// Every public member of every public type, found by reflection, in situations in which a program should not call it, with arguments it should not pass. Each call works or
/// says what is wrong, and the host works afterwards.
/// </summary>
public sealed class EveryCallTests
{
    // These refuse what they are not documented for; the others say with their type, or with what they implement, which thread may use them.
    private static readonly Type[] OwnedByOneThread = [typeof(ENetHost), typeof(ENetPeer)];

    public static IEnumerable<Type> Types() => new[] { typeof(ENetHost).Assembly, typeof(ENetAddress).Assembly }.SelectMany(PublicCall.TypesOf);

    [TestCaseSource(nameof(Types))]
    public void Called_by_its_owner_with_any_argument_it_works_or_says_what_is_wrong(Type type) => Sweep(type, prepare: null, (world, call, target, arguments) =>
    {
        Exception? thrown = Invoke(world, call, target, arguments);
        return thrown is null || Outcome.IsClear(thrown) ? null : $"{thrown}";
    });

    [TestCaseSource(nameof(Types))]
    [Property("Requirement", "LIM-032")]
    public void Called_by_another_thread_it_is_refused_or_documented_for_any_thread(Type type)
    {
        var documentation = new WrittenDocumentation(type.Assembly);
        Sweep(type, prepare: null, (world, call, target, arguments) =>
        {
            Exception? thrown = Outcome.OnOtherThread(() => Call(world, call, target, arguments));
            if (thrown is not null && !Outcome.IsClear(thrown)) return $"{thrown}";
            if (!call.NeedsTarget || IsImmutable(type) || thrown is ArgumentException) return null;
            if (IsRefusing(call, documentation)) return IsRefusal(thrown) ? null : $"it answers another thread with {thrown?.ToString() ?? "no exception"}";
            if (OwnedByOneThread.Contains(type)) return thrown is null ? null : $"it is documented for any thread, and throws {thrown}";
            string written = documentation.OfType(type) + string.Concat(type.GetInterfaces().Select(documentation.OfType));
            return written.Contains("thread", StringComparison.Ordinal) ? null : "the documentation does not say which thread may use it";
        });
    }

    [TestCaseSource(nameof(Types))]
    public void Called_when_the_host_is_disposed_it_says_so_or_is_documented_for_any_thread(Type type)
    {
        var documentation = new WrittenDocumentation(type.Assembly);
        Sweep(type, world => world.Host.Dispose(), (world, call, target, arguments) =>
        {
            Exception? thrown = Invoke(world, call, target, arguments);
            if (thrown is not null && !Outcome.IsClear(thrown)) return $"{thrown}";
            bool mustThrow = call.NeedsTarget && (IsRefusing(call, documentation) || call.Method.Name == nameof(ENetHost.AttachToCurrentThread));
            return !mustThrow || thrown is ObjectDisposedException or ArgumentException ? null : $"it answers with {thrown?.ToString() ?? "no exception"}";
        });
    }

    [TestCaseSource(nameof(Types))]
    public void Called_when_it_is_disposed_itself_it_works_or_says_so(Type type)
    {
        if (!typeof(IDisposable).IsAssignableFrom(type)) return;
        Sweep(type, prepare: null, (world, call, target, arguments) =>
        {
            (target as IDisposable)?.Dispose();
            Exception? thrown = Invoke(world, call, target, arguments);
            return thrown is null || Outcome.IsClear(thrown) ? null : $"{thrown}";
        });
    }

    [Test]
    public void The_default_of_a_struct_can_be_asked_for_everything([ValueSource(nameof(Structs))] Type type) => Sweep(type, prepare: null, (world, call, _, arguments) =>
    {
        Exception? thrown = Invoke(world, call, Activator.CreateInstance(type), arguments);
        return thrown is null || Outcome.IsClear(thrown) ? null : $"{thrown}";
    });

    private static IEnumerable<Type> Structs() => Types().Where(type => type.IsValueType);

    /// <summary>True for a member of a host or a peer that is its own thread's alone.</summary>
    private static bool IsRefusing(PublicCall call, WrittenDocumentation documentation)
    {
        if (!OwnedByOneThread.Contains(call.Type)) return false;
        string written = documentation.OfMember(call);
        return !written.Contains("any thread", StringComparison.OrdinalIgnoreCase) && !written.Contains("another thread than the host's may", StringComparison.Ordinal);
    }

    private static bool IsRefusal(Exception? thrown) => thrown is InvalidOperationException && thrown.Message.Contains(nameof(ENetHost.AttachToCurrentThread), StringComparison.Ordinal);

    private static bool IsImmutable(Type type) =>
        typeof(Exception).IsAssignableFrom(type) || (type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).All(field => field.IsInitOnly) && (type.IsValueType || type.GetMethod("<Clone>$") is not null || type == typeof(ENetNotice)));

    private static Exception? Invoke(CallWorld world, PublicCall call, object? target, object?[] arguments) => Outcome.Of(() => Call(world, call, target, arguments));

    private static void Call(CallWorld world, PublicCall call, object? target, object?[] arguments)
    {
        object? result = null;
        try
        {
            result = call.Invoke(target, arguments);
        }
        finally
        {
            world.Release(call, result, arguments);
        }
    }

    /// <summary>Every call of a type with every set of arguments, each in a world of its own that must be in order afterwards.</summary>
    private static void Sweep(Type type, Action<CallWorld>? prepare, Func<CallWorld, PublicCall, object?, object?[], string?> judge)
    {
        var faults = new List<string>();
        (PublicCall Call, int Sets)[] calls;
        using (var first = new CallWorld()) calls = PublicCall.Of(type, first.Arguments).Select(call => (call, first.Arguments.SetsFor(call).Count)).ToArray();
        foreach ((PublicCall call, int sets) in calls)
        {
            for (int set = 0; set < sets; set++)
            {
                using var world = new CallWorld();
                object? target = call.NeedsTarget ? world.Arguments.Usual(type, $"{call}") : null;
                if (call.NeedsTarget && target is null) continue;
                object?[] arguments = world.Arguments.SetsFor(call)[set]();
                string written = $"{call} with ({string.Join(", ", arguments)})";
                prepare?.Invoke(world);
                string? fault = judge(world, call, target, arguments) ?? world.FindFault();
                if (fault is not null) faults.Add($"{written}: {fault}");
            }
        }

        Assert.That(faults, Is.Empty, string.Join("\n\n", faults));
    }
}
