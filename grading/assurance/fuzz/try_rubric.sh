#!/bin/bash
# try_rubric.sh: do the readers of a rubric do right with this one?
#
# Usage: try_rubric.sh FILE      (fuzz.sh garbles the files)
#
# rubric.awk must refuse it with one line that names the file, or else the
# judge's plan and the points made from it must be sound.  SOURCES=FOLDER
# may have other versions of these.
set -uo pipefail
export LC_ALL=C

file=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail()
{
   echo "try_rubric: $*"
   exit 1
}

# Print the file that stands for $1.
source_of()
{
   local other=${SOURCES:-/nowhere}/${1##*/}

   if [ -r "$other" ]; then echo "$other"; else echo "grading/$1"; fi
}

timeout 10 awk -f "$(source_of results/rubric.awk)" "$file" >"$work/out" 2>"$work/err"
status=$?
[ ! -s "$work/out" ] || fail "rubric.awk prints: $(head -c 200 "$work/out")"
case $status in
   0) [ ! -s "$work/err" ] || fail "rubric.awk complains and accepts it" ;;
   1)
      [ "$(wc -l <"$work/err")" = 1 ] || fail "not one line of complaint"
      [[ $(cat "$work/err") == "$file":* ]] ||
         fail "the complaint doesn't name the file: $(cat "$work/err")"
      exit 0
      ;;
   *) fail "rubric.awk ended with status $status" ;;
esac

# What judge.c reads (Judge_readPlan).
for manager in 4 5; do
   timeout 10 awk -f "$(source_of judge/plan.awk)" -v "manager=$manager" \
      -v seed=0123456789abcdef "$file" >"$work/plan" 2>&1 ||
      fail "plan.awk fails: $(head -n 1 "$work/plan")"
   wrong=$(awk '!(NF == 3 && $3 == "suite" ||
      NF == 7 && $3 == "play" && $5 > 0 && $6 > 0) ||
      length($1) > 63 || length($2) > 63' "$work/plan" | head -n 1)
   [ -z "$wrong" ] || fail "a line of the plan is wrong: $wrong"
done

# Points for a submission in which nothing is there.
echo '{"managers": [
   {"name": "heapmgr4_dlist", "status": "missing", "static_bytes": 0,
    "warnings": 0, "reasons": [], "diagnostics": ""},
   {"name": "heapmgr5_bins", "status": "missing", "static_bytes": 0,
    "warnings": 0, "reasons": [], "diagnostics": ""}],
   "remarks": [], "readme_characters": 0}' >"$work/admitted"
: >"$work/none"
timeout 10 jq -n --rawfile rubric "$file" \
   --slurpfile admitted "$work/admitted" \
   --slurpfile verdicts "$work/none" --slurpfile references "$work/none" \
   --arg suite reuse \
   "{} as \$meta | $(cat "$(source_of results/score.jq)")" \
   >"$work/result" 2>&1 || fail "score.jq fails: $(head -n 1 "$work/result")"
jq -e '.max >= 0 and .provisional == 0
   and all(.tests[]; .max >= 0
      and (.visibility == "visible" or .visibility == "hidden"))' \
   "$work/result" >/dev/null || fail "the points make no sense"
