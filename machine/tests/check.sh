#!/bin/bash
# check.sh: the machine's tests, and all managers on it.
#
# Usage: check.sh [FOLDER [RUNNER]]
#
# FOLDER is the build of the tests in build/machine (check), RUNNER the
# program that runs them if this machine can't (qemu-aarch64-static).
# The managers' costs must be those that the build "check" has, for they
# are the same everywhere.  What takes qemu is skipped without it.  The
# last line is "N passed, N failed, N skipped".
set -uo pipefail

machine=${BUILD:-build}/machine
folder=$machine/${1:-check}
runner=${2:-}
passed=0 failed=0 skipped=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export ASAN_OPTIONS=protect_shadow_gap=0

# Run a test program, and add its counts.
run_test()
{
   local last
   $runner "$folder/$1" "${@:2}" >"$work/log" 2>&1
   last=$(tail -n 1 "$work/log")
   if [[ $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
      passed=$((passed + BASH_REMATCH[1]))
      failed=$((failed + BASH_REMATCH[2]))
      [ "${BASH_REMATCH[2]}" -eq 0 ] && return
   else
      failed=$((failed + 1))
   fi
   echo "FAIL $1:"
   tail -n 30 "$work/log"
}

run_test processor_test
run_test machine_test "$machine/rv/odd.elf"
run_test program_test "$machine/rv/4_dlist.elf"
run_test admit_test
# Whoever aborts frees nothing.
ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 \
   run_test refusals_test "$machine/rv/4_dlist.elf"
if command -v qemu-riscv64-static >/dev/null; then
   run_test random qemu-riscv64-static
else
   echo 'skipped - random programs, against qemu: it is not installed'
   skipped=$((skipped + 1))
fi

# Expect machine-run, with the other arguments, to fail and to say what
# matches $1.
refused()
{
   if $runner "$folder/run" "${@:2}" >"$work/log" 2>&1; then
      failed=$((failed + 1))
      echo "FAIL run ${*:2}: it succeeds"
   elif grep -q "$1" "$work/log"; then
      passed=$((passed + 1))
   else
      failed=$((failed + 1))
      echo "FAIL run ${*:2}: $1 is not in this:"
      cat "$work/log"
   fi
}
refused usage
refused "can't be read" /nowhere
refused 'it is odd' "$machine/rv/odd.elf" 10000 1
refused 'is no place for a payload' "$machine/rv/odd.elf" 10000 6

# A random client on each manager; it must cost the same here and there.
for program in "$machine"/rv/[1-6_]*.elf; do
   if "$machine/check/run" "$program" 10000 >"$work/wanted" 2>/dev/null &&
      $runner "$folder/run" "$program" 10000 >"$work/log" 2>&1 &&
      diff <(grep -v second "$work/log") "$work/wanted"; then
      passed=$((passed + 1))
   else
      failed=$((failed + 1))
      echo "FAIL ${program##*/}:"
      tail -n 5 "$work/log"
   fi
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
