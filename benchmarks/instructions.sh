#!/usr/bin/env bash
# Counts the instructions that the core spends on one message, from send to acknowledgement, and compares them with what is recorded in instructions.txt.
# Unlike nanoseconds they are the same on a busy machine. The code is compiled ahead of time, because the compiler itself works differently under valgrind.
#
#     benchmarks/instructions.sh            compares; fails when a message costs more than 3 % above what is recorded
#     benchmarks/instructions.sh --record   writes instructions.txt anew
#
# Where valgrind or the ahead-of-time compiler is missing, or the runtime is another one than that of the record, it says so and succeeds.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

record=benchmarks/instructions.txt
output=artifacts/instructions
tolerance_percent=3
few=1000
many=11000
workloads=('reliable 32' 'unreliable 32')

skip() { printf 'instructions: not counted, %s\n' "$1"; exit 0; }

command -v valgrind >/dev/null || skip 'valgrind is not installed'
[ "$(uname -sm)" = 'Linux x86_64' ] || skip 'the record is for Linux on x64'
mkdir -p "$output"
dotnet publish benchmarks/ManagedENet.Instructions -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$output" -v quiet --nologo \
  >"$output/publish.log" 2>&1 || skip "it cannot be compiled ahead of time here ($output/publish.log says why)"
runtime=$(dotnet --list-runtimes | awk '$1 == "Microsoft.NETCore.App" { version = $2 } END { print version }')

# The whole run, from the start of the process.
count() {
  DOTNET_TieredCompilation=0 DOTNET_TieredPGO=0 DOTNET_gcConcurrent=0 DOTNET_EnableWriteXorExecute=0 DOTNET_gcHeapHardLimit=0x8000000 \
    valgrind --tool=callgrind --callgrind-out-file=/dev/null dotnet "$output/ManagedENet.Instructions.dll" "$@" 2>&1 |
    awk '/Collected/ { print $NF }'
}

# The difference of two runs leaves the start of the runtime out.
per_message() {
  local less more
  less=$(count "$@" "$few")
  more=$(count "$@" "$many")
  [ -n "$less" ] && [ -n "$more" ] && echo $(((more - less) / (many - few)))
}

recorded_runtime=$(awk '$1 == "runtime" { print $2 }' "$record" 2>/dev/null)
if [ "${1:-}" = '--record' ]; then
  {
    printf 'runtime %s\n' "$runtime"
    for workload in "${workloads[@]}"; do printf '%s %s\n' "$workload" "$(per_message $workload)"; done
  } | tee "$record"
  exit 0
fi

[ "$runtime" = "$recorded_runtime" ] || skip "the record is of runtime ${recorded_runtime:-none} and this is $runtime (record anew with --record)"
failed=0
for workload in "${workloads[@]}"; do
  was=$(awk -v workload="$workload" '$1 " " $2 == workload { print $3 }' "$record")
  now=$(per_message $workload)
  [ -n "$now" ] || { printf 'instructions: %s could not be counted\n' "$workload"; failed=1; continue; }
  verdict=$(awk -v was="${was:-0}" -v now="$now" -v limit="$tolerance_percent" \
    'BEGIN { change = was ? (now - was) * 100 / was : 0; printf "%+.1f %% %s", change, (change > limit ? "TOO MANY" : "fine") }')
  printf 'instructions: %s B, %s a message, %s recorded, %s\n' "$workload" "$now" "$was" "$verdict"
  case $verdict in *MANY) failed=1 ;; esac
done

exit $failed
