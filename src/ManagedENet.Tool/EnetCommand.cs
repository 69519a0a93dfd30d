using System.CommandLine;
using ManagedENet.Tool.CommandLine;
using ManagedENet.Tool.Commands;

namespace ManagedENet.Tool;

/// <summary>The <c>enet</c> command.</summary>
internal static class EnetCommand
{
    public const string Name = "enet";

    public static int Run(string[] args, ToolConsole console) => CommandRunner.Run(() => Create(console), args, console, "say what to do: demo, serve, connect or simulate");

    private static RootCommand Create(ToolConsole console) => new("ENet in managed code: demonstrate it, serve with it, connect with it, simulate a game over it.")
    {
        DemoCommand.Create(console),
        ServeCommand.Create(console),
        ConnectCommand.Create(console),
        SimulateCommand.Create(console),
    };
}
