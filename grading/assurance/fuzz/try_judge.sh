#!/bin/bash
# try_judge.sh: does the judge do right with a runner that lies?
#
# Usage: try_judge.sh FILE      (fuzz.sh garbles the files)
#
# FILE is the table of lies (liar.c).  Whatever the runner answers, the
# judge must give a verdict on each test, in good time, and must not fail
# itself.  If there are no lies, all tests pass.  SOURCES=FOLDER may have
# another judge.
set -uo pipefail
export LC_ALL=C

kit=${BUILD:-build}/grade
judge=${SOURCES:-/nowhere}/judge
[ -x "$judge" ] || judge=$kit/judge
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail()
{
   echo "try_judge: $*"
   exit 1
}

# Make a runner with the table $1.
make_liar()
{
   local liar=$work/liar place

   gcc -std=c11 -Og -D_DEFAULT_SOURCE -I. -Idriver/assert \
      -fsanitize-coverage=trace-pc -c -o "$work/manager.o" heapmgr4_dlist.c &&
      gcc -std=c11 -O2 -D_DEFAULT_SOURCE -Igrading/suites -Igrading/judge -c -o "$work/liar.o" \
         grading/assurance/fuzz/liar.c &&
      gcc -static -Wl,--wrap=brk,--wrap=sbrk,--wrap=write -o "$liar" \
         "$kit"/{runner,checkrate,debug/chunk}.o "$work"/{manager,liar}.o ||
      return
   cp "$1" "$work/table" && truncate -s 64 "$work/table" &&
      place=$(grep -abo 'Here are the lies:' "$liar" | cut -d : -f 1) &&
      dd if="$work/table" of="$liar" bs=1 seek="$place" conv=notrunc \
         status=none
}

make_liar "$1" || fail "the runner can't be made"
# No test waits for another one that must pass.
awk -f grading/judge/plan.awk -v manager=4 -v seed=0000000000000000 \
   grading/rubric.tsv | sed "s/\t[^\t]*/\tnone/" >"$work/plan"
timeout 300 "$judge" --sandbox "$kit/sandbox" --runner "$work/liar" \
   --stage 4 --seconds 120 <"$work/plan" >"$work/verdicts" 2>"$work/log" ||
   fail "the judge: status $?: $(tail -n 1 "$work/log")"
jq -es --argjson tests "$(wc -l <"$work/plan")" \
   --argjson honest "$(tr -d '\0' <"$1" | wc -c)" '
   length == $tests and all(.[].status;
      . == "passed" or ($honest > 0 and IN("failed", "not run", "left out")))
   ' "$work/verdicts" >/dev/null ||
   fail "a verdict that must not be: $(grep -v '"passed"' "$work/verdicts" |
      sort -r -t : -k 3 | cut -c 1-300 | head -n 3)"
