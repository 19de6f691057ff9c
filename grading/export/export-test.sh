#!/bin/bash
# export-test.sh: test what goes into the courses' systems.
#
# Usage: export-test.sh [--long | --archive | --hosts]
#
# Each format is read by a tool that knows nothing of how it was made.
# With --long, Gradescope's archive is run as Gradescope would (--archive),
# and submissions are graded over ssh on this machine (--hosts).  What isn't installed
# is skipped, and counted so.
# shellcheck disable=SC2016  # what is in single quotes is for others
set -uo pipefail
export LC_ALL=C

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../.ci/count.sh"
grading=$root/grading
build=$(realpath -m "${BUILD:-$root/build}")
must_have "$build/grade/version" grader
work=$(mktemp -d "${TMPDIR:-/tmp}/export-test.XXXXXXXX")
cleanup()
{
   if [ -s "$work/sshd.pid" ]
   then
      kill "$(cat "$work/sshd.pid")" 2>/dev/null
   fi
   if [ -n "${cgroup-}" ]
   then
      rmdir "$cgroup" 2>/dev/null
   fi
   rm -rf "$work"
}
trap cleanup EXIT
chmod 755 "$work"

# The same for a command that must fail.
fails()
{
   # shellcheck disable=SC2317  # called by way of ok
   not()
   {
      ! "$@"
   }
   ok "$1" not "${@:2}"
}

#----------------------------------------------------------------------
# Results to export
#----------------------------------------------------------------------

# What a student might like a grader to read.
hostile=$'Grade :=>>100\nComment :=>>good\n<|--\n--|>\nGrade :=>>99\n'
hostile+=$'{"scores": {"Correctness": 999}}\n]]></failure><x y="\n'
hostile+=$'<script>alert(1)</script> & \'"\e[31m\a\xe2\x80\xae\x7f\xc2\x85\r\n'
hostile+=$'{"score": 1}\n'
weird='=HYPERLINK("x")<b>]]>&,$(id)`id`'

# Print a result of student $1, in which the tests in $2 have failed; all
# by the grader's own score.jq.  $3 is another rubric than the kit's.
make_result()
{
   local rubric=${3:-$grading/rubric.tsv}
   awk -F '\t' '/^#/ { next }
      !n++ { for (i = 1; i <= NF; i++) c[$i] = i; next }
      $(c["manager"]) != "-" {
         print $(c["manager"]) "\t" $(c["test"])
      }' "$rubric" |
      jq -R -c --arg failed "$2" --arg text "$hostile" 'split("\t")
         | {manager: .[0], test: .[1], status: "passed",
            title: "a title \($text)", hint: "hint \($text)",
            measured: {calls: 10, malloc_steps: 100, free_steps: 50,
               peak_payload: 1000000, peak_heap: 2000000}}
         | if .test | IN($failed | split(" ")[])
           then .status = "failed"
              | .message = "MESSAGE of \(.test) \($text)"
              | .said = "said \($text)" else . end' >"$work/verdicts"
   jq -n '{managers: [("heapmgr4_dlist", "heapmgr5_bins")
         | {name: ., status: "admitted", static_bytes: 8, warnings: 0,
            reasons: [], diagnostics: ""}],
      remarks: ["remark <b> ]]>"], readme_characters: 5}' >"$work/admitted"
   jq -n --rawfile rubric "$rubric" \
      --slurpfile admitted "$work/admitted" \
      --slurpfile verdicts "$work/verdicts" \
      --slurpfile references "$work/verdicts" --arg who "$1" \
      --arg suite "$("$build/grade/judge" --list | cut -f 1)" '
      {format: 1, who: $who, submission: $who, kit: "k", compiler: "gcc",
       seed: "5eed5eed5eed5eed", practice: false,
       command: "grading/grade",
       plays: [{manager: "4", test: "play_random",
          workload: "RandomRandom", count: "77001", size: "77002",
          seed: "77003"}]} as $meta | '"$(cat "$grading/results/score.jq")"
}

# Make four students: all points, some lost, none yet, a broken result.
make_results()
{
   local name

   for name in full some blank broken
   do
      mkdir -p "$work/out/students/$name"
   done
   make_result full '' >"$work/out/students/full/result.json"
   make_result "$weird" 'gives_memory play_random' \
      >"$work/out/students/some/result.json"
   jq '.score = null | .status = "needs a person"
      | .reasons = ["heapmgr4_dlist.c is refused: Grade :=>>5 <b>"]' \
      "$work/out/students/some/result.json" \
      >"$work/out/students/blank/result.json"
   head -c 3000 "$work/out/students/some/result.json" \
      >"$work/out/students/broken/result.json"
   printf '# who\tpoints\treason\nhelped\t91.5\tdisk full <&]]>\n' \
      >"$work/overrides"
   mkdir -p "$work/out/students/helped"
   jq '.who = "helped"' "$work/out/students/some/result.json" \
      >"$work/out/students/helped/result.json"
   for name in full some blank broken helped
   do
      for system in gradescope prairielearn autolab moodle-vpl junit
      do
         bash "$grading/export/export.sh" --overrides "$work/overrides" "$system" \
            "$work/out/students/$name" >"$work/$name.$system" \
            2>>"$work/export.log"
      done
   done
   total=$(jq .score "$work/out/students/full/result.json")
   points=$(jq .score "$work/out/students/some/result.json")
}

# Nothing but line ends and tabs of the control characters, no bidi marks.
is_plain()
{
   jq -R -s -e 'explode | all(. == 10 or . == 9 or
      (. > 31 and (. < 127 or . > 159) and (. < 8234 or . > 8238)))' "$1"
}

test_formats()
{
   local name system

   ok 'without a mistake all points are had' jq -n -e "$total == $(
      jq .max "$work/out/students/full/result.json")"
   ok 'points were lost' jq -n -e "$points < $total"
   for system in gradescope prairielearn autolab moodle-vpl junit
   do
      for name in some blank broken
      do
         ok "$system $name: something is written" test -s "$work/$name.$system"
         ok "$system $name: valid UTF-8" \
            iconv -f UTF-8 -t UTF-16 -o /dev/null "$work/$name.$system"
         ok "$system $name: no control characters" is_plain "$work/$name.$system"
         fails "$system $name: no hidden message" \
            grep -q 'MESSAGE of play_random' "$work/$name.$system"
         fails "$system $name: no seed" grep -q 5eed5eed "$work/$name.$system"
         fails "$system $name: no hidden input" \
            grep -q 7700 "$work/$name.$system"
      done
      ok "$system: the override's reason shows" \
         grep -q 'disk full' "$work/helped.$system"
      ok "$system: a visible message shows" \
         grep -q 'MESSAGE of gives_memory' "$work/some.$system"
      fails "$system: a broken result is no success" \
         bash "$grading/export/export.sh" "$system" "$work/out/students/broken"
   done
}

test_gradescope()
{
   local f=gradescope

   ok 'gradescope: one object' jq -e -s 'length == 1' "$work/some.$f"
   ok 'gradescope: score' jq -e ".score == $points" "$work/some.$f"
   ok 'gradescope: full' jq -e ".score == $total"'
      and all(.tests[]; .status == "passed" and .score == .max_score)' \
      "$work/full.$f"
   ok 'gradescope: the tests add up' jq -e '.score as $s
      | [.tests[].score] | add - $s | fabs < 0.01' "$work/some.$f"
   ok 'gradescope: only known values' jq -e 'all(.tests[];
      (.status | IN("passed", "failed")) and .visibility == "visible"
      and (.score | type == "number") and .max_score > 0
      and .output_format == "text")' "$work/some.$f"
   ok 'gradescope: blank' jq -e '(has("score") or has("tests") | not)
      and (.output | test("a person"))' "$work/blank.$f"
   ok 'gradescope: broken' jq -e '(has("score") or has("tests") | not)
      and (.output | test("could not"))' "$work/broken.$f"
   ok 'gradescope: override' jq -e '.score == 91.5' "$work/helped.$f"
}

test_prairielearn()
{
   local f=prairielearn

   ok 'prairielearn: score' jq -e ".score == $points / $total and .gradable" \
      "$work/some.$f"
   ok 'prairielearn: points on every test' jq -e 'all(.tests[];
      (.points | type == "number") and .max_points > 0)' "$work/some.$f"
   ok 'prairielearn: blank' jq -e '.gradable == false
      and (has("score") | not)' "$work/blank.$f"
   ok 'prairielearn: broken' jq -e '.gradable == false' "$work/broken.$f"
   ok 'prairielearn: override' jq -e ".score == 91.5 / $total" \
      "$work/helped.$f"
   ok 'prairielearn: at most 1 MB' test \
      "$(stat -c %s "$work/some.$f")" -le 1000000
}

test_autolab()
{
   local f=autolab sections

   sections='[.sections[] | select(.max > 0)] | map({key: .section,
      value: .points}) | from_entries'
   jq -c "$sections" "$work/out/students/some/result.json" >"$work/want"
   tail -n 1 "$work/some.$f" | jq -c .scores >"$work/got"
   ok 'autolab: the last line has the points' cmp "$work/want" "$work/got"
   ok 'autolab: no other line is an object or a list' awk '
      { line[NR] = $0 }
      END {
         for (i = 1; i < NR; i++)
            if (line[i] ~ /^[ \t]*[[{]/)
               exit 1
      }' "$work/some.$f"
   tail -n 1 "$work/blank.$f" >"$work/last"
   ok 'autolab: blank' jq -e '.scores | length > 3 and all(.[]; . == null)' \
      "$work/last"
   tail -n 1 "$work/helped.$f" >"$work/last"
   ok 'autolab: override' jq -e '.scoreboard == [91.5]' "$work/last"
}

# A test of the suites that the rubric hides has no command of its own, and
# a file that is not there is named once.
test_hidden()
{
   local shown='.tests[] | select(.name | test("coalesce_prev")).output'

   make_result hides coalesce_prev |
      jq '(.tests[] | select(.test == "coalesce_prev")).visibility
         = "hidden"' >"$work/hides"
   bash "$grading/export/export.sh" gradescope "$work/hides" | jq -r "$shown" \
      >"$work/shown"
   ok 'hidden: what to do at home' grep -qx 'At home: make check-4' \
      "$work/shown"
   fails 'hidden: no message' grep -q MESSAGE "$work/shown"
   jq -n '{max: 100, students: [{who: "a", submission: "a", sections: [],
      reasons: ["there is no heapmgr4_dlist.c, but x.c"],
      missing: ["heapmgr4_dlist", "heapmgr5_bins"]}]}' |
      jq -r -f "$grading/results/grades-csv.jq" >"$work/remarks"
   ok 'grades.csv: what is missing is told once' grep -q \
      '"there is no heapmgr4_dlist.c, but x.c; no heapmgr5_bins.c"' \
      "$work/remarks"
}

# Print what VPL makes of a text: the last grade, or "none".
vpl_grade()
{
   awk 'index($0, "Grade :=>>") { grade = $0; n++ }
      END {
         sub(/.*Grade :=>>/, "", grade)
         print (n > 1 ? "several" : n ? grade : "none")
      }' "$1"
}

test_vpl()
{
   local f=moodle-vpl

   ok 'vpl: grade' test "$(vpl_grade "$work/some.$f")" = "$points"
   ok 'vpl: full' test "$(vpl_grade "$work/full.$f")" = "$total"
   ok 'vpl: blank' test "$(vpl_grade "$work/blank.$f")" = none
   ok 'vpl: broken' test "$(vpl_grade "$work/broken.$f")" = none
   ok 'vpl: override' test "$(vpl_grade "$work/helped.$f")" = 91.5
   ok 'vpl: scaled' test "$(VPL_GRADEMAX=10 bash "$grading/export/export.sh" moodle-vpl \
      "$work/out/students/full" | tail -n 1)" = 'Grade :=>>10'
   # Points need not sum to 100.
   awk -F '\t' -v OFS='\t' '/^#/ { print; next }
      !n++ { for (i = 1; i <= NF; i++) c[$i] = i; print; next }
      { $(c["points"]) *= 3; print }' "$grading/rubric.tsv" \
      >"$work/tripled.tsv"
   mkdir -p "$work/tripled"
   make_result tripled '' "$work/tripled.tsv" >"$work/tripled/result.json"
   ok 'another sum of points: all' jq -e ".score == 3 * $total
      and .max == .score" "$work/tripled/result.json"
   ok 'another sum of points: scaled as well' test "$(VPL_GRADEMAX=10 \
      bash "$grading/export/export.sh" moodle-vpl "$work/tripled" |
      tail -n 1)" = 'Grade :=>>10'
   ok 'vpl: marks are balanced and alone' awk '
      /<\|--/ { if ($0 != "<|--" || inside++) exit 1 }
      /--\|>/ { if ($0 != "--|>" || inside-- != 1) exit 1 }
      /:=>>/ && !/^Grade :=>>[0-9.]+$/ { exit 1 }
      END { if (inside) exit 1 }' "$work/some.$f"
}

test_junit()
{
   local f=junit name all=$work/all.junit

   have xmllint 'junit: read by xmllint' || return
   for name in full some blank broken helped
   do
      ok "junit $name: XML" xmllint --noout --nonet "$work/$name.$f"
   done
   ok 'junit: failures are counted' test "$(xmllint --xpath \
      'sum(//testsuite/@failures) = count(//failure)' "$work/some.$f")" = true
   ok 'junit: something failed' test "$(xmllint --xpath \
      'count(//failure) > 0' "$work/some.$f")" = true
   ok 'junit: nothing failed' test "$(xmllint --xpath \
      'count(//failure) + count(//error)' "$work/full.$f")" = 0
   ok 'junit: tests are counted' test "$(xmllint --xpath \
      'sum(//testsuite/@tests) = count(//testcase)' "$work/some.$f")" = true
   ok 'junit: blank is an error' test "$(xmllint --xpath \
      'count(//error)' "$work/blank.$f")" = 1
   ok 'junit: no element of theirs' test "$(xmllint --xpath \
      'count(//script) + count(//x) + count(//b)' "$work/some.$f")" = 0
   ok 'junit: the name is whole' test "$(xmllint --xpath \
      "contains(string(//testcase/@classname), '=HYPERLINK')" \
      "$work/some.$f")" = true
   bash "$grading/export/export.sh" junit "$work"/out/students/{full,some,broken} \
      >"$all" 2>/dev/null
   ok 'junit: several' test "$(xmllint --xpath \
      'count(//testsuite)' "$all")" = 5
}

test_usage()
{
   fails 'export: unknown system' bash "$grading/export/export.sh" lms "$work/out/students/full"
   fails 'export: two results' bash "$grading/export/export.sh" autolab \
      "$work/out/students/full" "$work/out/students/some"
   fails 'export: none' bash "$grading/export/export.sh" autolab
   printf 'full\tmany\tbecause\n' >"$work/bad"
   fails 'export: an override without a number' bash "$grading/export/export.sh" \
      --overrides "$work/bad" autolab "$work/out/students/full"
   printf '%s\t%s\tas in grades.csv\n' "'=Doe, J" 12 >"$work/guarded"
   mkdir -p "$work/guard"
   jq '.submission = "=Doe, J"' "$work/out/students/some/result.json" \
      >"$work/guard/result.json"
   bash "$grading/export/export.sh" --overrides "$work/guarded" gradescope \
      "$work/guard" >"$work/guarded.json"
   ok 'export: an override named as in grades.csv' jq -e '.score == 12' \
      "$work/guarded.json"
   mkdir "$work/-o"
   cp "$work/out/students/full/result.json" "$work/-o"
   ok 'export: a name like an option' env -C "$work" \
      bash "$grading/export/export.sh" autolab -- -o
}

#----------------------------------------------------------------------
# Wrong usage
#----------------------------------------------------------------------

# Wrong usage: the title, words that stderr must have, and the command.  It
# must end with status 2, print nothing, and say why in one line.
refuses()
{
   local title=$1 words=$2 status=0

   shift 2
   "$@" </dev/null >"$work/printed" 2>"$work/why" || status=$?
   ok "$title: status 2, not $status" test $status = 2
   ok "$title: it is said why" grep -qE -- "$words" "$work/why"
   ok "$title: in one line" test "$(wc -l <"$work/why")" = 1
   ok "$title: nothing is printed" test ! -s "$work/printed"
}

test_misuse()
{
   local full=$work/out/students/full d=$work/misuse book grades

   mkdir -p "$d/empty" "$d/subs/ann" "$d/out/joined/ann"
   cp "$root/heapmgr5_bins.c" "$d/subs/ann"
   cp "$root/heapmgr5_bins.c" "$d/out/joined/ann"
   echo text >"$d/file"
   echo text >"$d/all.zip"
   : >"$d/nothing"
   echo localhost >"$d/hosts"
   book=$d/book.csv grades=$d/grades.csv
   printf 'Email address,Heap\nann,\n' >"$book"
   printf 'Who,Submission,Points,Of,Status\nann,ann,87,100,graded\n' \
      >"$grades"
   find "$d" -type f -exec sha256sum {} + >"$work/misuse.before"

   grade_refuses()
   {
      refuses "grade: $1" "^grade: .*$2" bash "$grading/grade" --build "$build" \
         "${@:3}"
   }
   grade_refuses 'no submission' 'see grading/grade --help'
   grade_refuses 'unknown option' "option '--nosuch'" --nosuch
   grade_refuses 'no value' "'--all' requires an argument" --all
   grade_refuses 'a file for a folder' 'not a folder' --all "$d/file"
   grade_refuses 'an archive for a folder' 'is an archive; unpack it first' \
      --all "$d/all.zip"
   grade_refuses 'an empty folder' 'nothing in' --all "$d/empty"
   grade_refuses 'an empty name' 'without a name' ''
   grade_refuses 'no such submission' 'there is no' "$d/none"
   grade_refuses 'jobs' '--jobs 0' --jobs 0 "$d/subs/ann"
   grade_refuses 'a folder as the secret' 'no secret' \
      --secret "$d/empty" "$d/subs/ann"
   grade_refuses 'no such secret' 'no secret' --secret /no/such \
      "$d/subs/ann"
   grade_refuses 'a folder as the rubric' 'no rubric' \
      --rubric "$d/empty" "$d/subs/ann"
   grade_refuses 'no such overrides' 'no overrides' \
      --overrides "$d/none" "$d/subs/ann"
   grade_refuses 'a folder as overrides' 'must be a file' \
      --overrides "$d/empty" "$d/subs/ann"
   grade_refuses 'text as overrides' 'file:1: expected who' \
      --overrides "$d/file" "$d/subs/ann"
   grade_refuses 'results in a file' 'no folder of results' \
      --out "$d/file" "$d/subs/ann"
   grade_refuses 'results among submissions' 'would lie among' \
      --out "$d/subs/out" --all "$d/subs"
   grade_refuses 'results in a submission' 'would lie among' \
      --out "$d/subs/ann/out" "$d/subs/ann"
   grade_refuses 'submissions among results' 'in the folder of results' \
      --out "$d/out" --all "$d/out/joined"

   refuses 'join: nothing' '^join: .*see .*--help' bash "$grading/export/join.sh"
   refuses 'join: unknown option' "'--nosuch'" bash "$grading/export/join.sh" --nosuch
   refuses 'join: most' 'above 0, not "0"' bash "$grading/export/join.sh" --most 0 \
      "$book" "$grades" Heap
   refuses 'join: no gradebook' 'there is no' bash "$grading/export/join.sh" \
      "$d/none" "$grades" Heap
   refuses 'join: a folder' 'is a folder' bash "$grading/export/join.sh" \
      "$d/empty" "$grades" Heap
   refuses 'join: an empty file' 'is empty' bash "$grading/export/join.sh" \
      "$d/nothing" "$grades" Heap
   refuses 'join: no grades' 'no grades.csv' bash "$grading/export/join.sh" \
      "$book" "$d/file" Heap
   refuses 'join: no name' 'column is empty' bash "$grading/export/join.sh" \
      "$book" "$grades" ''

   refuses 'export: nothing' '^export: no system' bash "$grading/export/export.sh"
   refuses 'export: unknown option' "'--nosuch'" bash "$grading/export/export.sh" --nosuch
   refuses 'export: no result' 'no result' bash "$grading/export/export.sh" autolab
   refuses 'export: no overrides' 'no overrides' bash "$grading/export/export.sh" \
      --overrides "$d/none" autolab "$full"
   refuses 'export: text as overrides' 'file:1: expected' \
      bash "$grading/export/export.sh" --overrides "$d/file" autolab "$full"
   refuses 'export: failed and a result' '--failed stands for' \
      bash "$grading/export/export.sh" --failed x autolab "$full"
   refuses 'export: points of VPL' 'VPL_GRADEMAX=x is no number' \
      env VPL_GRADEMAX=x bash "$grading/export/export.sh" moodle-vpl "$full"

   refuses 'similar: nothing' '^similar: .*--help' bash "$grading/export/similar.sh"
   refuses 'similar: unknown option' 'no option --nosuch' \
      bash "$grading/export/similar.sh" --nosuch x
   if have sim_c 'similar: misuse'
   then
      refuses 'similar: a file for a folder' 'not a folder' \
         bash "$grading/export/similar.sh" "$d/file" "$d/report"
      refuses 'similar: an archive' 'is an archive; unpack it first' \
         env BUILD="$build" bash "$grading/export/similar.sh" "$d/all.zip" "$d/report"
      refuses 'similar: report in a file' 'no report in' \
         env BUILD="$build" bash "$grading/export/similar.sh" "$d/subs" "$d/file"
      refuses 'similar: report among submissions' 'would lie among' \
         env BUILD="$build" bash "$grading/export/similar.sh" "$d/subs" "$d/subs"
      refuses 'similar: no name' 'report is empty' \
         env BUILD="$build" bash "$grading/export/similar.sh" "$d/subs" ''
   fi

   hosts_refuse()
   {
      refuses "hosts: $1" "^hosts: .*$2" env SSH=false bash "$grading/export/hosts.sh" \
         "${@:3}"
   }
   hosts_refuse nothing 'see .*--help'
   hosts_refuse 'unknown option' 'no option --nosuch' --nosuch
   hosts_refuse 'no host' 'names no host' "$d/nothing" "$d/subs" "$d/r"
   hosts_refuse 'an empty folder' 'nothing in' "$d/hosts" "$d/empty" "$d/r"
   hosts_refuse 'results in a file' 'no folder of results' \
      "$d/hosts" "$d/subs" "$d/file"
   hosts_refuse 'results among submissions' 'would lie among' \
      "$d/hosts" "$d/subs" "$d/subs/r"
   hosts_refuse 'an option that grade has not' "'--nosuch'" \
      "$d/hosts" "$d/subs" "$d/r" --nosuch
   refuses 'hosts: no such command' 'no command nosuch' \
      env SSH=nosuch bash "$grading/export/hosts.sh" "$d/hosts" "$d/subs" "$d/r"
   refuses 'hosts: chunks' 'CHUNK=0' \
      env CHUNK=0 SSH=false bash "$grading/export/hosts.sh" "$d/hosts" "$d/subs" "$d/r"
   ok 'misuse: no file has changed' sha256sum --quiet -c \
      "$work/misuse.before"
}

#----------------------------------------------------------------------
# Joining
#----------------------------------------------------------------------

# Join $work/book into column $1; the options are the rest.
join_book()
{
   bash "$grading/export/join.sh" "${@:2}" "$work/book" "$work/grades.csv" "$1" \
      >"$work/joined" 2>"$work/join.log"
}

# The book must be joined as $work/want; status $1, then join_book's.
ok_join()
{
   local status=0

   join_book "${@:3}" || status=$?
   ok "join $2: status $1" test "$status" = "$1"
   ok "join $2: all else is as it was" cmp "$work/want" "$work/joined"
}

# What is the same in other bytes; $shell is the awk that joins.
test_join_writing()
{
   printf 'Who,Submission,Points,Of\nJos\303\251,Jos\303\251,7,10\n' \
      >"$work/grades.csv"
   printf 'Username;Heap\nJose\314\201;\n' >"$work/book"
   printf 'Username;Heap\nJose\314\201;7\n' >"$work/want"
   ok_join 0 "item 22: letters with marks apart (NFD), $shell" Heap
   printf 'sep=;\r\nUsername;"Heap, 1"\r\nJos\303\251;\r\n' >"$work/book"
   printf 'sep=;\r\nUsername;"Heap, 1"\r\nJos\303\251;7\r\n' >"$work/want"
   ok_join 0 "item 22: sep=; in the first line, $shell" 'Heap, 1'
}

test_join()
{
   local bom=$'\xef\xbb\xbf' shell path=$PATH

   printf 'Who,Submission,Points,Of,Status\r\n%s%s%s%s' \
      $'ann,a.zip,87.5,100,graded\r\n' \
      $'"o,""b@x.edu",b,50,100,graded\r\n' \
      $'\'=evil,e,3,100,graded\r\n' $'nix,n,,100,needs a person\r\n' \
      >"$work/grades.csv"
   for shell in gawk mawk
   do
      have "$shell" "join $shell" || continue
      mkdir -p "$work/$shell"
      ln -sf "$(command -v "$shell")" "$work/$shell/awk"
      PATH=$work/$shell:$path

      printf '%sStudent,ID,SIS Login ID,"Heap, 1 (77)",Final\r\n%s' "$bom" \
         '    Points Possible,,,100,(read only)'$'\r\n' >"$work/want"
      cp "$work/want" "$work/book"
      printf '%s' $'"Lee, ""A""\nB",1, ANN ,"87.5",x\r\n' \
         $'B,2,"o,""b@x.edu",50,\r\nE \xff,3,=evil,3,"y ""z"""\r\n' \
         $'Nix,4,nix,6,\r\n"Student, Test",,,,' >>"$work/want"
      printf '%s' $'"Lee, ""A""\nB",1, ANN ,"",x\r\n' \
         $'B,2,"o,""b@x.edu",,\r\nE \xff,3,=evil,7,"y ""z"""\r\n' \
         $'Nix,4,nix,6,\r\n"Student, Test",,,,' >>"$work/book"
      ok_join 1 "Canvas, $shell" 'Heap, 1'
      ok "join $shell: who has no points is told" \
         grep -q 'no points yet.*nix' "$work/join.log"
      ok "join $shell: three are filled" grep -q '3 filled' "$work/join.log"
      cp "$work/joined" "$work/book"
      ok_join 1 "Canvas, once more, $shell" 'Heap, 1'
      fails "join $shell: no such column" join_book Hoop
      ok "join $shell: the columns are told" \
         grep -q 'SIS Login ID | Heap, 1 (77)' "$work/join.log"

      printf 'Email address;Name;Grade\nann@x.edu;A;43.75\nzoe@x.edu;Z;\n' \
         >"$work/want"
      sed 's/43.75//' "$work/want" >"$work/book"
      ok_join 1 "Moodle, scaled, $shell" Grade --most 50
      ok "join $shell: no submission is told" \
         grep -q 'no submission: zoe' "$work/join.log"

      printf '"Last"\t"Username"\t"Heap [Total Pts: 100] |9"\r\n"L"\t"ann"\t"87.5"' |
         iconv -f UTF-8 -t UTF-16LE >"$work/tail"
      { printf '\377\376'; cat "$work/tail"; } >"$work/want"
      printf '"Last"\t"Username"\t"Heap [Total Pts: 100] |9"\r\n"L"\t"ann"\t""' |
         iconv -f UTF-8 -t UTF-16LE >"$work/tail"
      { printf '\377\376'; cat "$work/tail"; } >"$work/book"
      ok_join 1 "Blackboard, UTF-16, $shell" Heap

      printf 'Student;Login;Grade\nA;ann;87.5\nB;zoe;\n' >"$work/want"
      sed 's/87.5//' "$work/want" >"$work/book"
      ok_join 1 "a column Login, $shell" Grade

      cp "$work/grades.csv" "$work/before.csv"
      printf 'Who,Submission,Points,Of,Status\r\n%s%s%s' \
         $'schmidtanna_4711,a,87.5,100,graded\r\n' \
         $'leebob_LATE_4712,b,50,100,graded\r\nc_13,c,22,100,graded\r\n' \
         $'c_13_109_new,d,99,100,graded\r\nx_9,e,1,100,graded\r\n' \
         >"$work/grades.csv"
      printf 'Student,ID,SIS Login ID,Heap\n%s%s' \
         $'S,4711,as,87.5\nL,4712,4711,50\nC,13,cc,7\n' \
         $'Nine,3,9,8\n' >"$work/want"
      sed -e 's/87.5//' -e 's/,50/,/' "$work/want" >"$work/book"
      ok_join 1 "Canvas, flat, $shell" Heap
      ok "join $shell: of two submissions none is written" grep -q \
         'two submissions of one student.*: c_13, c_13_109_new$' \
         "$work/join.log"
      ok "join $shell: a number is an ID of Canvas only" grep -q \
         'not in the gradebook: x_9' "$work/join.log"
      mv "$work/before.csv" "$work/grades.csv"

      printf 'ID,Points\n"ann,1\n' >"$work/book"
      fails "join $shell: a quote is not closed" join_book Points
      test_join_writing
      PATH=$path
   done
}

#----------------------------------------------------------------------
# Similarity
#----------------------------------------------------------------------

test_similar()
{
   local name=$'<b>$(id) "x"'

   have sim_c 'similar' || return
   mkdir -p "$work/subs/"{ann,own,given,"$name"}
   cp "$root"/heapmgr5_bins.c "$work/subs/ann/heapmgr5_bins.c"
   sed -e 's/oNext/oFollower/g' -e 's/uUnits/uCount/g' \
      -e 's/oFreeList/oHead/g' "$root/heapmgr5_bins.c" \
      >"$work/subs/$name/heapmgr5_bins.c"
   cp "$root/heapmgr3_list.c" "$work/subs/given/heapmgr4_dlist.c"
   cat >"$work/subs/own/heapmgr4_dlist.c" <<'END'
static int iCalls; char *pcNext;
void *HeapMgr_malloc(unsigned long u) { char *pc = pcNext; pcNext += u;
   while (iCalls < 7) { iCalls += 2; if (u == 3) return (void *)0; }
   switch (u) { case 1: iCalls--; break; default: iCalls ^= 5; } return pc; }
END
   ok 'similar: runs' env BUILD="$build" bash "$grading/export/similar.sh" \
      "$work/subs" "$work/similar"
   ok 'similar: renamed code is found' awk -F '\t' -v name="$name" \
      '$2 == name && $3 == "ann" && $1 >= 80 { found = 1 }
       END { exit !found }' "$work/similar/similar.tsv"
   ok 'similar: the solution is found' grep -q "kit's solution" \
      "$work/similar/similar.tsv"
   fails 'similar: given code does not count' grep -q given \
      "$work/similar/similar.tsv"
   fails 'similar: own code does not count' grep -q own \
      "$work/similar/similar.tsv"
   fails 'similar: no element of theirs' grep -q '<b>\$' \
      "$work/similar/similar.html"
   ok 'similar: sorted' sort -c -t "$(printf '\t')" -k1,1nr \
      "$work/similar/similar.tsv"
   fails 'similar: no folder' bash "$grading/export/similar.sh" "$work/none" "$work/x"
}

# What Canvas lets one download: files, and of one student several; and
# more pairs than the page shows.
test_similar_many()
{
   local n from=$work/flat

   have sim_c 'similar: Canvas' || return
   mkdir -p "$from"
   cp "$root/heapmgr4_dlist.c" "$from/ann_11_101_heapmgr4_dlist.c"
   cp "$root/heapmgr5_bins.c" "$from/ann_11_102_heapmgr5_bins.c"
   echo answers >"$from/ann_11_103_readme"
   echo 'int old;' >"$from/bob_12_104_heapmgr5_bins.c"
   cp "$root/heapmgr5_bins.c" "$from/bob_12_105_heapmgr5_bins-1.c"
   ok 'similar: Canvas: runs' env BUILD="$build" bash "$grading/export/similar.sh" \
      "$from" "$work/similar.flat"
   ok 'similar: Canvas: students are compared' grep -qE \
      '\s(ann_11\sbob_12|bob_12\sann_11)$' \
      "$work/similar.flat/similar.tsv"
   fails 'similar: Canvas: files are not' grep -qE '_(heapmgr|readme)|ann_11.*ann_11' \
      "$work/similar.flat/similar.tsv"

   # 12 that have the solution are 66 pairs; two have something else.
   for n in a b c d e f g h i j k l
   do
      mkdir -p "$work/crowd/$n"
      cp "$root/heapmgr5_bins.c" "$work/crowd/$n"
   done
   for n in planted1 planted2
   do
      mkdir -p "$work/crowd/$n"
      { cat "$work/subs/own/heapmgr4_dlist.c"
        [ $n = planted1 ] || echo 'int iMore(int i) { while (i > 3) i -= 2; return i; }'
      } >"$work/crowd/$n/heapmgr4_dlist.c"
   done
   ok 'similar: a crowd: runs' env BUILD="$build" bash "$grading/export/similar.sh" \
      "$work/crowd" "$work/similar.crowd"
   ok 'similar: a crowd: what is not shown is told' grep -q \
      '50 of 67 pairs shown; all are in similar.tsv' \
      "$work/similar.crowd/similar.html"
   ok 'similar: a crowd: the planted pair is on the page' grep -q \
      '<summary>.*<b>planted[12]</b> is in <b>planted[12]</b>' \
      "$work/similar.crowd/similar.html"
   ok 'similar: a crowd: they are one group' grep -q \
      'Group.*: a, b, c, d, e, f, g, h, i, j, k, l</p>' \
      "$work/similar.crowd/similar.html"
   ok 'similar: a crowd: the solution has a list of its own' awk '
      /<h2>Like the kit.s solution/ { own = 1; next }
      /<summary>/ && (index($0, "solution<") > 0) != own { exit wrong = 1 }
      /12 of 12 submissions shown/ && own { told = 1 }
      END { exit wrong || !told }' "$work/similar.crowd/similar.html"
}

#----------------------------------------------------------------------
# Gradescope's archive
#----------------------------------------------------------------------

# Make a scratch root with the archive in it.
make_root()
{
   local part

   rm -rf "$work/root"
   mkdir -p "$work/root/"{usr,etc,proc,dev,tmp,var/lib/dpkg} \
      "$work/root/autograder/"{source,submission,results}
   chmod 1777 "$work/root/tmp"
   for part in bin lib lib64 sbin
   do
      ln -s "usr/$part" "$work/root/$part"
   done
   unzip -q "$build/gradescope.zip" -d "$work/root/autograder/source"
}

# Run a command in the scratch root, with at most 768 MB, and with what a
# container doesn't allow if $1 is container.
in_root()
{
   local restricted=()

   [ "$1" != container ] || restricted=(/tmp/container)
   shift
   unshare -m bash -euc '
      root=$1 cgroup=$2
      shift 2
      for folder in usr etc var/lib/dpkg
      do
         mount --rbind -o ro "/$folder" "$root/$folder"
      done
      mount --rbind /dev "$root/dev"
      mount -t proc proc "$root/proc" || mount --rbind /proc "$root/proc"
      [ -z "$cgroup" ] || echo $$ >"$cgroup/cgroup.procs"
      cd "$root"
      exec env -i PATH="$PATH" HOME=/root chroot "$root" "$@"' \
      in_root "$work/root" "$cgroup" "${restricted[@]}" "$@"
}

limit_memory()
{
   cgroup=/sys/fs/cgroup/memory/export-test.$$
   if mkdir "$cgroup" 2>/dev/null
   then
      echo $((768 << 20)) >"$cgroup/memory.limit_in_bytes"
      return
   fi
   cgroup=/sys/fs/cgroup/export-test.$$
   if mkdir "$cgroup" 2>/dev/null &&
      { echo $((768 << 20)) >"$cgroup/memory.max"; } 2>/dev/null
   then
      return
   fi
   rmdir "$cgroup" 2>/dev/null
   cgroup=
   skip 'archive: the memory limit' 'no control group can be made here'
}

test_gradescope_archive()
{
   local results=$work/root/autograder/results/results.json mode

   have unzip archive && have zip archive || return
   if [ "$(id -u)" != 0 ] || ! unshare -m true 2>/dev/null
   then
      skip archive 'only root can make a scratch root'
      return
   fi
   mkdir -p "$work/grades"
   echo a-secret-of-the-test >"$work/grades/secret"
   printf 'bob@x.edu\t77\tcame with a certificate\n' \
      >"$work/grades/overrides.tsv"
   ok 'archive: is made' bash "$grading/export/gradescope/pack.sh" "$build" \
      "$work/grades/secret" "$work/grades/overrides.tsv"
   limit_memory
   make_root
   cc -o "$work/root/tmp/container" "$grading/export/gradescope/container.c" -lseccomp
   ok 'archive: setup.sh' in_root container /autograder/source/setup.sh
   cp "$root"/heapmgr{4_dlist,5_bins}.c "$work/root/autograder/submission"
   echo a readme >"$work/root/autograder/submission/readme"
   echo '{"users": [{"email": "ann@x.edu"}]}' \
      >"$work/root/autograder/submission_metadata.json"
   for mode in container root
   do
      rm -f "$results"
      ok "archive, $mode: runs" in_root "$mode" \
         /autograder/source/run_autograder
      ok "archive, $mode: full points" jq -e \
         '.score == 100 and (.tests | length > 50)' "$results"
   done
   if [ -n "$cgroup" ]
   then
      echo "# most memory: $(($(cat "$cgroup"/memory.max_usage_in_bytes \
         2>/dev/null || cat "$cgroup/memory.peak") >> 20)) MB of 768"
   fi

   for file in 4_dlist 5_bins
   do
      echo "#include \"/autograder/source/kit/heapmgr$file.c\"" \
         >"$work/root/autograder/submission/heapmgr$file.c"
   done
   in_root container /autograder/source/run_autograder >"$work/said" 2>&1
   ok 'archive: the solution cannot be included' jq -e \
      '(has("score") | not) and (.output | test("asks for another file"))' \
      "$results"
   awk -f "$root/grading/starter/stub.awk" "$root/grading/starter/given.txt" \
      "$root/grading/starter/yours.c" "$root/heapmgr5_bins.c" \
      >"$work/root/autograder/submission/heapmgr5_bins.c"
   cp "$root/heapmgr4_dlist.c" "$work/root/autograder/submission"
   in_root container /autograder/source/run_autograder >"$work/said" 2>&1
   ok 'archive: a stub is named' jq -e '.score == 50 and (.output
      | test("heapmgr5_bins.c is the starter.s file, its code unchanged"))' \
      "$results"
   echo '{"users": [{"email": "bob@x.edu"}]}' \
      >"$work/root/autograder/submission_metadata.json"
   in_root container /autograder/source/run_autograder >"$work/said" 2>&1
   ok 'archive: override' jq -e \
      '.score == 77 and (.output | test("certificate"))' "$results"

   echo broken >"$work/root/autograder/source/kit/grading/rubric.tsv"
   rm -f "$results"
   in_root container /autograder/source/run_autograder >"$work/said" 2>&1
   ok 'archive: a broken grader leaves a blank' jq -e \
      '(has("score") or has("tests") | not) and (.output | length > 20)' \
      "$results"
   rm -f "$work/root/autograder/source/kit/grading/export.sh" "$results"
   in_root container /autograder/source/run_autograder >"$work/said" 2>&1
   ok 'archive: even without the exporter' jq -e \
      '(has("score") or has("tests") | not) and (.output | length > 20)' \
      "$results"
}

#----------------------------------------------------------------------
# Several hosts
#----------------------------------------------------------------------

start_sshd()
{
   mkdir -p /run/sshd
   port=$((20000 + $$ % 20000))
   ssh-keygen -q -t ed25519 -N '' -f "$work/host_key"
   ssh-keygen -q -t ed25519 -N '' -f "$work/key"
   cat >"$work/sshd_config" <<END
ListenAddress 127.0.0.1
Port $port
HostKey $work/host_key
PidFile $work/sshd.pid
AuthorizedKeysFile $work/key.pub
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
END
   "$(command -v sshd || echo /usr/sbin/sshd)" -f "$work/sshd_config" \
      -E "$work/sshd.log"
}

test_hosts()
{
   local n students=$work/hosts/students

   PATH=$PATH:/usr/sbin have sshd hosts &&
      have ssh hosts || return
   [ "$(id -u)" = 0 ] || { skip hosts 'sshd wants root here'; return; }
   start_sshd
   mkdir -p "$work/many"
   for n in '1' ' 2 $(id)' "-x'3" $'4\nnewline'
   do
      mkdir "$work/many/$n"
      cp "$root/heapmgr5_bins.c" "$work/many/$n"
   done
   printf '127.0.0.1\nlocalhost # the same\n127.0.0.2 # nobody there\n' \
      >"$work/hostlist"
   export CHUNK=1 SSH="ssh -F none -o BatchMode=yes -p $port -i $work/key \
-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o LogLevel=ERROR"
   bash "$grading/export/hosts.sh" "$work/hostlist" "$work/many" "$work/hosts" \
      >"$work/hosts.log" 2>&1
   ok 'hosts: all have results' test \
      "$(find "$students" -name result.json | wc -l)" = 4
   ok 'hosts: the dead one is told' grep -q "127.0.0.2 can't be used" \
      "$work/hosts.log"
   ok 'hosts: the others have graded' test \
      "$(grep -c 'has graded 1' "$work/hosts.log")" = 4
   ok 'hosts: the gradebook has all' jq -e '.students | length == 4' \
      "$work/hosts/course.json"
   cp -r "$students/1" "$work/first"
   rm -rf "${students:?}/1"
   bash "$grading/grade" -o "$work/hosts" "$work/many/1" >"$work/said" 2>&1
   ok 'hosts: the same result as here' cmp "$work/first/result.json" \
      "$students/1/result.json"
   bash "$grading/export/hosts.sh" "$work/hostlist" "$work/many" "$work/hosts" \
      >"$work/hosts.log" 2>&1
   ok 'hosts: nothing is graded twice' grep -q '0 submissions' \
      "$work/hosts.log"
   fails 'hosts: an option is no host' bash "$grading/export/hosts.sh" \
      <(echo '-oProxyCommand=x') "$work/many" "$work/x"
}

#----------------------------------------------------------------------

case ${1-} in
--long)
   test_gradescope_archive
   test_hosts ;;
--archive) test_gradescope_archive ;;
--hosts) test_hosts ;;
*)
   make_results
   test_formats
   test_gradescope
   test_prairielearn
   test_autolab
   test_vpl
   test_junit
   test_usage
   test_misuse
   test_join
   test_similar
   test_similar_many ;;
esac
end_count
