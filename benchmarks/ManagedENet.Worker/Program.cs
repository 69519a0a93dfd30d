using System;
using ManagedENet.Worker;

// Started by benchmarks/ManagedENet.Workloads, which tells it what to do. By hand: ManagedENet.Worker echo mode=spin rounds=1000, and then a line for each run.
return WorkerProgram.Run(args, Console.In, Console.Out, Console.Error);
