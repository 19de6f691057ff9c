#!/bin/bash
# lint.sh: what a compiler doesn't find.
#
# Usage: lint.sh [RULE...]
#
# RULE is one of the functions lint_... below: layout, rooms, length ...;
# without one all are looked at.  Prints a line for every finding and ends
# with status 1 if there is any.  lint-test.sh has a violation of each.
set -euo pipefail
shopt -s lastpipe  # so that expect_nothing can count
CDPATH='' cd "$(dirname "$0")/.."
build=${BUILD:-build}

findings=0

# Count a finding if there is any text on standard input, and show it
# under the rule that is $1.
expect_nothing()
{
   local text
   text=$(cat)
   if [ -n "$text" ]; then
      printf 'lint: %s\n%s\n' "$1" "$text"
      findings=$((findings + 1))
   fi
}

# Submissions for testing the grader are written in any style.
mapfile -t sources < <(bash .ci/files.sh '*.c' '*.h' |
   grep -v -E '^grading/specimens/(hostile|variants)/')
mapfile -t scripts < <(bash .ci/files.sh | while IFS= read -r file; do
   head -n 1 "$file" | LC_ALL=C tr -d '\0' |
      grep -qE '^#!.*sh|^# shellcheck shell=' && echo "$file"
   true
done)
mapfile -t makefiles < <(bash .ci/files.sh Makefile '*.mk')

lint_layout()
{
   local file
   for file in "${sources[@]}"; do
      clang-format "$file" | cmp -s - "$file" || echo "$file"
   done | expect_nothing 'run clang-format -i on these files:'
}

# A line of text that is printed as it is may be longer.
lint_width()
{
   LC_ALL=C awk '
      {
         line = $0
         gsub(/[\200-\277]/, "", line) # a letter of several bytes is one
         columns = length(line)
      }
      columns <= 72 || /^ *".*"[,;)]*$/ { next }
      { print FILENAME ":" FNR ": " columns " columns" }' "${sources[@]}" |
      expect_nothing 'longer than 72 columns:'
}

lint_analyzers()
{
   cppcheck --quiet --std=c11 --enable=warning,performance,portability \
      --error-exitcode=0 --inline-suppr -D_DEFAULT_SOURCE -I. -Idriver \
      heapmgr*.c chunk.c testheapmgr.c driver/*.c driver/record/*.c \
      appendix/*.c appendix/race/*.c 2>&1 |
      expect_nothing 'cppcheck finds:'
   { shellcheck --exclude=SC2016 "${scripts[@]}" || true; } |
      expect_nothing 'shellcheck finds:'
}

# Each folder has one purpose, and uses only what lies below it.
lint_rooms()
{
   bash .ci/rooms.sh includes |
      expect_nothing 'these include what .ci/rooms.tsv does not allow them:'
   bash .ci/rooms.sh calls "$build" |
      expect_nothing 'these call what .ci/rooms.tsv does not allow them:'
   bash .ci/rooms.sh entries |
      expect_nothing 'a folder is one room for one purpose; too full are:'
   bash .ci/rooms.sh docs |
      expect_nothing 'nothing that is compiled lies under docs/:'
}

# A copy of the kit may have no execute bits, and the caller's CFLAGS are
# the caller's.
lint_make()
{
   awk '{ sub(/^#.*/, "") }
      /(^|[ \t@=;|(])(\.ci|driver|grading|demo|docs|appendix|machine)\/[a-z\/_-]*\.sh( |$)/ &&
         !/(bash|sh) [^ ]*\.sh/ && !/CHECK[A-Z_]* \+?=|: |^   [^ ]*\.sh ?;/ {
         print FILENAME ":" FNR ": " $0
      }' "${makefiles[@]}" | expect_nothing 'run scripts by bash or sh:'
   { grep -nE '^[^\t]*(^|: *)(CFLAGS|CPPFLAGS|LDFLAGS|LDLIBS) *[:+?]?=|\(CC\) \$\(CFLAGS\)' \
      "${makefiles[@]}" || true; } |
      expect_nothing 'what must be there is in KIT_..., these are free for the caller:'
   { grep -nE '(^|[;&|(]) *"\$[a-z_]+(/[a-z_-]+)*/[a-z_-]+\.sh"' \
      "${scripts[@]}" || true; } | expect_nothing 'scripts run scripts by bash or sh:'
}

# The text of files without their comments, each line with its place.
code()
{
   awk 'FNR == 1 { c = 0 } { gsub(/\/\*.*\*\//, "") } /\/\*/ { c = 1 }
      !c { printf "%s:%d: %s\n", FILENAME, FNR, $0 }
      /\*\// { c = 0 }' "$@"
}

# The boundary: chunk.c knows what a chunk looks like, the managers know
# what to do with it.  What holds for a stage holds for one that is added,
# if it does as the others do: if it has chunks, or moves the break.
lint_boundary()
{
   local with_chunks with_break
   mapfile -t with_chunks < <(grep -l '\bChunk_T\b' heapmgr[1-9]_*.c |
      grep -v '^heapmgr6_')
   mapfile -t with_break < <(grep -L '^#include <sys/mman.h>' \
      heapmgr[1-9]_*.c)
   { code "${with_chunks[@]}" | grep -E -e '->|struct Chunk\b' || true; } |
      expect_nothing 'only chunk.c may look inside a chunk:'
   { code "${with_break[@]}" |
      grep -E '\bsbrk\([^0]|\b(malloc|free|mmap)\(' || true; } |
      expect_nothing 'these managers move the heap by brk only:'
   { code chunk.c |
      grep -E '\b(s?brk|mmap)\(|^[^:]*:[0-9]*: static [^(]*;' || true; } |
      expect_nothing 'chunk.c keeps no state and gets no memory:'
   { code "${sources[@]}" |
      grep -E '^[^:]*:[0-9]*: #define [A-Za-z_]+\(' |
      grep -v '/assert\.h:' || true; } |
      expect_nothing 'no function-like macros (but in an assert.h):'
}

# A function fits a screen (a table may be as long as it is).
lint_length()
{
   awk '
   FNR == 1 { depth = 0; start = 0 }
   /^[A-Za-z_].*\(/ && depth == 0 { name = $0; table = 0 }
   /^([A-Za-z_].*\[|(enum|struct|union) )/ && depth == 0 { table = 1 }
   {
      line = $0
      gsub(/"([^"\\]|\\.)*"|\x27([^\x27\\]|\\.)*\x27/, "", line)
      opened = gsub(/\{/, "", line)
      closed = gsub(/\}/, "", line)
      if (depth == 0 && opened > 0) start = FNR
      depth += opened - closed
      if (depth == 0 && closed > 0 && start && FNR - start > 60 &&
         !table)
         printf "%s:%d: %d lines: %s\n", FILENAME, start, FNR - start, name
   }' "${sources[@]}" | expect_nothing 'longer than 60 lines:'
}

# The twins: see twins.sh.  make twins prints the table.
lint_twins()
{
   { diff <(sh .ci/twins.sh heapmgr[1-9]_*.c) \
      <(sed -n '/^| function |/,/^$/p' docs/design.md | sed '/^$/d') ||
      true; } |
      expect_nothing 'the table of twins in docs/design.md (>) is not
   what the managers have (<); make twins prints it anew:'
}

[ $# -gt 0 ] ||
   set -- layout width analyzers rooms make boundary length twins
for rule; do
   [ "$(type -t "lint_$rule")" = function ] ||
      { echo "lint: there is no rule $rule" >&2; exit 2; }
   "lint_$rule"
done
if [ "$findings" -ne 0 ]; then
   exit 1
fi
echo 'lint: nothing found'
