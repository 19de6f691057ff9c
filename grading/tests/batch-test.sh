#!/bin/bash
# batch-test.sh: grade a whole folder, and disturb that in every way.
#
#    batch-test.sh [--count N | --downloads] [BUILD]
#
# N (100) mixed submissions are graded: killed in the middle, interrupted
# by Ctrl-C, taken up again, graded once more with both cores busy, and
# compared byte for byte.  Then the disk is full, the folder locked, and
# there are no namespaces.  With --downloads there is
# but what Canvas lets one download, from the folder to the gradebook.

set -uo pipefail
export LC_ALL=C

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../.ci/count.sh"
grading=$root/grading
# shellcheck source=grading/specimens/submissions.sh disable=SC1091
source "$grading/specimens/submissions.sh"
count=100
downloads=no
if [ "${1-}" = --count ]
then
   count=$2
   shift 2
elif [ "${1-}" = --downloads ]
then
   downloads=yes
   shift
fi
build=$(realpath -m "${1-${BUILD:-$root/build}}")
must_have "$build/grade/version" grader
work=$(mktemp -d "${TMPDIR:-/tmp}/batch-test.XXXXXXXX")
out=$work/out
busy=()

cleanup()
{
   [ ${#busy[@]} = 0 ] || kill "${busy[@]}" 2>/dev/null
   ! mountpoint -q "$work/small" || umount "$work/small"
   rm -rf "$work"
}
trap cleanup EXIT
chmod 755 "$work"

# Grade the folder; options may follow.
grade()
{
   bash "$grading/grade" --build "$build" --all "$work/in" --out "$out" "$@" \
      >"$work/log" 2>&1
}

says()
{
   grep -qE "$1" "$work/log" || { cat "$work/log"; return 1; }
}

count_results()
{
   find "$out/students" -path '*/students/[!.]*/result.json' | wc -l
}

# The results there are, and when they were made.
list_results()
{
   find "$out/students" -name result.json -printf '%P %T@\n' | sort
}

# Each result is whole, and nothing else lies there.
are_whole()
{
   local folder

   for folder in "$out"/students/*/
   do
      [ -d "$folder" ] || continue # there is none
      if ! jq -e '.tests | length > 100' "$folder/result.json" >/dev/null ||
         ! grep -q '</html>' "$folder/feedback.html" ||
         ! grep -q '</html>' "$folder/full.html" ||
         [ ! -s "$folder/feedback.txt" ]
      then
         echo "$folder is not whole"
         return 1
      fi
   done
}

# What was there at time $1 is there still, as it was.
are_kept()
{
   [ "$(comm -23 "$work/$1" <(list_results))" = '' ]
}

#----------------------------------------------------------------------

# Kill the grader and all that it has started, in the middle.
test_kill()
{
   local leader

   setsid bash "$grading/grade" --build "$build" --all "$work/in" --out "$out" \
      >"$work/log" 2>&1 &
   leader=$!
   while [ "$(count_results 2>/dev/null)" -lt $((count / 4)) ] &&
      kill -0 $leader 2>/dev/null
   do
      sleep 0.2
   done
   ok 'a second grader is kept out' test "$(grade; echo $?)" = 2
   ok 'and told why' says 'somebody else is grading'
   # Parallel gives each job a process group; the session is the same.
   ps -e -o pid=,sid= | awk -v sid=$leader '$2 == sid { print $1 }' |
      xargs kill -KILL 2>/dev/null # some have ended by themselves
   wait $leader 2>/dev/null
   sleep 1
   list_results >"$work/killed"
   ok "killed after $(count_results) of $count: these are whole" are_whole
}

# Grade with the options $2 ..., and when there are $1 results that are
# younger than $work/started, send what Ctrl-C sends: SIGINT to the group.
# Return the status.
interrupt_after()
{
   local most=$1 job

   shift
   touch "$work/started"
   set -m # a group of its own; and what ignores SIGINT can't trap it
   env --default-signal=INT bash "$grading/grade" --build "$build" --all "$work/in" --out "$out" "$@" \
      >"$work/log" 2>&1 &
   job=$!
   set +m
   while [ "$(find "$out/students" -path '*/students/[!.]*/result.json' \
      -newer "$work/started" | wc -l)" -lt "$most" ] && kill -0 $job
   do
      sleep 0.2
   done
   kill -INT -- -$job
   wait $job
}

test_control_c()
{
   local status

   interrupt_after $((count / 8))
   status=$?
   list_results >"$work/interrupted"
   ok "interrupted after $(count_results): the message says so" \
      says "interrupted; $(count_results) of $count are graded"
   ok 'interrupted: the status says so' test $status = 130
   ok 'interrupted: what is there is whole' are_whole
   ok 'what was there before is not graded again' are_kept killed
}

# Take it up, and let it come to its end.
test_resume()
{
   local status

   grade
   status=$?
   ok 'resumed: all have a result' test "$(count_results)" = "$count"
   ok 'resumed: the status says whether some need a person' test \
      "$(jq 'any(.students[]; .status != "graded") | if . then 1 else 0 end' \
         "$out/course.json")" = $status
   ok 'resumed: all are whole' are_whole
   ok 'resumed: what was there is not graded again' are_kept interrupted
   ok 'the mean is said to be of those who have points' says \
      "^$(jq '[.students[].score | numbers] | length' "$out/course.json")\
 with points: mean "
   ok 'a row for each' test \
      "$(jq '.students | length' "$out/course.json")" = "$count"
}

# Print a checksum of all that must be the same the next time.
sum_up()
{
   (cd "$out" && find . \( -name result.json -o -name 'feedback.*' \
      -o -name full.html -o -name grades.csv \) -print0 | sort -z |
      xargs -0 sha256sum)
}

test_again()
{
   sum_up >"$work/first"
   # A part of it, interrupted, and then the same command.
   while :; do :; done & busy+=($!)
   while :; do :; done & busy+=($!)
   interrupt_after $((count / 8)) --regrade
   ok 'a regrade is interrupted' says "interrupted; [0-9]+ of $count"
   grade --regrade
   ok 'the same command goes on' says 'grade: [0-9]+ to grade, [1-9]'
   kill "${busy[@]}"
   busy=()
   sum_up >"$work/second"
   ok 'with both cores busy: the same bytes' \
      diff "$work/first" "$work/second"
   ok 'the regrade is over' test ! -e "$out/.regrade"
}

# How long it took, from parallel's own log of an undisturbed run.
test_rate()
{
   local began ended

   began=$(date +%s.%N)
   grade --regrade
   ended=$(date +%s.%N)
   sum_up >"$work/third"
   ok 'undisturbed: the same bytes' diff "$work/first" "$work/third"
   awk -v n="$count" -v seconds="$(jq -n "$ended - $began")" \
      -v cores="$(nproc)" -v load="$(cut -d ' ' -f 1 /proc/loadavg)" '
      BEGIN {
         printf "%d in %.0f s: %.1f a minute on %d cores (load %s)\n",
            n, seconds, n / seconds * 60, cores, load
      }'
}

# Nothing that a student gets tells what is hidden.
test_secrecy()
{
   local folder seed system

   for folder in "$out"/students/*/
   do
      seed=$(jq -r .seed "$folder/result.json")
      awk -f "$grading/judge/plan.awk" -v manager=4 -v only=play -v "seed=$seed" \
         "$grading/rubric.tsv" >"$work/plan"
      awk -f "$grading/judge/plan.awk" -v manager=5 -v only=play -v "seed=$seed" \
         "$grading/rubric.tsv" >>"$work/plan"
      # Seeds, and "COUNT SIZE" of the workloads.
      { echo "$seed"; echo $((16#${seed:3})); echo $((16#$seed))
        cut -f 5,6 "$work/plan" | tr '\t' ' '; cut -f 7 "$work/plan"
        echo "$root"; echo "$build"; echo "$out"; echo /tmp/grade-
        cat "$out/secret"; } | sort -u >"$work/words"
      for system in gradescope prairielearn autolab moodle-vpl junit
      do
         bash "$grading/export/export.sh" "$system" "$folder"
      done >"$work/exports" 2>/dev/null
      grep -F -f "$work/words" "$folder"/feedback.* "$work/exports"
   done >"$work/told"
   ok 'no seed, size or path in what students get' test ! -s "$work/told"
   ok "no address of the judge's own process in a result" \
      test "$(cat "$out"/students/*/result.json |
         grep -cE '0x(5[56]|7f)[0-9a-f]{10}')" = 0
   ok 'instructors do get the seed' grep -q \
      "$(jq -r .seed "$out/students/reference/result.json")" \
      "$out/students/reference/full.html"
   ok 'a result has the inputs of all plays' jq -e '.plays | length == 8
      and all(.[]; .seed | test("^[0-9]+$"))' \
      "$out/students/reference/result.json"
}

#----------------------------------------------------------------------

# A folder of results, or a scratch folder, on a disk that is too small.
test_full_disk()
{
   mkdir "$work/small" "$work/few"
   cp -r "$work/in/reference" "$work/few/ann"
   cp -r "$work/in/reference" "$work/few/bob"
   mount -t tmpfs -o size=100k none "$work/small" 2>/dev/null ||
      { skip 'disk full' 'no small disk can be mounted here'; return; }
   bash "$grading/grade" --build "$build" --all "$work/few" --out "$work/small/out" \
      >"$work/log" 2>&1
   ok 'disk full: the grader says that it failed' test $? = 3
   ok 'disk full: and of how many' says '[12] submissions were not graded'
   out=$work/small/out
   ok 'disk full: no half result' are_whole
   mount -o remount,size=8m "$work/small"
   bash "$grading/grade" --build "$build" --all "$work/few" --out "$work/small/out" \
      >"$work/log" 2>&1
   ok 'with more room the same command succeeds' test $? = 0
   rm -rf "$work/small/out"
   mount -o remount,size=2m "$work/small"
   TMPDIR=$work/small bash "$grading/grade" --build "$build" --all "$work/few" \
      --out "$work/fewout" >"$work/log" 2>&1
   ok 'no room to compile: that is not the fault of students' test $? = 3
   ok 'no room to compile: it is said' says 'no room'
   out=$work/out
}

# Where there are no namespaces the compiler isn't fenced in; the results
# are the same bytes, and what it must not read becomes no program.
test_no_namespaces()
{
   mkdir "$work/bin"
   printf '#!/bin/sh\nexit 1\n' >"$work/bin/bwrap"
   chmod 755 "$work/bin/bwrap"
   sum_up >"$work/fenced"
   PATH=$work/bin:$PATH grade --regrade
   sum_up >"$work/unfenced"
   ok 'without namespaces: the same bytes' \
      diff "$work/fenced" "$work/unfenced"
}

# What the grader itself fails at costs no points, and gives none.
test_grader_fails()
{
   head -c 10000 /dev/urandom >"$work/noise"
   printf 'overrun\t-\tsuite\n' | "$build/grade/judge" --stage 4 \
      --debug "$work/noise" --fast "$work/noise" >"$work/log" 2>/dev/null
   ok 'a program that is none: no verdict' says '"status":"internal"'
}

# One whose calls take nearly all that a call may: the budgets end it, at
# the same place whatever the machine does.
test_slow()
{
   local out=$work/slow.out

   cat >"$work/slow.part" <<'END'
void *HeapMgr_malloc(size_t u)
{
   for (volatile int i = 0; i < 5000000; i++) ;
   return Inner_malloc(u);
}
END
   make_hostile "$work/slow.part" "$work/slow"
   bash "$grading/grade" --build "$build" --out "$out" "$work/slow" \
      >"$work/log" 2>&1
   ok 'a slow one is graded' test $? = 0
   ok 'tests that it has nothing left for are told' grep -q \
      'tests before this one have used up' "$out/students/slow/result.json"
   ok 'it has points, and those of the other stage' \
      jq -e '.score > 50 and .score < 100' "$out/students/slow/result.json"
}

# Two submissions of nearly one name.
test_twins()
{
   mkdir -p "$work/twins/ann"
   cp "$root"/heapmgr4_dlist.c "$work/twins/ann"
   (cd "$work/twins" && zip -q -r ann.zip ann)
   bash "$grading/grade" --build "$build" --all "$work/twins" --out "$work/tw" \
      >"$work/log" 2>&1
   ok 'ann and ann.zip: both are graded' test $? = 0
   ok 'ann and ann.zip: each has a result of its own' test \
      "$(find "$work/tw/students" -name result.json | wc -l)" = 2
}

# Make a folder as Moodle and Canvas would, in $1.
make_systems()
{
   local sound=$work/in/reference four five

   four=$sound/heapmgr4_dlist.c five=$sound/heapmgr5_bins.c
   rm -rf "$1"
   mkdir -p "$1/Zoe_4711_assignsubmission_file_" "$1/wrong"
   tar -C "$sound" -czf "$1/Zoe_4711_assignsubmission_file_/submit.tar.gz" .
   cp "$four" "$1/meyeranna_12345_98765_heapmgr4_dlist.c"
   cp "$five" "$1/meyeranna_12345_98766_heapmgr5_bins.c"
   echo 'no program' >"$1/leebob_12346_98767_heapmgr4_dlist.c"
   cp "$four" "$1/leebob_12346_98768_heapmgr4_dlist-1.c"
   cp "$five" "$1/leebob_12346_98769_heapmgr5_bins-2.c"
   cp "$four" "$1/wrong/heapmgr4_dlist_final.c"
   cp "$five" "$1/wrong/"
}

points_of()
{
   jq --arg who "$1" '.students[] | select(.who == $who).score' \
      "$out/course.json"
}

# What an instructor changes between two runs, and gets wrong.
test_changes()
{
   local ann=$work/changed.out/students/ann

   mkdir -p "$work/changed"
   cp -r "$work/in/reference" "$work/changed/ann"
   cp -r "$work/in/reference" "$work/changed/bob"
   out=$work/changed.out
   change()
   {
      bash "$grading/grade" --build "$build" --all "$work/changed" --out "$out" \
         "$@" >"$work/log" 2>&1
   }
   change
   ok 'two sound ones: full points' test "$(jq .mean "$out/course.json")" = 100
   change
   ok 'nothing has changed: nothing to grade' says ': 0 to grade, 2 done'
   touch -d '2020-02-02' "$work/changed/ann/heapmgr4_dlist.c"
   printf 'ann\t91.5\ttalked <b>\n' >>"$out/overrides.tsv"
   change
   ok 'a changed submission is graded again' says ': 1 to grade, 1 done'
   ok 'an override is in the gradebook' grep -q '^ann,ann,91.5,' \
      "$out/grades.csv"
   ok 'and on the page' grep -q 'by a person: talked &lt;b&gt;' \
      "$ann/feedback.html"
   ok 'and why the sections have other points' grep -q \
      'The tests gave 100, and the sections say what for' \
      "$ann/feedback.html"
   ok 'and in the text' grep -q '^Points: 91.5 of 100' "$ann/feedback.txt"
   sed -i '$d' "$out/overrides.tsv"
   printf 'nobody\t3\tx\nann\t150\ty\n' >>"$out/overrides.tsv"
   change
   ok 'an override that names nobody is told' says \
      'names "nobody", who has no submission'
   ok 'an override above the maximum is told' says 'gives ann 150 of 100'
   printf '# who\nann\tabc\tx\n' >"$out/overrides.tsv"
   change
   ok 'an override without a number: refused' test $? = 2
   ok 'and its line is told' says 'overrides.tsv:2: "abc" is no number'
   : >"$out/overrides.tsv"
   change
   ok 'without an override the page is as before' grep -q \
      '^Points: 100 of 100' "$ann/feedback.txt"
   sed 's/\tgives_memory\t0.5\t/\tgives_memory\t2.5\t/' "$grading/rubric.tsv" \
      >"$work/rubric.tsv"
   change --rubric "$work/rubric.tsv"
   ok 'another rubric: all are graded again' says ': 2 to grade, 0 done'
   ok 'another rubric: another maximum' test "$(jq .max \
      "$out/course.json")" = 104
   sed 's/\tgives_memory\t2.5\t/\tgives_memry\t2.5\t/' "$work/rubric.tsv" \
      >"$work/wrong.tsv"
   change --rubric "$work/wrong.tsv"
   ok 'a wrong rubric: refused' test $? = 2
   ok 'a wrong rubric: the name is told' says 'no test gives_memry'
   sed 's/\tgives_memory\t2.5\t/\tgives_memory\t2,5\t/' "$work/rubric.tsv" \
      >"$work/wrong.tsv"
   change --rubric "$work/wrong.tsv"
   ok 'a wrong rubric: the number is told' says 'points "2,5"'
   grep -v '^5' "$grading/rubric.tsv" >"$work/four.tsv"
   printf 'x' >>"$work/changed/ann/heapmgr5_bins.c"
   change --rubric "$work/four.tsv"
   ok 'a stage without rows does not need a person' test $? = 0
   ok 'a stage without rows is on no page' test \
      "$(grep -l 'Stage 5' "$out"/students/*/feedback.*)" = ''
   rm -r "$work/changed/ann"
   change --rubric "$work/four.tsv"
   ok 'one that is not handed in any more is told' says \
      'ann is not handed in any more'
   out=$work/systems.out
   make_systems "$work/changed/"
   change
   ok 'Moodle: an archive in a folder is opened' test \
      "$(points_of Zoe_4711_assignsubmission_file_)" = 100
   ok 'Canvas: two files of one student are one submission' test \
      "$(points_of meyeranna_12345)" = 100
   ok 'Canvas: the latest of several is taken' test \
      "$(points_of leebob_12346)" = 100
   ok 'a wrong file name needs a person' says \
      'needs a person: "wrong": there is no heapmgr4_dlist.c, but heapmgr4'
   mkdir "$work/nothing"
   bash "$grading/grade" --build "$build" --all "$work/nothing" >"$work/log" 2>&1
   ok 'an empty folder is told' says 'there is nothing in that folder'
   out=$work/out
}

# Make in folder $1 what Canvas would let one download: all files of all
# students side by side.
make_canvas()
{
   local four=$root/heapmgr4_dlist.c five=$root/heapmgr5_bins.c

   mkdir -p "$1" "$work/old" "$work/new/deep"
   cp "$four" "$1/schmidtanna_4711_90000_heapmgr4_dlist.c"
   cp "$five" "$1/schmidtanna_4711_90001_heapmgr5_bins.c"
   echo 'answers' >"$1/schmidtanna_4711_90002_readme"
   echo 'answers' >"$1/schmidtanna_4711_90003_readme-1"
   cp "$five" "$1/leebob_LATE_4712_90004_heapmgr5_bins.c"
   echo 'answers' >"$1/leebob_LATE_4712_90005_readme.txt"
   # The older archive is the last by its name, and nearer to the top.
   echo 'no program' | tee "$work/old/heapmgr4_dlist.c" \
      >"$work/old/heapmgr5_bins.c"
   cp "$four" "$five" "$work/new/deep"
   (cd "$work/old" && zip -q "$1/cruzcarl_4713_99999_winzip.zip" ./*.c)
   tar -C "$work/new" -czf "$1/cruzcarl_4713_100000_submit-1.tar.gz" deep
   cp "$five" "$1/doedora_4714_90008_heapmgr5_bins.c"
   cp "$four" "$1/doedora_4714_90009_dlist4.c"
   cp "$five" \
      "$1/"$'m\303\274llereva_4715_90010_HeapMgr5_bins.c'
   # Names that might be taken for commands, or for another folder's.
   echo x >"$1/evil_4716_90011_.."
   echo x >"$1/evil_4716_90012_"$'x\ta[$(touch evil)]'
   echo x >"$1/evil_4716_90013_"
   # Blackboard's, with what it adds; and Gradescope's list.
   local title='Heap_ada1_attempt_2026-11-28-10-15-30'
   cp "$four" "$1/${title}_heapmgr4_dlist.c"
   cp "$five" "$1/${title}_heapmgr5_bins.c"
   echo 'Name: Ada' >"$1/$title.txt"
   echo ':submission_1:' >"$1/submission_metadata.yml"
   # An archive whose folder has a name of another script.
   mkdir -p "$work/zip/"$'\344\270\255\346\226\207'
   cp "$four" "$five" "$work/zip/"$'\344\270\255\346\226\207'
   (cd "$work/zip" && zip -qr "$1/wei.zip" .)
   # A folder beside its archive, and an archive of an archive's name.
   mkdir "$1/wei"
   cp "$five" "$1/wei/heapmgr5_bins.c"
   cp "$four" "$1/wei/heapmgr4_dlist.c.txt"
   mkdir "$1/=Doe, \"Jon\""
   echo answers >"$1/=Doe, \"Jon\"/readme"
}

# No page shows a control character or a turned direction of writing.
test_controls()
{
   local page

   jq '.submission = "a\u009bb\u202ec\u2066d" | .remarks = ["x\u0085y"]' \
      "$out/students/wei/result.json" >"$work/controls.json"
   for page in text html
   do
      jq -r -L "$grading/results" --argjson override null --arg full no \
         -f "$grading/results/feedback-$page.jq" "$work/controls.json" \
         >"$work/controls"
      ok "item 23: feedback as $page has no control characters" fails_to_find \
         $'\302[\200-\237]|\342\200[\216\217\252-\256]|\342\201[\246-\251]' \
         "$work/controls"
      ok "item 23: feedback as $page shows where they were" \
         grep -qF 'a?b?c?d' "$work/controls"
   done
}

# Return 0 if no line of file $2 has the pattern $1.
fails_to_find()
{
   ! grep -qE "$1" "$2"
}

# What take tells of a name that is nearly one of the assignment.
test_near_names()
{
   local name

   for name in heapmgr4_dlist.c.txt heapmgr4_dlist heapmgr4_dlist.cpp \
      heapmgr4_dlist.c.bak heapmgr4_dlist.rtf HeapMgr4_DList.C.txt \
      my_dlist.txt heapmgr4_dlist.o
   do
      rm -rf "$work/near" "$work/taken"
      mkdir "$work/near" "$work/taken"
      echo x >"$work/near/$name"
      ok "item 22: $name is told" grep -qx "other: $name" <("$build/grade/take" \
         "$work/near" "$work/taken" heapmgr4_dlist.c heapmgr5_bins.c)
   done
}

# From Canvas' download to its gradebook.
test_downloads()
{
   out=$work/canvas.out
   make_canvas "$work/canvas"
   (cd "$work" && bash "$grading/grade" --build "$build" --all "$work/canvas" \
      --out "$out" >"$work/log" 2>&1)
   ok 'how long it will take is told' says \
      '^grade: [2-9] of 10 graded, about [0-9]+ min left$'
   ok 'and that it is over' says '^grade: 10 of 10 graded$'
   ok 'Canvas: each student has one submission' test "$(jq -r \
      '.students[].who' "$out/course.json" | sed -e 's/^x_Doe.*/jon/' -e 's/^x.*/eva/' | paste -sd ' ')" = \
      'Heap_ada1_attempt_2026-11-28-10-15-30 cruzcarl_4713 doedora_4714 evil_4716 leebob_LATE_4712 schmidtanna_4711 wei wei.zip jon eva'
   ok 'item 22: Blackboard: the files of an attempt are one submission' test \
      "$(points_of Heap_ada1_attempt_2026-11-28-10-15-30)" = 100
   ok 'item 22: a folder in an archive may have a name of any script' test \
      "$(points_of wei.zip)" = 100
   ok 'item 22: a folder beside an archive of its name is another one' says \
      'needs a person: "wei": there is no heapmgr4_dlist.c, but heapmgr4_dlist.c.txt'
   ok "item 22: Gradescope's list is no submission" says \
      "submission_metadata.yml is Gradescope's list"
   test_near_names
   test_controls
   ok 'Canvas: of two archives the latest counts' test \
      "$(points_of cruzcarl_4713)" = 100
   ok 'Canvas: a wrong name leaves a blank' test \
      "$(points_of doedora_4714)" = null
   ok 'Canvas: the wrong name is told' says \
      'needs a person: "doedora_4714": there is no heapmgr4_dlist.c, but dlist4.c'
   ok 'Canvas: nothing is run by its name' test ! -e "$work/evil"
   printf '%s\n' 'Student,ID,SIS Login ID,Heap (7)' \
      '"Schmidt, Anna",4711,as1,' '"Lee, Bob",4712,bl2,' \
      '"Cruz, Carl",4713,cc3,' '"Doe, Dora",4714,dd4,' \
      'Eva,4715,em5,' 'Evil,4716,ee6,' 'Other,1,4711,' >"$work/book.csv"
   bash "$grading/export/join.sh" "$work/book.csv" "$out/grades.csv" Heap \
      >"$work/joined.csv" 2>"$work/log"
   printf '%s\n' Heap\ \(7\) 100 50 100 '' 50 '' '' >"$work/want"
   ok 'Canvas: the points are in its gradebook' diff "$work/want" \
      <(sed 's/.*,//' "$work/joined.csv")
   ok 'Canvas: who has none is told' says \
      'a person must look: doedora_4714'
   ok 'Canvas: nobody else is missing' test \
      "$(grep -c 'not in the gradebook' "$work/log")" = 4
   ok 'one that is not in the gradebook is told' says \
      'not in the gradebook: x_Doe'
   rm -r "$out/students/doedora_4714"
   # As the second column of grades.csv has it: with its quotes, or
   # without, as a spreadsheet shows it.
   printf '%s\t%s\tlate\n' "\"'=Doe, \"\"Jon\"\"\"" 33 \
      >"$out/overrides.tsv"
   script -qec "${grading@Q}/grade --build ${build@Q} --all ${work@Q}/canvas \
      --out ${out@Q}" /dev/null >"$work/log" </dev/null
   ok 'a terminal: how far it is is told' says \
      'grade: 1 of 1 graded'
   ok 'a terminal: no raw numbers' test \
      "$(grep -cE '[0-9]\.[0-9]{5}' "$work/log")" = 0
   ok 'an override may be named as in grades.csv' grep -q \
      "^x_Doe.*,33,100,graded," "$out/grades.csv"
   ok 'and nobody is unknown' test \
      "$(grep -c 'has no submission' "$work/log")" = 0
   out=$work/out
}

if [ "$downloads" = yes ]
then
   test_downloads
   end_count
   exit
fi
bash "$grading/specimens/mixed.sh" "$work/in" "$count"
ok "$count submissions" test "$(find "$work/in" -mindepth 1 -maxdepth 1 \
   -printf . | wc -c)" = "$count"
test_kill
test_control_c
test_resume
test_again
test_rate
test_secrecy
test_full_disk
test_no_namespaces
test_grader_fails
test_slow
test_twins
test_changes
test_downloads
end_count
