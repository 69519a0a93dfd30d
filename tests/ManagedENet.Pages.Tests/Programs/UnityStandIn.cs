namespace ManagedENet.Pages.Tests.Programs;

/// <summary>
/// What a script for Unity needs of the engine, as source: the page's script is compiled with it, gets Awake, one Update for each frame until it has logged something, and OnDestroy.
/// It shows that the script compiles as C# 9 and runs; it is no test of Unity.
/// </summary>
internal static class UnityStandIn
{
    public const string Source = """
        using System;
        using System.Linq;
        using System.Reflection;

        namespace UnityEngine
        {
            public class MonoBehaviour { }

            public static class Debug
            {
                internal static bool HasLogged { get; private set; }

                public static void Log(object message)
                {
                    Console.WriteLine(message);
                    HasLogged = true;
                }
            }

            internal static class Player
            {
                private static void Main()
                {
                    Type script = typeof(Player).Assembly.GetTypes().Single(type => type.BaseType == typeof(MonoBehaviour));
                    object behaviour = Activator.CreateInstance(script)!;
                    Call(behaviour, "Awake");
                    while (!Debug.HasLogged) Call(behaviour, "Update");
                    Call(behaviour, "OnDestroy");
                }

                private static void Call(object behaviour, string name) =>
                    behaviour.GetType().GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.Invoke(behaviour, BindingFlags.DoNotWrapExceptions, null, null, null);
            }
        }
        """;
}
