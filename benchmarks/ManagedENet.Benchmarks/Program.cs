using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Running;
using ManagedENet.Benchmarks;

// Everything:   dotnet run -c Release --project benchmarks/ManagedENet.Benchmarks -- --filter '*'
// In a minute:  ... --filter '*' --iterationTime 100 --iterationCount 5 --warmupCount 2 --launchCount 1
IConfig config = DefaultConfig.Instance.AddFilter(new SimpleFilter(benchmark => NativeENet.IsPresent || !benchmark.Descriptor.HasCategory(NativeENet.Category)));
BenchmarkSwitcher.FromAssembly(typeof(NativeENet).Assembly).Run(args, config);
