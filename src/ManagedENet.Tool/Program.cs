using ManagedENet.Tool;
using ManagedENet.Tool.CommandLine;

return EnetCommand.Run(args, ToolConsole.FromSystem(EnetCommand.Name));
