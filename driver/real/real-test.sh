#!/bin/bash
# real-test.sh: test real programs on the managers (make run, make real).
#
# Usage: real-test.sh [--long]
#
# On each manager: malloc's family does what its manual says, a client's
# mistakes are reported with the program's name, and programs print what
# they print elsewhere.  --long has threads and forks on each for a
# minute.  BUILD= is the build folder.
set -uo pipefail
export LC_ALL=C
# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../.ci/count.sh"
BUILD=${BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

lib=$(realpath "$BUILD/lib")
managers=()
for library in "$lib"/libheapmgr*.so; do
   name=${library##*/libheapmgr}
   [[ $name = own_* ]] || managers+=("${name%.so}")
done

# on MANAGER COMMAND...: run it there.
on()
{
   env LD_PRELOAD="$lib/libheapmgr$1.so" timeout 60 "${@:2}"
}

# run ARGUMENT...: as make run does; what it says is printed.
run() { make -s run BUILD="$BUILD" "$@" 2>&1; }

for manager in "${managers[@]}"; do
   check "$manager: the family keeps its rules" 0 \
      '^[0-9]+ rules tried, 0 broken$' on "$manager" "$lib/tryfamily"
   check "$manager: a free inside a payload is reported, by whom" 134 \
      '^tryfamily \(process [0-9]+\): .* called from .*tryfamily\+0x' \
      on "$manager" "$lib/tryfamily" inside
done
for manager in 3_list 4_dlist 5_bins _segregated; do
   check "$manager: a double free is reported, by whom" 134 \
      '^tryfamily .*: the heap manager stops in free, called from' \
      on "$manager" "$lib/tryfamily" double
done
for manager in 4_dlist 5_bins; do
   check "$manager: an overrun is reported, by whom" 134 \
      '^tryfamily .*: the heap manager stops in free, called from' \
      on "$manager" "$lib/tryfamily" overrun
done

# The same output on all managers; real.sh compares.
# shellcheck disable=SC2016  # JOBS is real.sh's
check 'programs print the same on all managers' 0 '^sort +' \
   env BUILD="$BUILD" JOBS='sort tar git threads' RUNS=1 LIMIT=60 \
   bash driver/real/real.sh "${managers[@]}"
check 'a job that does not exist is refused' 2 "^real: there is no job x" \
   env BUILD="$BUILD" JOBS=x bash driver/real/real.sh 5_bins
check 'so is a number that is none' 2 "^real: 'x': RUNS and LIMIT are" \
   env BUILD="$BUILD" RUNS=x bash driver/real/real.sh 5_bins

# make run, and what it says.
check 'run: what it cost' 0 \
   '^run: 5_bins: [0-9.]+ s, .*; the system.s malloc: [0-9.]+ s' \
   run MANAGER=5 CMD='sort README.md | head -n 1'
check 'run: calls, processes, calls of the system' 0 \
   '^run: [0-9]+ mallocs, [0-9]+ frees in [3-5] processes; .*called [0-9]' \
   run MANAGER=5 CMD='sort README.md | head -n 1'
check 'run: the largest heap and its parts' 0 \
   '^run: largest heap, .*peak = payload .* \+ prefixes .* own and free' \
   run MANAGER=3_list CMD='sort README.md'
check 'run: the status is the command.s' 2 'Error 7' \
   run MANAGER=4 CMD='exit 7'
check 'run: $ is the shell.s, not make.s' 0 '^yes$' \
   run MANAGER=4 CMD='x=yes; echo $x'
check 'run: without a command' 2 '^run: which command\?' run MANAGER=4
check 'run: a time limit' 2 '^run: stopped after 1 second$' \
   run MANAGER=4 CMD='sleep 9' LIMIT=1
check 'run: LIMIT is seconds' 2 '^run: LIMIT=soon: expected seconds' \
   run MANAGER=4 CMD=true LIMIT=soon
check 'run: ends in the manager' 2 '^run: tryfamily ended in HeapMgr_free$' \
   run MANAGER=4 CMD="$lib/tryfamily double"

# What can't be preloaded.
gcc -static -x c -o "$work/static" - <<'END'
int main(void) { return 0; }
END
check 'run: a statically linked program' 0 \
   '^run: only the shell had its memory from 4_dlist; a program that is' \
   run MANAGER=4 CMD="$work/static"

# A stage that is not written: HeapMgr_malloc returns NULL.
mkdir "$work/stubs"
awk -f grading/starter/stub.awk grading/starter/given.txt \
   grading/starter/yours.c heapmgr4_dlist.c >"$work/stubs/stub.c"
check 'run: a stage that is not written' 2 \
   'returned NULL .* the system has refused nothing: is it written\?' \
   run MANAGER="$work/stubs/stub.c" CMD=true
# shellcheck disable=SC2016
sed 's/^void HeapMgr_free(void \*pv)$/void HeapMgr_free(void *pv) { (void)pv; }\nvoid HeapMgr_lost(void *pv);\nvoid HeapMgr_lost(void *pv)/' \
   heapmgr4_dlist.c >"$work/half.c"
check 'run: half of a stage is enough for a program that frees little' 0 \
   '^run: own_half: |^run: half: ' run MANAGER="$work/half.c" CMD=true
# The system refuses: the program says so itself, and make run why.
check 'run: memory that the system refuses' 2 \
   '^run: perl: the system refused memory .*; it had [0-9]+ chunks then' \
   run MANAGER=5 CMD='ulimit -v 200000; perl -e "\$x = q(x) x 300000000"'

if [ "${1:-}" = --long ]; then
   for manager in "${managers[@]}"; do
      check "$manager: threads and forks for a minute" 0 \
         '^4 threads, 0 faults$' \
         env LD_PRELOAD="$lib/libheapmgr$manager.so" timeout 300 \
         "$lib/threads" 60
   done
fi

end_count
