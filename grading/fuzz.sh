#!/bin/bash
# fuzz.sh: let libFuzzer look for inputs that break a manager, or the
# reader of traces.
#
# Usage: fuzz.sh SECONDS MANAGER...
#
# SECONDS for each of them.  An input that breaks something is left in
# build/fuzz; the program named there, with that file as its argument,
# does it again.  Needs clang.
set -uo pipefail

seconds=$1
shift
build=${BUILD:-build}/fuzz
mkdir -p "$build" || exit 2
passed=0
failed=0
flags=(-std=c11 -g -O1 -D_DEFAULT_SOURCE -I. -Idriver
   -fsanitize=fuzzer -fsanitize=undefined -fno-sanitize-recover=all)

# Compile program $1 of the files that follow, and run it on corpus $2.
fuzz()
{
   local name=$1 corpus=$2
   shift 2
   clang "${flags[@]}" -o "$build/$name" "$@" || exit 2
   mkdir -p "$build/$name.corpus"
   if "$build/$name" -max_total_time="$seconds" -close_fd_mask=2 \
      -max_len=400 -rss_limit_mb=4096 -timeout=10 -print_final_stats=1 \
      -artifact_prefix="$build/$name-" "$build/$name.corpus" \
      "grading/fuzz/corpus/$corpus" >"$build/$name.log" 2>&1; then
      passed=$((passed + 1))
      echo "ok $name: $(awk '/number_of_executed_units/ { print $2 }' \
         "$build/$name.log") inputs"
   else
      failed=$((failed + 1))
      echo "not ok - $name: $build/$name with one of" "$build/$name"-*
      tail -n 20 "$build/$name.log"
   fi
}

for manager; do
   layout=1
   case $manager in
      1_* | 2_* | 3_* | 6_* | _unsorted) layout=0 ;;
   esac
   fuzz "fuzz$manager" manager -DCHUNK_FOOTER_UNITS="$layout" \
      grading/fuzz/fuzz_manager.c "heapmgr$manager.c" chunk.c \
      driver/checkrate.c
done
fuzz fuzz_trace trace grading/fuzz/fuzz_trace.c driver/trace.c \
   driver/memory.c

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
