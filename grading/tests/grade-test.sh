#!/bin/bash
# Test the grader: on managers with a seeded bug, on correct ones that
# are different, on hostile submissions, and on what its pages say.
#
#    grade-test.sh [--derive] [--quick] [--only TABLE] [--secret FILE]
#       [BUILD] [NAME]...
#
#    TABLE is seeded, variants, hostile, pages or options.  With NAMEs,
#    such as coalesce-none, only these rows are tried.
#
#    --secret FILE draws the inputs as in grading; without it they are the
#    public ones.  Fails holds for any; what a bug entails (Also) depends
#    on sizes and so is not compared.
#
#    seeded/NAME.patch    What:  in words
#                         Fails: the tests that must fail by it
#                         Also:  others that fail by what it entails
#       --derive writes Also anew, after the suites have changed; look at
#       the difference before you keep it.
#       No other test may fail; if a test's parent has failed it is not
#       run.
#    variants/NAME.patch  What:  in words
#                         Holds: why it is correct; it has full points
#    hostile/NAME.part      Expect: see hostile_expectation below
#    hostile/files.sh     hostile by their files, not their code
#    pages                see expected_words below
#
# Prints five tables; exit status 1 if anything is not as expected.

set -euo pipefail
export LC_ALL=C

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../.ci/count.sh"
grading=$root/grading
# shellcheck source=grading/specimens/submissions.sh disable=SC1091
source "$grading/specimens/submissions.sh"
quick=no
derive=no
only=
names=
inputs=(--practice)
while [[ "${1-}" = --* ]]
do
   case $1 in
   --quick) quick=yes ;;
   --derive) derive=yes ;;
   --only) only=$2; shift ;;
   --secret) inputs=(--secret "$2"); shift ;;
   *) echo "grade-test: there is no option $1" >&2; exit 2 ;;
   esac
   shift
done
build=$root/build
for word
do
   if [ -d "$word" ]
   then
      build=$word
   else
      names+=" $word"
   fi
done
build=$(realpath -m "$build")
for name in $names
do
   case $only in
   seeded | variants | hostile)
      [ -n "$(find "$grading/specimens/$only" -name "$name.*")" ] ||
         { echo "grade-test: $only has no row $name" >&2; exit 2; } ;;
   pages) ;;
   *) echo "grade-test: a row, $name, is of which table? --only" >&2; exit 2 ;;
   esac
done
must_have "$build/grade/version" grader
jobs=${JOBS-$(($(nproc) * 2))}
work=$(mktemp -d "${TMPDIR:-/tmp}/grade-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

# Those that `make check` has the time for, one or two of each kind.
readonly quick_seeded='coalesce-no-prev'
readonly quick_variants='next-fit'
readonly quick_pages='stub'
readonly quick_hostile='judges-memory'

grade()
{
   bash "$grading/grade" --build "$build" "${inputs[@]}" --jobs "$jobs" "$@" \
      >"$work/grade.log" 2>&1 || [ $? -eq 1 ] ||
      { cat "$work/grade.log" >&2; exit 1; }
}

# Say that something is as expected, or not.
approve()
{
   printf '%-5s %-24s %s\n' "$@"
   passed=$((passed + 1))
}

complain()
{
   printf 'WRONG %-24s %s\n' "$1" "$2"
   failed=$((failed + 1))
}

wanted()
{
   if [ -n "$names" ]
   then
      [[ "$names " == *" $1 "* ]]
   else
      [ "$quick" = no ] || [[ " $2 " == *" $1 "* ]]
   fi
}

# Are only a few rows tried?  Then nothing is said of all of them.
is_part()
{
   [ "$quick" = yes ] || [ -n "$names" ]
}

# Have patch $1 say that besides Fails the tests in $2 fail.
derive_also()
{
   local also

   also=$(comm -23 <(tr ' ' '\n' <<<"$2" | sort) \
      <(field "$1" Fails | tr ' ' '\n' | sort) | paste -sd ' ')
   awk -v also="$also" '
      /^Also:/ { next }
      { print }
      /^Fails:/ && also != "" { print "Also:  " also }' "$1" \
      >"$work/derived"
   cp "$work/derived" "$1"
}

# The rest of the line of a patch that begins with $2.
field()
{
   sed -n "s/^$2: *//p" "$1"
}

#----------------------------------------------------------------------

# Return 0 if the tests $1 that have failed are just those expected, $2;
# with drawn inputs, at least $3.
is_found_as()
{
   local test

   if [ "${inputs[0]}" = --practice ]
   then
      [ "$1" = "$2" ]
      return
   fi
   for test in $3
   do
      [[ " $1 " == *" $test "* ]] || return 1
   done
}

test_seeded()
{
   local patch name result found expected test

   mkdir "$work/seeded"
   for patch in "$grading"/specimens/seeded/*.patch
   do
      name=$(basename "$patch" .patch)
      wanted "$name" "$quick_seeded" || continue
      apply "$patch" "$work/seeded/$name"
   done
   grade --all "$work/seeded" --out "$work/seeded.out"
   for patch in "$grading"/specimens/seeded/*.patch
   do
      name=$(basename "$patch" .patch)
      wanted "$name" "$quick_seeded" || continue
      result=$work/seeded.out/students/$name/result.json
      found=$(jq -r '[.tests[] | select(.status | IN("failed",
         "internal", "left out")) | .test] | sort | join(" ")' "$result")
      if [ "$derive" = yes ]
      then
         derive_also "$patch" "$found"
      fi
      expected=$({ field "$patch" Fails; field "$patch" Also; } |
         tr -s ' ' '\n' | sed '/^$/d' | sort | paste -sd ' ')
      tr ' ' '\n' <<<"$found" >>"$work/killed"
      if [ -z "$found" ]
      then
         complain "$name" 'survives'
      elif ! is_found_as "$found" "$expected" "$(field "$patch" Fails)"
      then
         complain "$name" "fails in:    $found
                               expected in: $expected"
      else
         approve found "$name" "$(field "$patch" Fails)"
      fi
   done
   ! is_part || return 0
   # A test that finds no bug is no test.
   while IFS= read -r test
   do
      grep -qx "$test" "$work/killed" ||
         complain "$test" 'no seeded bug fails in this test'
   done < <(awk -F'\t' '!/^#/ && $1 != "manager" && $7 != "human" \
      { print $2 }' "$grading/rubric.tsv" | sort -u)
}

test_variants()
{
   local patch name result points most

   mkdir "$work/variants"
   for patch in "$grading"/specimens/variants/*.patch
   do
      name=$(basename "$patch" .patch)
      wanted "$name" "$quick_variants" || continue
      apply "$patch" "$work/variants/$name"
   done
   grade --all "$work/variants" --out "$work/variants.out"
   for patch in "$grading"/specimens/variants/*.patch
   do
      name=$(basename "$patch" .patch)
      wanted "$name" "$quick_variants" || continue
      result=$work/variants.out/students/$name/result.json
      points=$(jq .provisional "$result")
      most=$(jq '(.managers[] | select(.status == "admitted").name) as $n
         | [.tests[] | select("heapmgr\(.manager)" == $n[:8]) | .max]
         | add' "$result")
      if [ -z "$(field "$patch" Holds)" ]
      then
         complain "$name" 'it does not say why it is correct (Holds:)'
      elif [ "$points" = "$most" ]
      then
         approve full "$name" "$(field "$patch" What)"
      else
         complain "$name" "$points of $most: $(jq -c '[.tests[]
            | select(.status | IN("failed", "internal", "left out"))
            | [.manager, .test, .message // "", .ratio]]' "$result")"
      fi
   done
}

#----------------------------------------------------------------------

# Return 0 if result $2 is as the expectation $1 has it:
#    refused REGEX        for a reason like this
#    not compiled [REGEX] or refused, with a reason like this
#    fails TEST|... REGEX one of these tests, with such a message
#    harmless             it has full points, but for warnings
# The second file, which is sound, has full points in any case.
is_expected()
{
   local kind=${1%% *} rest=${1#* } result=$2

   jq -e '[.tests[] | select(.manager == "5")
      | .points == .max] | all' "$result" >/dev/null || return 1
   jq -e '[.tests[] | select(.status == "internal")] == []' \
      "$result" >/dev/null || return 1
   case $kind in
   refused)
      jq -e --arg regex "$rest" '.managers[0] | .status == "refused"
         and (.reasons | join("\n") | test($regex))' "$result" ;;
   not)
      jq -e --arg regex "${rest#compiled}" '.managers[0]
         | (.status | IN("refused", "not compiled"))
         and (.reasons + [.diagnostics] | join("\n")
            | test($regex | ltrimstr(" ")))' "$result" ;;
   fails)
      jq -e --arg tests "${rest%% *}" --arg regex "${rest#* }" '
         [.tests[] | select(.manager == "4" and .status == "failed")
          | select(.test | IN($tests | split("|")[]))
          | select(.message // "" | test($regex))] != []' "$result" ;;
   harmless)
      jq -e '[.tests[] | select(.status != "human" and .test != "warnings")
         | .points == .max] | all' "$result" ;;
   esac >/dev/null
}

# The same for files, by the word that files.sh has printed.
is_expected_file()
{
   local result=$2

   case $1 in
   full) jq -e '.score == .max' "$result" ;;
   half) jq -e '.managers[0].status != "admitted" and .score == null
      or .managers[0].status == "missing"
      | . and true' "$result" ;;
   half-missing) jq -e '.managers[0].status == "missing"
      and .managers[1].status == "admitted" and .score == 50' "$result" ;;
   none) jq -e '.score == null and .provisional == 0' "$result" ;;
   single) jq -e '.score == 50 and .managers[0].status == "admitted"' \
      "$result" ;;
   esac >/dev/null
}

# What a submission that breaks out would most likely change: the kit and
# the grader's own programs, the system's files, and files called executed
# (see hostile/files.sh).  Other programs may run on the machine meanwhile.
photograph_host()
{
   cd "$root"
   sha256sum heapmgr*.[ch] chunk.[ch] driver/*.[ch] grading/rubric.tsv \
      "$build"/grade/{judge,take,machine-admit,compile.sh,within.*.o,version} \
      "$build"/grade/reference/*/{debug,fast}
   # An ordinary user can't look into all of these folders.
   { find /etc /usr/bin /usr/lib -xdev -type f -printf '%p %s %T@\n' \
      2>/dev/null || :; } | sort | sha256sum
   find "$root" "$HOME" /tmp /dev/shm -xdev -maxdepth 3 -name executed \
      2>/dev/null || :
}

test_hostile()
{
   local source name result entry expectation who

   mkdir "$work/hostile" "$work/sound"
   cp "$root/heapmgr4_dlist.c" "$root/heapmgr5_bins.c" "$work/sound"
   for source in "$grading"/specimens/hostile/*.part
   do
      name=$(basename "$source" .part)
      wanted "$name" "$quick_hostile" || continue
      make_hostile "$source" "$work/hostile/$name"
   done
   if ! is_part
   then
      bash "$grading/specimens/hostile/files.sh" "$work/sound" "$work/hostile" \
         >"$work/files.tsv"
   fi
   photograph_host >"$work/before"
   if ! is_part
   then
      grade "$work/sound" --out "$work/alone.out"
      cp -r "$work/sound" "$work/hostile/sound"
   fi
   grade --all "$work/hostile" --out "$work/hostile.out"
   for source in "$grading"/specimens/hostile/*.part
   do
      name=$(basename "$source" .part)
      wanted "$name" "$quick_hostile" || continue
      result=$work/hostile.out/students/$name/result.json
      expectation=$(sed -n 's,.*Expect: *\(.*[^ ]\) *\*/.*,\1,p' "$source")
      if is_expected "$expectation" "$result"
      then
         approve held "$name" "$expectation"
      else
         complain "$name" "expected $expectation; $(jq -c '
            [.provisional, .managers[].status, .managers[].reasons,
             [.tests[] | select(.status | IN("failed", "internal"))
              | [.manager, .test, .message]][:4]]' "$result")"
      fi
   done
   if ! is_part
   then
      while IFS=$'\t' read -r entry expectation
      do
         eval "name=$entry" # printf %q wrote it
         who=$(bash "$grading/grade" --name "$name")
         result=$work/hostile.out/students/$who/result.json
         if is_expected_file "$expectation" "$result"
         then
            approve held "$who" "$expectation"
         else
            complain "$who" "expected $expectation; $(jq -c '
               [.score, .reasons, .remarks, .managers[].status]' "$result")"
         fi
      done <"$work/files.tsv"
   fi
   is_part || cmp -s "$work/alone.out/students/sound/result.json" \
      "$work/hostile.out/students/sound/result.json" ||
      complain sound 'among hostile ones it gets another result'
   photograph_host >"$work/after"
   diff "$work/before" "$work/after" >"$work/changes" ||
      complain host "the host has changed: $(head -5 "$work/changes")"
   # What students wrote stays inert, and nothing leads outside.
   if LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae' \
      "$work/grade.log"
   then
      complain terminal 'what a terminal obeys was printed'
   fi
   if grep -l '<script>alert' "$work"/hostile.out/students/*/*.html \
      "$work"/hostile.out/*.html
   then
      complain html 'a script got into a page'
   fi
   grep -qE '^[=+@-]|,[=+@-]' "$work/hostile.out/grades.csv" &&
      complain csv 'a formula got into the gradebook'
   if grep -lE "$root|$work|seed|secret" \
      "$work"/hostile.out/students/{sound,judges-memory}/feedback.* \
      2>/dev/null
   then
      complain feedback 'it has a seed or a path of the grader'
   fi
   return 0
}

# What the student's page of a submission must say, as a regular expression
# over its text, in which each white space is one blank; NOT in front of it:
# must not.
expected_words()
{
   cat <<'END'
stub heapmgr5_bins.c is the starter's file, its code unchanged
renamed heapmgr5_bins.c is the starter's file, its code unchanged
partly in heapmgr4_dlist.c these are the starter's, unchanged: HeapMgr_isValid
partly NOT heapmgr5_bins.c
crash called from HeapMgr_malloc \(heapmgr4_dlist\.c:[0-9]+\) reads where it may not: NULL \+ 0, in call [0-9]+: HeapMgr_malloc\([0-9]+\)
crash NOT \|BROKEN
crash Question: Where does the address used there come from: .*make debug STAGE=4 TEST=reuse stops there
deep writes where it may not: .* the stack is full, in call 1: HeapMgr_malloc\(1\)
loop in call [0-9]+: HeapMgr_malloc\([0-9]+\): [0-9]+ instructions, and at last it was in HeapMgr_malloc \(heapmgr4_dlist\.c:[0-9]+\) Question: Does each turn of the loop .*make debug STAGE=4 TEST=distinct .*freelist there: where is it BROKEN\?
stale HeapMgr_isValid, asked at every call, complains in call [0-9]+: HeapMgr_malloc\([0-9]+\): heapmgr4_dlist: I4 violated
twice Not run until coalesce_next passes: cost_search \(1\)
twice Not run until coalesce_prev passes: coalesce_both \(1\) coalesce_chain
twice Begin with reuse: [^(]*failed: what was freed is used again \(reuse,
twice At home: build/debug/testheapmgr4_dlist RandomRandom
slip is not compiled: it does not compile: heapmgr5_bins.c:[0-9]+:[0-9]+: error:
slip NOT The compiler said:.*(error: [a-z ]+).*\1
empty heapmgr4_dlist.c is not compiled: the file is empty
endless did not come to an end, in call [0-9]+: HeapMgr_free
status expected in use heap before: \|\*FREE .*Which line of HeapMgr_malloc says that the chunk is in use.*--only marked_in_use
END
}

# What other files among the results must say, in the same way.
expected_elsewhere()
{
   cat <<'END'
students/twice/full.html <title>Instructor only: .*>For instructors only
students/twice/full.html The same: <code>build/debug/testheapmgr4_dlist --seed [0-9]+ RandomRandom [0-9]+ [0-9]+<
students/twice/full.html would try the solution.*make starter
students/twice/feedback.html NOT [Ii]nstructors? only|The same:|--seed [0-9]{2}
students/twice/feedback.html <p>Not run until <code>coalesce_prev</code> passes: coalesce_both
summary.html [0-9]+ with points: mean [0-9.]+ of 100; 2 without\.
summary.html <h2>For a person: 2</h2><p>.* in the folder of submissions .*overrides\.tsv.*<th>why</th>.*>\(50\)</td><td>heapmgr4_dlist\.c is not compiled: the file is empty
END
}

make_pages()
{
   local folder=$work/pages stub=$work/pages/stub

   make_stubs "$stub"
   mkdir "$folder"/{renamed,partly,deep,slip,empty,endless}
   sed 's/^   (void)HeapMgr_reportViolation;.*//; s/^#include/  &/' \
      "$stub/heapmgr5_bins.c" >"$folder/renamed/heapmgr5_bins.c"
   echo '/* done by: nobody */' >>"$folder/renamed/heapmgr5_bins.c"
   cp "$root/heapmgr5_bins.c" "$folder/partly"
   awk '/^bool HeapMgr_isValid/ { print; print "{\n   return true;\n}"; cut = 1 }
      !cut
      cut && /^}/ { cut = 0 }' "$root/heapmgr4_dlist.c" \
      >"$folder/partly/heapmgr4_dlist.c"
   make_hostile "$grading/specimens/hostile/stack-overflow.part" "$folder/deep"
   apply "$grading/specimens/mistakes/growth-unchecked.patch" "$folder/crash"
   apply "$grading/specimens/mistakes/search-stands-still.patch" "$folder/loop"
   apply "$grading/specimens/mistakes/prev-stale.patch" "$folder/stale"
   apply "$grading/specimens/mistakes/double-insertion.patch" "$folder/twice"
   cp "$root/heapmgr4_dlist.c" "$folder/slip"
   sed 's/^#include "heapmgr.h"/&\nint 3x;/' "$root/heapmgr5_bins.c" \
      >"$folder/slip/heapmgr5_bins.c"
   : >"$folder/empty/heapmgr4_dlist.c"
   cp "$root/heapmgr5_bins.c" "$folder/empty"
   printf 'void HeapMgr_free(void *pv) { (void)pv; for (;;) ; }\n' \
      >"$work/endless.part"
   make_hostile "$work/endless.part" "$folder/endless"
   apply "$grading/specimens/seeded/use-status.patch" "$folder/status"
}

# Return 0 if the text in file $1 says $2.
says()
{
   local found=yes

   tr -s ' \n' ' ' <"$1" | grep -E -- "${2#NOT }" >/dev/null || found=no
   case $2 in
   NOT*) [ $found = no ] ;;
   *) [ $found = yes ] ;;
   esac
}

test_pages()
{
   local name words entry

   make_pages
   for entry in "$work"/pages/*
   do
      wanted "${entry##*/}" "$quick_pages" || rm -r "$entry"
   done
   grade --all "$work/pages" --out "$work/pages.out"
   while read -r name words
   do
      wanted "$name" "$quick_pages" || continue
      if says "$work/pages.out/students/$name/feedback.txt" "$words"
      then
         approve says "$name" "$words"
      else
         complain "$name" "its page does not say: $words"
      fi
   done < <(expected_words)
   while read -r name words
   do
      ! is_part || continue
      if says "$work/pages.out/$name" "$words"
      then
         approve says "${name#students/}" "$words"
      else
         complain "$name" "it does not say: $words"
      fi
   done < <(expected_elsewhere)
   # A seed of many digits is one still.
   if awk -f "$grading/judge/plan.awk" -v manager=4 -v only=play \
      -v seed=ffffffffffffffff "$grading/rubric.tsv" | cut -f 7 |
      grep -vE '^[0-9]{10}$'
   then
      complain plan.awk 'it has seeds that are no whole numbers'
   else
      approve says plan.awk 'whole numbers as seeds'
   fi
   [ -z "$names" ] || return 0
   # The class: a title beside the name, and how many were not run.
   words='<td><code>4 [a-z_]+</code></td><td>[^<]{16,}</td><td class="n">[1-9]'
   if says "$work/pages.out/summary.html" "$words"
   then
      approve says summary.html "$words"
   else
      complain summary.html "it does not say: $words"
   fi
   if jq -e '.failing[] | select(.test == "4 aligned") | .failed == 0
      and .not_run >= 1' "$work/pages.out/course.json" >/dev/null &&
      grep -q "^often failed: .*: by [0-9]" "$work/grade.log"
   then
      approve says summary.html 'how many were not run'
   else
      complain summary.html 'what was not run is not counted'
   fi
}

# A mistyped option of the judge ends it at once, with a line that says
# why: it must not become another stage, or the public seed.
test_options()
{
   local option value words

   while read -r option value words
   do
      if "$build/grade/judge" --debug none --fast none --stage 4 \
         "$option" "$value" </dev/null >"$work/judge.log" 2>&1 ||
         [ "$(cat "$work/judge.log")" != \
            "judge: $option must be a number from $words, not '$value'" ]
      then
         complain judge "$option $value is not refused as it should be"
      else
         approve says judge "$option $value"
      fi
   done <<'END'
--stage a 4 to 5
--stage 45 4 to 5
--stage 3 4 to 5
--seed 12x 0 to 18446744073709551615
--seed -1 0 to 18446744073709551615
--seed 18446744073709551616 0 to 18446744073709551615
END
}

# Print one of the tables.
run()
{
   [ -z "$only" ] || [ "$only" = "$1" ] || return 0
   echo "$1: $2"
   "test_$1"
   echo
}

#----------------------------------------------------------------------

run seeded 'each must be found by its tests and by no others'
run variants 'correct, but different: each must have full points'
run hostile 'each must get what is expected'
run pages 'what a student reads, and the class summary'
run options 'mistyped options that the judge must refuse'
if [ -n "$names" ] && [ $((passed + failed)) -eq 0 ]
then
   echo "grade-test: there is no row$names" >&2
   exit 2
fi
end_count
