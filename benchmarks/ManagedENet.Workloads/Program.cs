using ManagedENet.Tool.CommandLine;
using ManagedENet.Workloads;

// Everything:          dotnet run -c Release --project benchmarks/ManagedENet.Workloads
// In some minutes:     ... -- --quick
// One of them:         ... -- --workload echo
return WorkloadsCommand.Run(args, ToolConsole.FromSystem(WorkloadsCommand.Name));
