#!/usr/bin/env bash
# What a process pays at its start: processor time until the first, the 10,000th and the 200,000th echo, for every way of shipping an application, and native ENet beside them.
#
#     benchmarks/first-second.sh [--repeats N] [--face handler|poll]
#
# Packs the library twice, as portable code alone and with compiled code beside it, publishes benchmarks/ManagedENet.FirstSecond with either, with PublishReadyToRun and with
# NativeAOT, and runs them all in turn. On Debian it wants "apt install gcc clang zlib1g-dev libenet-dev"; what cannot be built here is left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off DOTNET_NOLOGO=1
output=$PWD/artifacts/first-second
runtime=linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')
version=0.0.1-first.$(date +%Y%m%d%H%M%S)
program=benchmarks/ManagedENet.FirstSecond
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}/managedenet

rm -rf -- "$output"
mkdir -p "$output"
trap 'rm -rf -- "$cache/$version.portable" "$cache/$version.compiled"' EXIT

quiet() { "$@" -v quiet -nologo -clp:NoSummary >"$output/build.log" 2>&1 || { cat "$output/build.log"; return 1; }; }

pack() { quiet dotnet pack src/ManagedENet -c Release -o "$output/packages" "-p:PackageVersion=$version.$1" "${@:2}"; }

# Its own folder for what is restored and compiled: each of these is another project for the SDK.
publish() {
  quiet dotnet publish "$program" -c Release -o "$output/$1" --self-contained "${3-false}" "-p:How=$1" "-p:ENetVersion=$version.$2" \
    "-p:RestoreAdditionalProjectSources=$output/packages" "-p:BaseIntermediateOutputPath=$output/obj/$1/" "-p:BaseOutputPath=$output/bin/$1/" "${@:4}"
}

printf 'Packing and publishing.\n'
pack portable
pack compiled "-p:ReadyToRunFor=$runtime" -p:ReadyToRunFrameworks=net10.0
publish portable portable
publish compiled compiled
publish readytorun compiled false -r "$runtime"
publish aot compiled true -r "$runtime" || printf 'NativeAOT is left out.\n'
quiet dotnet build benchmarks/ManagedENet.Workloads -c Release
dotnet benchmarks/ManagedENet.Workloads/bin/Release/net10.0/workloads.dll first-second "$output" "$@"
printf 'load of the machine at the end: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
