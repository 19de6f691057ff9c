#!/bin/bash
# starter-test.sh: try what students get, as a student would.
#
# Usage: starter-test.sh [--all] [MISTAKE...]
#
# From the archive alone, in an empty folder: nothing of the solution is in
# it, the stubs build and say what comes first, and the reference passes in
# their place.  --all also builds with clang, and tries every frequent
# mistake in grading/mistakes: the first message must lead to its cause.
# With names of mistakes, only these are tried, and what each prints is
# shown.  BUILD= is the build folder.
#
# A mistake is a patch of the reference.  Its head has the lines
#    sighted: TEST | WORDS    the first test that fails, and words of what
#                             is printed of it (a grep -E pattern)
#    blind: TEST | WORDS      the same if HeapMgr_isValid only returns true
set -euo pipefail
export LC_ALL=C

cd "$(dirname "$0")/.."
root=$PWD
build=${BUILD:-build}
[[ $build = /* ]] || build=$root/$build
work=$build/starter-test
student=$work/heapmgr-starter
passed=0
failed=0

# Count one check: what it is about, and then a command that succeeds if
# all is well.
check()
{
   local about=$1
   shift
   if "$@" >"$work/log" 2>&1; then
      passed=$((passed + 1))
   else
      failed=$((failed + 1))
      echo "not ok - $about"
      head -n 30 "$work/log" | sed 's/^/   /'
   fi
}

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
         if (item ~ /\)\n\{\n/ && item !~ /\nstatic [^;={]*HeapMgr_(fillGap|moveBreak|growHeap|reportViolation)\(/)
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
   check "only sources and text" lacks "$work/files" \
      '\.(o|d|a|so|patch)$|\.git/|build/|mistakes|faulty|heapmgr6|/judge|rubric'
   find "$student" -type f ! -name '*.gz' -exec cat {} + >"$work/all.txt"
   telling <"$work/all.txt" >"$work/given"
   cat heapmgr[123]_*.c chunk.[ch] heapmgr.h docs/starter/*.txt \
      docs/starter/yours.c | telling >"$work/public"
   for stage in 4_dlist 5_bins; do
      solution "heapmgr$stage.c" >"$work/solution.c"
      check "the solution of $stage was found" \
         contains "$work/solution.c" 'HeapMgr_coalescePrev'
      telling <"$work/solution.c" | comm -23 - "$work/public" >"$work/secret"
      check "the solution of $stage has lines of its own" \
         test "$(wc -l <"$work/secret")" -gt 80
      check "no line of the solution of $stage" \
         fails grep -x -F -f "$work/secret" "$work/given"
      grep -o 'HeapMgr_[A-Za-z]*(' "$work/solution.c" | sort -u >"$work/names"
      cat heapmgr[123]_*.c heapmgr.h docs/starter/*.txt docs/starter/yours.c \
         heapmgr3_list.c | grep -o 'HeapMgr_[A-Za-z]*' | sed 's/$/(/' |
         sort -u >"$work/public.names"
      comm -23 "$work/names" "$work/public.names" >"$work/secret.names"
      check "no function of the solution of $stage" \
         fails grep -F -f "$work/secret.names" "$work/all.txt"
   done
}

test_stubs()
{
   local from=$SECONDS
   check "the stubs build without a warning" run WERROR=-Werror
   run build/check4_dlist build/check5_bins >/dev/null
   from=$SECONDS
   run check >"$work/stubs" 2>&1 || true
   check "checking the stubs takes less than 20 s" \
      test $((SECONDS - from)) -lt 20
   check "the stubs lack both stages" \
      test "$(grep -c '^FAIL gives_memory' "$work/stubs")" -eq 2
   check "nothing else is reported of the stubs" \
      test "$(grep -c '^FAIL' "$work/stubs")" -eq 2
   check "the first message says what is missing" contains "$work/stubs" \
      'HeapMgr_malloc\(1\) returned NULL'
   run check-valid >"$work/valid" 2>&1 || true
   check "check-valid counts" contains "$work/valid" \
      'caught 0 of 2[0-9] kinds'
   run help >"$work/help"
   check "help is about the student's work" contains "$work/help" \
      'make check-4 .*stage 4'
   check "and about nothing else" lacks "$work/help" 'lint|starter|judge|grade'
   check "no login, no submission" fails run submit
   sed -i 's/^Login:.*/Login: tester/' "$student/readme"
   check "submit" run submit
   tar -tzf "$student/build/submit.tar.gz" | sort | tr '\n' ' ' >"$work/list"
   check "what is handed in" contains "$work/list" \
      '^heapmgr4_dlist.c heapmgr5_bins.c readme $'
}

test_reference()
{
   cp heapmgr4_dlist.c heapmgr5_bins.c "$student"
   check "the reference passes" run check
   check "its HeapMgr_isValid catches all of 4" run check-valid
   check "its HeapMgr_isValid catches all of 5" run check-valid STAGE=5
}

# Have HeapMgr_isValid in file $1 return true at once.
blind()
{
   awk '/^bool HeapMgr_isValid/ { print; print "{\n   return true;\n}"; cut = 1 }
      !cut
      cut && /^}/ { cut = 0 }' "$1" >"$1.blind"
   mv "$1.blind" "$1"
}

# Try mistake $1: the first message must be the one that its file says.
# Its object alone is compiled anew.
try_mistake()
{
   local patch=grading/mistakes/$1.patch eyes stage test words
   for eyes in sighted blind; do
      test=$(sed -n "s/^$eyes: \([a-z_0-9]*\) | .*/\1/p" "$patch")
      words=$(sed -n "s/^$eyes: [a-z_0-9]* | //p" "$patch")
      [ -n "$test" ] || [ $# -gt 1 ] || { check "$1 has a line $eyes:" false; continue; }
      cp heapmgr4_dlist.c heapmgr5_bins.c "$student"
      check "$1 fits the reference" \
         patch -s -F0 -p1 -d "$student" -i "$root/$patch"
      stage=$(sed -n 's/^+++ b\/heapmgr\(.*\)\.c$/\1/p' "$patch")
      [ $eyes = sighted ] || blind "$student/heapmgr$stage.c"
      check "$1 compiles" run WARNINGS= "build/check$stage"
      { (cd "$student" && "build/check$stage" --without policy) || true; } |
         awk '/^FAIL/ { n++ } n == 1' >"$work/first"
      if [ $# -gt 1 ]; then
         echo "--- $1, $eyes"
         cat "$work/first"
      else
         check "$1 ($eyes): the first message is about $test" \
            contains "$work/first" "^FAIL $test:"
         check "$1 ($eyes): its message leads to the cause" \
            contains <(tr '\n' ' ' <"$work/first") "$words"
      fi
   done
}

test_mistakes()
{
   local patch
   for patch in grading/mistakes/*.patch; do
      try_mistake "$(basename "$patch" .patch)"
   done
}

mkdir -p "$work"
BUILD=$build docs/starter/pack.sh "$build" >/dev/null
sha256sum "$build/heapmgr-starter.tar.gz" >"$work/sum"
docs/starter/pack.sh "$build" >/dev/null
check "packed twice, it is the same" sha256sum -c "$work/sum"
unpack

if [ $# -gt 0 ] && [ "$1" != --all ]; then
   for mistake; do
      try_mistake "$mistake" show
   done
   exit
fi

test_secrecy
test_stubs
test_reference
if [ "${1:-}" = --all ]; then
   test_mistakes
   if command -v clang >/dev/null; then
      unpack
      check "clang builds it" run CC=clang WERROR=-Werror
      cp heapmgr4_dlist.c heapmgr5_bins.c "$student"
      check "and the reference passes" run CC=clang check
   fi
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
