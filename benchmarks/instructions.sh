#!/usr/bin/env bash
# Counts the instructions that the core spends on one message, from send to acknowledgement, and compares them with what is recorded in instructions.txt.
# Unlike nanoseconds they are the same on a busy machine. The code is compiled ahead of time, because the compiler itself works differently under valgrind.
#
#     benchmarks/instructions.sh            compares; fails when a message costs more than 3 % above what is recorded
#     benchmarks/instructions.sh --record   writes instructions.txt anew
#
# Another runtime needs another number of instructions for the same code. Where the runtime is not that of the record, the commit that made the record is
# built and counted beside this one, and the same 3 % hold; where that is this very commit, its parent, and what the record itself went up by is allowed.
#
# Where valgrind, the ahead-of-time compiler or (for another runtime) the history is missing, it says so and succeeds.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

record=benchmarks/instructions.txt
output=artifacts/instructions
tolerance_percent=3
few=1000
many=11000
workloads=('reliable 32' 'cubic 32' 'unreliable 32')

skip() { printf 'instructions: not counted, %s\n' "$1"; exit 0; }

command -v valgrind >/dev/null || skip 'valgrind is not installed'
[ "$(uname -sm)" = 'Linux x86_64' ] || skip 'the record is for Linux on x64'
mkdir -p "$output"

scratch=$(mktemp -d "$PWD/$output/scratch.XXXXXX") || exit 1
trap 'rm -rf -- "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Compiles the program of a source tree into a folder; what is given beside goes to the compiler.
compile() {
  local tree=$1 folder=$2 log=$3
  shift 3
  dotnet publish "$tree/benchmarks/ManagedENet.Instructions" -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true \
    -o "$folder" -v quiet --nologo "$@" >"$log" 2>&1
}

# The whole run, from the start of the process.
count() {
  local folder=$1
  shift
  DOTNET_TieredCompilation=0 DOTNET_TieredPGO=0 DOTNET_gcConcurrent=0 DOTNET_EnableWriteXorExecute=0 DOTNET_gcHeapHardLimit=0x8000000 \
    valgrind --tool=callgrind --callgrind-out-file=/dev/null dotnet "$folder/ManagedENet.Instructions.dll" "$@" 2>&1 |
    awk '/Collected/ { print $NF }'
}

# The difference of two runs leaves the start of the runtime out. They run side by side: it is no time that is measured.
per_message() {
  local less more
  count "$@" "$few" >"$scratch/less" &
  more=$(count "$@" "$many")
  wait "$!"
  less=$(cat "$scratch/less")
  [ -n "$less" ] && [ -n "$more" ] && echo $(((more - less) / (many - few)))
}

# What a record says about the runtime or a workload; nothing when it says nothing.
recorded() { awk -v key="$2" '$1 == key { print $2 } $1 " " $2 == key { print $3 }' "$1" 2>/dev/null; }

# The commit to compare with; nothing when there is none: no history, none of our own, or not enough of it.
find_base() {
  local base head
  [ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$PWD" ] && head=$(git rev-parse --verify -q HEAD) || return
  base=$(git log -1 --format=%H -- "$record")
  [ -n "$base" ] || base=$head

  # With nothing changed since, a commit would be compared with itself.
  if [ "$base" = "$head" ] && [ -z "$(git status --porcelain -- src benchmarks/ManagedENet.Instructions)" ]; then base=$head^; fi
  git rev-parse --verify -q "$base^{commit}"
}

compile . "$output" "$output/publish.log" || skip "it cannot be compiled ahead of time here ($output/publish.log says why)"
runtime=$(dotnet --list-runtimes | awk '$1 == "Microsoft.NETCore.App" { version = $2 } END { print version }')
if [ "${1:-}" = '--record' ]; then
  {
    printf 'runtime %s\n' "$runtime"
    for workload in "${workloads[@]}"; do printf '%s %s\n' "$workload" "$(per_message "$output" $workload)"; done
  } | tee "$record"
  exit 0
fi

recorded_runtime=$(recorded "$record" runtime)
base=
compared_with=recorded
if [ "$runtime" != "$recorded_runtime" ]; then
  why="the record is of runtime ${recorded_runtime:-none} and this is $runtime"
  base=$(find_base) || skip "$why, and there is no earlier commit to compare with"
  base_name=$(git log -1 --format='%h (%s)' "$base")
  mkdir "$scratch/tree"
  git archive "$base" | tar -x -C "$scratch/tree" &&
    compile "$scratch/tree" "$scratch/base" "$output/base.log" -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false ||
    skip "$why, and $base_name cannot be compiled here ($output/base.log says why)"
  printf 'instructions: %s, so %s is counted too\n' "$why" "$base_name"
  compared_with='expected from that commit'
fi

# What a message may cost: as recorded, or as counted of the base. What the record went up by since the base was meant.
reference() {
  local workload=$1 recorded_now recorded_then='' counted
  recorded_now=$(recorded "$record" "$workload")
  [ -n "$base" ] || { echo "${recorded_now:-0}"; return; }
  # A workload that the base does not know.
  if [ -f "$scratch/tree/$record" ] && [ -z "$(recorded "$scratch/tree/$record" "$workload")" ]; then echo 0; return; fi
  counted=$(per_message "$scratch/base" $workload)
  [ "$(recorded "$scratch/tree/$record" runtime)" != "$recorded_runtime" ] || recorded_then=$(recorded "$scratch/tree/$record" "$workload")
  awk -v counted="${counted:-0}" -v then="${recorded_then:-0}" -v now="${recorded_now:-0}" \
    'BEGIN { print int(counted * (then > 0 && now > then ? now / then : 1)) }'
}

failed=0
for workload in "${workloads[@]}"; do
  was=$(reference "$workload")
  now=$(per_message "$output" $workload)
  [ -n "$now" ] || { printf 'instructions: %s could not be counted\n' "$workload"; failed=1; continue; }
  [ "$was" -gt 0 ] || { printf 'instructions: %s B, %s a message, nothing to compare with\n' "$workload" "$now"; continue; }
  verdict=$(awk -v was="$was" -v now="$now" -v limit="$tolerance_percent" \
    'BEGIN { change = (now - was) * 100 / was; printf "%+.1f %% %s", change, (change > limit ? "TOO MANY" : "fine") }')
  printf 'instructions: %s B, %s a message, %s %s, %s\n' "$workload" "$now" "$was" "$compared_with" "$verdict"
  case $verdict in *MANY) failed=1 ;; esac
done

exit $failed
