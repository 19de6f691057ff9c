#!/bin/bash
# assurance-test.sh: test the tools that look for what tests overlook.
#
#    make check-assurance
#
# mutants.sh must report a planted survivor, kill what is wrong, tell what
# compiles to the same, and take explanations only while they explain
# something; each target of fuzz.sh must find a planted fault in its
# reader, and none in the kit's own; soak must find a faulty manager.
set -uo pipefail

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../.ci/count.sh"
export BUILD=${BUILD:-build}
work=$BUILD/assurance
must_have "$BUILD/grade/version" grader
rm -rf "$work"
mkdir -p "$work"

# plant FOLDER FILE SED: make $work/FOLDER/NAME, FILE changed by SED.
plant()
{
   mkdir -p "$work/$1"
   sed "$3" "$2" >"$work/$1/${2##*/}"
   if cmp -s "$2" "$work/$1/${2##*/}"; then
      echo "assurance-test.sh: \"$3\" changes nothing in $2" >&2
      exit 2
   fi
}

#----------------------------------------------------------------------
# Mutants
#----------------------------------------------------------------------

mutants()
{
   # The make variables that mutants.sh needs come from mutants.mk.
   make -s mutants BUILD="$BUILD" "$@"
}

# Nobody asks how long a growth is to a unit.
plant survivor heapmgr4_dlist.c \
   's/^   uNewUnits = (uUnits < MIN_GROWTH_UNITS) ?.*/   uNewUnits = uUnits;\n   if (uUnits < MIN_GROWTH_UNITS)\n      uNewUnits = MIN_GROWTH_UNITS + 2;/'
check "a planted survivor is reported" 2 \
   'survives: heapmgr4_dlist.c:[0-9]+: HeapMgr_growHeap: 2 -> 1: uNew' \
   mutants FILES="$work/survivor/heapmgr4_dlist.c" \
   ONLY='MIN_GROWTH_UNITS . 2' KNOWN=/dev/null
printf '%s\t%s\t%s\t%s\t%s\n' heapmgr4_dlist.c HeapMgr_growHeap '2 -> 1' \
   'uNewUnits = MIN_GROWTH_UNITS + 2;' 'planted' >"$work/known.tsv"
check "an explanation covers its own mutant" 2 \
   '^heapmgr4_dlist.c +[0-9]+ +0 +[0-9]+ +1 +[1-9]' \
   mutants FILES="$work/survivor/heapmgr4_dlist.c" \
   ONLY='MIN_GROWTH_UNITS . 2' KNOWN="$PWD/$work/known.tsv"
check "mutants of a function that matters are killed" 0 \
   '^heapmgr4_dlist.c +[1-9][0-9]* +0 +[1-9][0-9]* +0 +0$' \
   mutants MANAGERS=4_dlist ONLY=HeapMgr_removeChunk EVERY=2
plant same heapmgr1_minimal.c \
   's/^   (void)pv;/   size_t uNone = 0 * 1;\n   (void)uNone;\n&/'
check "what compiles to the same is no mutant" 0 \
   '^heapmgr1_minimal.c +[1-9][0-9]* +[1-9][0-9]* +0 +0 +0$' \
   mutants FILES="$work/same/heapmgr1_minimal.c" ONLY='uNone = 0'
plant broken heapmgr4_dlist.c 's/oFreeList = oChunk;/(void)oChunk;/'
check "a file that fails without a change is refused" 2 \
   'fail without any change: heapmgr4_dlist.c: prove' \
   mutants FILES="$work/broken/heapmgr4_dlist.c" ONLY=HeapMgr_countLists
check "a file that is no manager is refused" 2 'expected a stage' \
   mutants FILES=README.md

#----------------------------------------------------------------------
# Fuzzing: a fault planted in each reader is found, as it is none in the
# kit's own
#----------------------------------------------------------------------

# fuzz TARGET SECONDS [FOLDER]: with what is planted in FOLDER.
fuzz()
{
   SOURCES=${3:+$work/$3} bash grading/assurance/fuzz/fuzz.sh "$2" "$1"
}

plant split heapmgr4_dlist.c \
   's/uUnits + CHUNK_MIN_UNITS)/uUnits + 1)/'
check "fuzzing finds a manager that splits too short" 1 \
   '^not ok - 4_dlist' fuzz 4_dlist 60 split
plant peeks heapmgr4_dlist.c \
   's/^   HeapMgr_checkPayload(pv, oChunk);/&\n   { void *pvEnd = Chunk_getEnd(oChunk); if (pvEnd != oHeapEnd \&\& ((char *)pvEnd)[16] == 127) abort(); }/'
check "a manager that reads a client's payload is found" 1 \
   'use-after-poison' fuzz 4_dlist 60 peeks
check "the list manager has no fault that shows at once" 0 \
   '^ok - 3_list' fuzz 3_list 2

plant trace driver/trace.c 's/oTrace->uOps++\]/(oTrace->uOps += 2) - 1]/'
check "fuzzing finds a trace reader that miscounts" 1 '^not ok - trace' \
   fuzz trace 60 trace
check "the trace reader has no fault that shows at once" 0 '^ok - trace' \
   fuzz trace 2
plant scenario demo/scenario.c \
   's/\*pcVerb != .f. || strcmp/strcmp/'
check "fuzzing finds a scenario that writes to NULL" 1 \
   '^not ok - scenario' fuzz scenario 60 scenario
check "the scenario reader has no fault that shows at once" 0 \
   '^ok - scenario' fuzz scenario 2
plant take grading/intake/take.c \
   's/memchr(pc, .\\0., uBytes) != NULL/false/'
check "fuzzing finds NUL bytes that are taken" 1 '^not ok - take' \
   fuzz take 60 take
check "the reader of archives has no fault that shows at once" 0 \
   '^ok - take' fuzz take 2
# shellcheck disable=SC2016  # awk's $3
plant rubric grading/results/rubric.awk 's/^   if (!is_number(\$3))/   if (0)/'
check "fuzzing finds points that are no number" 1 '^not ok - rubric' \
   fuzz rubric 60 rubric
check "the rubric's reader has no fault that shows at once" 0 \
   '^ok - rubric' fuzz rubric 2
# The judge itself ends where a program does something wrong.
plant judge grading/judge/guest.c \
   's/^   if (psOutcome->eEnd == MACHINE_RETURNED)$/   if (psOutcome->eEnd != MACHINE_RETURNED)\n      __builtin_trap();\n&/'
rm -rf "$work/objects" && mkdir -p "$work/objects" "$work/machine"
cp "$BUILD"/grade/*.o "$work/objects"
rm "$work"/objects/{take,within.*}.o
cp "$BUILD"/machine/{live,machine,memory,pages,processor,program,text}.o \
   "$work/machine"
# shellcheck disable=SC2046  # the options are words
gcc -std=c11 -O2 -D_DEFAULT_SOURCE -I. -Idriver -Igrading/suites -Igrading/judge \
   -Imachine -c -o "$work/objects/guest.o" "$work/judge/guest.c" &&
   gcc -o "$work/judge/judge" "$work"/objects/*.o "$work"/machine/*.o \
      $(pkg-config --libs check) || exit 2
check "fuzzing finds a judge that ends where a program fails" 1 '^not ok - judge' \
   fuzz judge 60 judge
check "the judge has no fault that shows at once" 0 '^ok - judge' \
   fuzz judge 2
plant seen grading/rubric.tsv 's/hidden/seen/'
check "nobody is graded by a rubric that is wrong" 2 \
   'rubric.tsv:[0-9]+: visibility "seen", expected visible or hidden' \
   grading/grade --rubric "$work/seen/rubric.tsv" --out "$work/grades" \
   --practice heapmgr4_dlist.c
check "an unknown number of seconds is refused" 2 'expected SECONDS' \
   bash grading/assurance/fuzz/fuzz.sh soon 4_dlist

#----------------------------------------------------------------------
# Long runs
#----------------------------------------------------------------------

check "a soak of the unfaulty ends well" 0 'exhausted [1-9][0-9]* times, mappings [1-9]' \
   make -s soak BUILD="$BUILD" MANAGERS=4_dlist OPS=600000
# shellcheck disable=SC2016  # the inner shell has BUILD
check "one that never coalesces starts again" 0 '^3$' bash -c \
   'make -s soak BUILD="$BUILD" MANAGERS=_unsorted OPS=30 RUN_OPS=10 |
      grep -c ^soak:'
check "an unknown number of calls is refused" 2 \
   'soak: "many": expected a number' \
   make -s soak BUILD="$BUILD" MANAGERS=4_dlist OPS=many

end_count
