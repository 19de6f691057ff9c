#!/bin/bash
# starter-test.sh: try what students get, as a student would.
#
# Usage: starter-test.sh [--all | --only=PART | MISTAKE...]
#
# From the archive alone, in an empty folder: nothing of the solution is in
# it, the stubs build and say what comes first, and the reference passes in
# their place.  --all also builds with clang, and tries every frequent
# mistake in grading/specimens/mistakes: the first message must lead to its cause.
# PART is one of the functions test_... below: gdb, payloads, handout ...
# With names of mistakes, only these are tried, and what each prints is
# shown.  BUILD= is the build folder.
#
# A mistake is a patch of the reference.  Its head has the lines
#    sighted: TEST | WORDS    the first test that fails, and words of what
#                             is printed of it (a grep -E pattern)
#    blind: TEST | WORDS      the same in a manager that is half-written:
#                             HeapMgr_isValid only returns true, and a
#                             client's mistakes are not looked for; it is
#                             "none" if the mistake isn't there then
set -euo pipefail
export LC_ALL=C

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../.ci/count.sh"
build=${BUILD:-build}
[[ $build = /* ]] || build=$root/$build
# shellcheck source=grading/specimens/submissions.sh disable=SC1091
source grading/specimens/submissions.sh
work=$build/starter-test
student=$work/heapmgr-starter

contains() { grep -E -q -- "$2" "$1" || { cat "$1"; return 1; }; }
lacks() { ! grep -E -n -- "$2" "$1"; }
fails() { ! "$@"; }

unpack()
{
   rm -rf "$student"
   tar -C "$work" -xzf "$build/heapmgr-starter.tar.gz"
}

# make in the student's folder, quietly.
run() { make -s -C "$student" BUILD=build "$@"; }

# Print the functions of manager $1 that are for students to write.
solution()
{
   awk '
      /^\/\*-+\*\/$/ { rules++; show(); next }
      /^\/\* Inspection/ { exit }
      { item = item $0 "\n" }
      function show() {
         if (item ~ /\)\n\{\n/ && item !~ /\nstatic [^;={]*HeapMgr_(fillGap|moveBreak|getLastFreeUnits|getNewStart|growHeap|reportViolation)\(/)
            printf "%s", item
         item = ""
      }
   ' "$1"
}

# Print the lines of stdin that say something, without blanks around: a
# single call that sets a field of a chunk doesn't.
telling()
{
   sed 's/^ *//; s/ *$//' | grep -E '[A-Za-z].{18}' |
      grep -v -E '^Chunk_set[A-Za-z]*\([A-Za-z_, ]*\);$' | sort -u
}

# No line, and no function, of the solution is in the archive.
test_secrecy()
{
   local stage
   (cd "$student" && find . -type f | sort) >"$work/files"
   ok "only sources and text" lacks "$work/files" \
      '\.(o|d|a|so|patch)$|\.git/|build/|mistakes|faulty|heapmgr6|/judge|rubric'
   find "$student" -type f ! -name '*.gz' -exec cat {} + >"$work/all.txt"
   telling <"$work/all.txt" >"$work/given"
   cat heapmgr[123]_*.c chunk.[ch] heapmgr.h grading/starter/*.txt \
      grading/starter/yours.c | telling >"$work/public"
   for stage in 4_dlist 5_bins; do
      solution "heapmgr$stage.c" >"$work/solution.c"
      ok "the solution of $stage was found" \
         contains "$work/solution.c" 'HeapMgr_coalescePrev'
      telling <"$work/solution.c" | comm -23 - "$work/public" >"$work/secret"
      ok "the solution of $stage has lines of its own" \
         test "$(wc -l <"$work/secret")" -gt 80
      ok "no line of the solution of $stage" \
         fails grep -x -F -f "$work/secret" "$work/given"
      grep -o 'HeapMgr_[A-Za-z]*(' "$work/solution.c" | sort -u >"$work/names"
      cat heapmgr[123]_*.c heapmgr.h grading/starter/*.txt grading/starter/yours.c \
         heapmgr3_list.c | grep -o 'HeapMgr_[A-Za-z]*' | sed 's/$/(/' |
         sort -u >"$work/public.names"
      comm -23 "$work/names" "$work/public.names" >"$work/secret.names"
      ok "no function of the solution of $stage" \
         fails grep -F -f "$work/secret.names" "$work/all.txt"
   done
}

test_stubs()
{
   local from=$SECONDS
   ok "the stubs build without a warning" run WERROR=-Werror
   run build/check4_dlist build/check5_bins >/dev/null
   from=$SECONDS
   run check >"$work/stubs" 2>&1 || true
   ok "checking the stubs takes less than 20 s" \
      test $((SECONDS - from)) -lt 20
   ok "the stubs lack both stages" \
      test "$(grep -c '^FAIL gives_memory' "$work/stubs")" -eq 2
   ok "nothing else is reported of the stubs" \
      test "$(grep -c '^FAIL' "$work/stubs")" -eq 2
   ok "the first message says what is missing" contains "$work/stubs" \
      'HeapMgr_malloc\(1\) returned NULL'
   run check-valid >"$work/valid" 2>&1 || true
   ok "check-valid counts" contains "$work/valid" \
      'caught 0 of 2[0-9] kinds'
   run help >"$work/help"
   ok "help is about the student's work" contains "$work/help" \
      'make check-4 .*stage 4'
   ok "and about nothing else" lacks "$work/help" 'lint|starter|judge|grade'
   ok "no login, no submission" fails run submit
   sed -i 's/^Login:.*/Login: tester/' "$student/readme"
   ok "submit" run submit
   tar -tzf "$student/build/submit.tar.gz" | sort | tr '\n' ' ' >"$work/list"
   ok "what is handed in" contains "$work/list" \
      '^heapmgr4_dlist.c heapmgr5_bins.c readme $'
}

test_reference()
{
   cp heapmgr4_dlist.c heapmgr5_bins.c "$student"
   ok "the reference passes" run WERROR=-Werror check
   ok "its HeapMgr_isValid catches all of 4" run check-valid
   ok "its HeapMgr_isValid catches all of 5" run check-valid STAGE=5
}

# Make of file $1 one that is half-written: HeapMgr_isValid returns true
# at once, and HeapMgr_free looks for no client's mistake.
blind()
{
   awk '/^bool HeapMgr_isValid/ { print; print "{\n   return true;\n}"; cut = 1 }
      /^static void HeapMgr_checkPayload/ {
         print
         print "{\n   (void)pv;\n   (void)oChunk;\n}"
         cut = 1
      }
      !cut
      cut && /^}/ { cut = 0 }' "$1" >"$1.blind"
   mv "$1.blind" "$1"
}

# Put mistake $1 into the reference, in the student's folder.
plant()
{
   cp heapmgr4_dlist.c heapmgr5_bins.c "$student"
   ok "$1 fits the reference" \
      patch -s -F0 -p1 -d "$student" -i "$root/grading/specimens/mistakes/$1.patch"
   keep_given_assertions "$student/heapmgr4_dlist.c"
   keep_given_assertions "$student/heapmgr5_bins.c"
}

# Try mistake $1: the first message must be the one that its file says.
# Its object alone is compiled anew.
try_mistake()
{
   local patch=grading/specimens/mistakes/$1.patch eyes stage test words
   for eyes in sighted blind; do
      grep -q "^$eyes: none$" "$patch" && continue
      test=$(sed -n "s/^$eyes: \([a-z_0-9]*\) | .*/\1/p" "$patch")
      words=$(sed -n "s/^$eyes: [a-z_0-9]* | //p" "$patch")
      [ -n "$test" ] || [ $# -gt 1 ] || { ok "$1 has a line $eyes:" false; continue; }
      plant "$1"
      stage=$(sed -n 's/^+++ b\/heapmgr\(.*\)\.c$/\1/p' "$patch")
      [ $eyes = sighted ] || blind "$student/heapmgr$stage.c"
      ok "$1 compiles" run WARNINGS= "build/check$stage"
      { (cd "$student" && "build/check$stage" --without policy) || true; } |
         awk '/^FAIL/ { n++ } n == 1' >"$work/first"
      if [ $# -gt 1 ]; then
         echo "--- $1, $eyes"
         cat "$work/first"
      else
         ok "$1 ($eyes): the first message is about $test" \
            contains "$work/first" "^FAIL $test:"
         ok "$1 ($eyes): its message leads to the cause" \
            contains <(tr -s "\n " " " <"$work/first") "$words"
      fi
   done
}

test_mistakes()
{
   local patch
   for patch in grading/specimens/mistakes/*.patch; do
      try_mistake "$(basename "$patch" .patch)"
   done
}

# What somebody sees who has written HeapMgr_isValid, but does not coalesce
# yet: as the handout has it.
test_halfway()
{
   plant not-coalesced
   run check-valid >"$work/halfway" 2>&1 || true
   ok "damages are found before anything is coalesced" \
      contains "$work/halfway" 'caught 22 of 23 kinds'
   ok "of the last one it is said why it isn't" \
      contains "$work/halfway" "so this damage can't be tried yet"
   ok "a right function is not called wrong" \
      contains "$work/halfway" '^ok   valid_sound:'

   # Whatever the words are in which isValid complains, they are shown; and
   # not those of the test before.
   sed -i 's/I\([0-9]\) violated: /Nr. \1, /' "$student/heapmgr4_dlist.c"
   run check-4 >"$work/halfway" 2>&1 || true
   ok "all that isValid says is shown" contains \
      <(grep -A 2 'asked at every call, complains' "$work/halfway") \
      'Nr. 2, free, and so is'
   ok "nothing is left of the test before" \
      lacks "$work/halfway" 'The program printed'
   ok "the share is of all tests" contains "$work/halfway" \
      '^[1-6][0-9]%: [0-9]+ of [0-9]+ tests passed, .* not run'
   ok "no line is wider than 82 columns" lacks "$work/halfway" '^.{83}'
}

# A file of which the grader would say that it may not call these, one
# that doesn't compile, and other things that a student gets wrong.
test_slips()
{
   cp heapmgr4_dlist.c heapmgr5_bins.c "$student"
   sed -i '/^void HeapMgr_free/,/^}/ s/^   if (pv == NULL)/   if (getenv("HEAP") != NULL)\n      exit(3);\n&/' \
      "$student/heapmgr4_dlist.c"
   run check-4 >"$work/slips" 2>&1 || echo "status $?" >>"$work/slips"
   ok "a call that isn't allowed is named, with its line" \
      contains "$work/slips" '^heapmgr4_dlist.c:[0-9]+: uses exit, which'
   ok "the check fails then" contains "$work/slips" '^status'
   ok "nothing else is complained of" \
      test "$(grep -c 'which it may not' "$work/slips")" -eq 2

   echo '}' >>"$student/heapmgr5_bins.c"
   run demo MANAGER=4 SCENARIO=split ARGS=--plain >"$work/slips" 2>&1 || true
   ok "a stage 5 that doesn't compile does not stop stage 4's demo" \
      contains "$work/slips" 'step 1 of'
   run debug TEST=nosuch >"$work/slips" 2>&1 || true
   ok "debug knows the tests" contains "$work/slips" 'no test nosuch; the names'

   cp heapmgr5_bins.c "$student"
   cp grading/starter/readme "$student"
   sed -i 's/^Login:.*/Login: tester/; s/^2\. .*/&\n\nTen./' "$student/readme"
   run submit >"$work/slips" 2>&1 || true
   ok "submit says what passes" contains "$work/slips" '^stage 5: 100%'
   ok "and which questions are open" \
      contains "$work/slips" 'no answer: 1 3 4 5 6 7 8$'
}

# What the texts in the archive name is there.
test_texts()
{
   local text word
   unpack
   grep -ohE '`?make [a-z][a-z0-9-]+|(docs|demo|driver|grading|appendix)/[a-z_./-]+[a-z]' \
      "$student"/*.md "$student"/docs/*.md "$student"/demo/*/*.md \
      "$student"/driver/traces/*.md | sort -u >"$work/words"
   while IFS= read -r word; do
      case $word in
      '`make '*) ok "there is a target ${word#??????}" \
         run -n "${word#??????}" STAGE=4 TEST=reuse ;;
      make\ *) ;;
      *) ok "there is $word" test -e "$student/$word" -o \
         -n "$(compgen -G "$student/$word*")" ;;
      esac
   done <"$work/words"
   for text in lecture measuring; do
      ok "no link to what isn't there in $text.md" \
         lacks "$student/docs/$text.md" '!\[|figures/|MANAGER=6|course -->'
   done
}

# Have gdb stop in test $2 of stage $1, which fails, and run the commands
# that follow; what it prints is in $work/gdb.
in_gdb()
{
   local stage=$1 test=$2 command options=
   shift 2
   for command; do
      options+=" -ex '$command'"
   done
   run debug STAGE="$stage" TEST="$test" DEBUG="$options -ex quit" \
      >"$work/gdb" 2>&1 </dev/null || true
}

# A test that fails, one that crashes, and one that loops; on heaps that are
# sound, and on damaged ones.
test_gdb()
{
   plant prev-stale
   blind "$student/heapmgr4_dlist.c"
   in_gdb 4 all_one freelist heap again frame
   ok "gdb stops in an endless loop" \
      contains "$work/gdb" 'SIGPROF'
   ok "freelist ends at a cycle" contains "$work/gdb" 'BROKEN: .*cycle'
   ok "heap shows chunks" contains "$work/gdb" '^0x.* (in use|free) '
   ok "again stops before the call" \
      contains "$work/gdb" '^#0  HeapMgr_malloc '

   plant growth-alone
   in_gdb 4 grow_joins_last heap freelist 'chunk oHeapStart' 'chunk 16' bins
   ok "gdb stops where a test fails" contains "$work/gdb" 'expected nearly all'
   ok "heap tells of chunks that are alike in one line" \
      contains "$work/gdb" '[0-9]+ more like it'
   ok "gdb says what can be asked here" \
      contains "$work/gdb" 'Commands here: heap, freelist'
   ok "at the line of the test" contains "$work/gdb" 'SuiteBehaviour_growJoins'
   ok "freelist shows the list" contains "$work/gdb" '^   0x.* free .*prev'
   ok "chunk shows a chunk" contains "$work/gdb" '   payload 0x'
   ok "chunk knows what is none" contains "$work/gdb" '0x10 is not in the heap'
   ok "bins says that there are none" contains "$work/gdb" 'no aoBins; try freelist'

   plant growth-unchecked
   in_gdb 4 reuse heap
   ok "gdb stops at a crash, in the manager" \
      contains "$work/gdb" '^#1 .* in HeapMgr_malloc '

   plant tail-too-early
   in_gdb 4 gives_memory heap
   ok "heap stops at a size of 0" contains "$work/gdb" 'BROKEN: its header says 0 units'

   cp heapmgr4_dlist.c heapmgr5_bins.c "$student"
   in_gdb 5 coalesce_both heap
   ok "gdb says of a test that passes that it did" \
      contains "$work/gdb" 'did not fail'
   plant wrong-bin
   in_gdb 5 coalesce_chain bins \
      'set var *(unsigned long *)((char *)oHeapStart + 8) = 0x1234567' \
      'set var aoBins[1023] = oHeapStart' bins freelist
   ok "bins shows bins" contains "$work/gdb" '^bin [0-9]+'
   ok "bins sees a chunk in the wrong bin" \
      contains "$work/gdb" 'not the bin for chunks of 54 units'
   ok "bins names the last one" contains "$work/gdb" 'bin 1023 \(the last one\)'
   ok "bins stops at a wild link" contains "$work/gdb" '0x1234567  BROKEN'
   ok "freelist says that there is none" contains "$work/gdb" 'no oFreeList; try bins'
}

# A manager that stores into a client's payload is stopped at that line.
test_payloads()
{
   cp heapmgr5_bins.c "$student"
   sed '/^void HeapMgr_free/,/^}/ s/^   HeapMgr_checkPayload(pv, oChunk);/&\n   if (Chunk_getNextInMem(oChunk, oHeapEnd) != NULL)\n      ((char *)Chunk_toPayload(Chunk_getNextInMem(oChunk, oHeapEnd)))[0] = 1;/' \
      heapmgr4_dlist.c >"$student/heapmgr4_dlist.c"
   run check-payloads >"$work/payloads" 2>&1 && echo "not stopped" >"$work/payloads"
   ok "a store into a payload stops at its line" contains "$work/payloads" \
      'in HeapMgr_free .*heapmgr4_dlist.c:[0-9]+'
   ok "a manager that doesn't is told so" run check-payloads STAGE=5
}

# Run the commands that the handout shows, on finished managers: in blocks
# marked sh, all of them; between backquotes, those that need no terminal.
test_handout()
{
   local command
   unpack
   cp heapmgr4_dlist.c heapmgr5_bins.c "$student"
   sed -i 's/^Login:.*/Login: tester/' "$student/readme"
   ok "make" run
   # shellcheck disable=SC2016  # backquotes of the text
   grep -oE '`(make|build/)[^`]*`' "$student/assignment.md" |
      tr -d '`' | sort -u >"$work/commands"
   ok "the handout shows commands" test "$(wc -l <"$work/commands")" -gt 8
   while IFS= read -r command; do
      case $command in
      *TEST=name* | 'make setup') continue ;;
      'make compare') command+=" COUNT=500 SIZE=500 TRACES=none RUNS=1" ;;
      'make demo '*) command+=" ARGS=--plain" ;;
      build/*--help) ;;
      esac
      # shellcheck disable=SC2016  # $1 is for the inner shell
      ok "handout: $command" bash -c 'cd "$1" && timeout 200 bash -c "$2"' \
         - "$student" "$command"
   done <"$work/commands"
}

mkdir -p "$work"
BUILD=$build bash grading/starter/pack.sh "$build" >/dev/null
sha256sum "$build/heapmgr-starter.tar.gz" >"$work/sum"
bash grading/starter/pack.sh "$build" >/dev/null
ok "packed twice, it is the same" sha256sum -c "$work/sum"
unpack

if [[ ${1:-} == --only=* ]]; then
   cp heapmgr4_dlist.c heapmgr5_bins.c "$student"
   "test_${1#--only=}"
   end_count
   exit
fi
if [ $# -gt 0 ] && [ "$1" != --all ]; then
   for mistake; do
      try_mistake "$mistake" show
   done
   exit
fi

test_secrecy
test_stubs
test_reference
test_halfway
test_slips
test_texts
if [ "${1:-}" = --all ]; then
   test_gdb
   test_payloads
   test_handout
   test_mistakes
   if have clang 'clang builds it'; then
      unpack
      ok "clang builds it" run CC=clang WERROR=-Werror
      cp heapmgr4_dlist.c heapmgr5_bins.c "$student"
      ok "and the reference passes" run CC=clang WERROR=-Werror check
   fi
fi

end_count
