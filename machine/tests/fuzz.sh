#!/bin/bash
# fuzz.sh: garbled programs, texts and assembler texts for the machine.
#
# Usage: fuzz.sh FUZZER SECONDS RV-FOLDER
#
# The inputs begin with the managers' own programs and texts.  What makes
# it crash is kept in build/machine/crashes.
set -euo pipefail

fuzzer=$1 seconds=$2 rv=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
crashes=${BUILD:-build}/machine/crashes
mkdir -p "$crashes" "$work/corpus"

for file in "$rv"/*.elf; do
   { printf f; cat "$file"; } >"$work/corpus/${file##*/}"
   { printf t; tail -c +4097 "$file" | head -c 8000; } \
      >"$work/corpus/${file##*/}.text"
done
for file in "$rv"/heapmgr?_*.s; do
   { printf a; cat "$file"; } >"$work/corpus/${file##*/}"
done

"$fuzzer" -max_total_time="$seconds" -max_len=65536 -timeout=20 \
   -print_final_stats=1 -artifact_prefix="$crashes/" "$work/corpus" \
   2>&1 | grep -E 'ERROR|SUMMARY|crash-|timeout-|executed_units' || true
if [ "${PIPESTATUS[0]}" -ne 0 ] || [ -n "$(ls -A "$crashes")" ]; then
   echo "fuzz.sh: see $crashes" >&2
   exit 1
fi
