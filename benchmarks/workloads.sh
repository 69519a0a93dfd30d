#!/usr/bin/env bash
# The benchmark of whole workloads, with workers that are compiled ahead of time beside those that are compiled while they run.
#
#     benchmarks/workloads.sh [--workload first] [--repeats N] [--json FILE] [--svg FILE] ...
#
# Publishes benchmarks/ManagedENet.Worker with PublishReadyToRun and with NativeAOT into artifacts/workloads, and runs benchmarks/ManagedENet.Workloads with them; what is behind the name of this script goes to that
# program. On Debian it wants "apt install gcc clang zlib1g-dev libenet-dev"; what cannot be built here is left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off DOTNET_NOLOGO=1
output=$PWD/artifacts/workloads
runtime=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')

rm -rf -- "$output"
mkdir -p "$output"

quiet() { "$@" -v quiet -nologo -clp:NoSummary >"$output/build.log" 2>&1 || { cat "$output/build.log"; return 1; }; }

# Its own folder for what is restored and compiled: each of these is another project for the SDK. What lies in the usual folders is no source then.
publish() {
  quiet dotnet publish benchmarks/ManagedENet.Worker -c Release -r "$runtime" -o "$output/$1" --self-contained "$2" "-p:How=$1" --artifacts-path "$output/build/$1" '-p:DefaultItemExcludes=obj/**'
}

printf 'Publishing.\n'
publish readytorun false
publish aot true || printf 'NativeAOT is left out.\n'
quiet dotnet build benchmarks/ManagedENet.Workloads -c Release
dotnet benchmarks/ManagedENet.Workloads/bin/Release/net10.0/workloads.dll --workers "$output" "$@"
printf 'load of the machine at the end: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
