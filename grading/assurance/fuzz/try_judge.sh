#!/bin/bash
# try_judge.sh: does the judge do right with a program like this?
#
# Usage: try_judge.sh FILE      (fuzz.sh garbles the files)
#
# FILE is a manager as a program for the machine.  Whatever it does, the
# judge must give a verdict on each test and must not fail itself.  The
# reference passes all.  SOURCES=FOLDER may have another judge.
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

sound=no
! cmp -s "$1" "$kit/reference/heapmgr4_dlist/fast" || sound=yes
# No test waits for another one that must pass.
awk -f grading/judge/plan.awk -v manager=4 -v seed=0000000000000000 \
   grading/rubric.tsv | sed "s/\t[^\t]*/\tnone/" >"$work/plan"
timeout 300 "$judge" --stage 4 --debug "$1" --fast "$1" \
   <"$work/plan" >"$work/verdicts" 2>"$work/log" ||
   fail "the judge: status $?: $(tail -n 1 "$work/log")"
jq -es --argjson tests "$(wc -l <"$work/plan")" --arg sound $sound '
   length == $tests and all(.[]; .status == "passed"
      or ($sound == "no"
          and (.status | IN("failed", "not run", "left out")))
      or .test == "overrun_asserted") # it wants assertions
   ' "$work/verdicts" >/dev/null ||
   fail "a verdict that must not be: $(grep -v '"passed"' "$work/verdicts" |
      sort -r -t : -k 3 | cut -c 1-300 | head -n 3)"
