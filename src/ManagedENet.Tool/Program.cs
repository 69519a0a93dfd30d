using ManagedENet.Tool;

return EnetCommand.Run(args, ToolConsole.FromSystem());
