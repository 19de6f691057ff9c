#!/bin/bash
# lint.sh: what a compiler doesn't find.
#
# Usage: lint.sh, in the kit's folder.  Prints a line for every finding
# and ends with status 1 if there is any.
set -euo pipefail
shopt -s lastpipe  # so that expect_nothing can count

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
mapfile -t sources < <(git ls-files '*.c' '*.h' |
   grep -v -E '^grading/specimens/(hostile|variants)/')
mapfile -t scripts < <(git ls-files | while IFS= read -r file; do
   [ -f "$file" ] && head -n 1 "$file" | LC_ALL=C tr -d '\0' |
      grep -q '^#!.*sh' && echo "$file"
   true
done)

# Layout.
for file in "${sources[@]}"; do
   clang-format "$file" | cmp -s - "$file" || echo "$file"
done | expect_nothing 'run clang-format -i on these files:'

# What analyzers find.
cppcheck --quiet --std=c11 --enable=warning,performance,portability \
   --error-exitcode=0 --inline-suppr -D_DEFAULT_SOURCE -I. -Idriver \
   heapmgr*.c chunk.c testheapmgr.c driver/*.c driver/record/*.c \
   appendix/*.c appendix/race/*.c 2>&1 |
   expect_nothing 'cppcheck finds:'
{ shellcheck --exclude=SC2016 "${scripts[@]}" || true; } |
   expect_nothing 'shellcheck finds:'

# The boundary: chunk.c knows what a chunk looks like, the managers know
# what to do with it.
code()  # a file without its comments
{
   awk '{ gsub(/\/\*.*\*\//, "") } /\/\*/ { c = 1 }
      !c { printf "%s:%d: %s\n", FILENAME, FNR, $0 }
      /\*\// { c = 0 }' "$@"
}
for file in heapmgr[345]_*.c; do
   code "$file" | grep -E -e '->|struct Chunk\b' || true
done | expect_nothing 'only chunk.c may look inside a chunk:'
for file in heapmgr[1-5]_*.c; do
   code "$file" | grep -E '\bsbrk\([^0]' || true
   code "$file" | grep -E '\b(malloc|free|mmap)\(' || true
done | expect_nothing 'these managers move the heap by brk only:'
{ code chunk.c |
   grep -E '\b(s?brk|mmap)\(|^[^:]*:[0-9]*: static [^(]*;' || true; } |
   expect_nothing 'chunk.c keeps no state and gets no memory:'
# (assert must be one.)
for file in "${sources[@]}"; do
   [ "$file" != driver/assert/assert.h ] || continue
   code "$file" | grep -E '^[^:]*:[0-9]*: #define [A-Za-z_]+\(' || true
done | expect_nothing 'no function-like macros:'

# Length: a function fits a screen (a table may be as long as it is).
awk '
   FNR == 1 { depth = 0; start = 0 }
   /^[A-Za-z_].*\(/ && depth == 0 { name = $0; table = 0 }
   /^[A-Za-z_].*\[/ && depth == 0 { table = 1 }
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

# The twins: see twins.sh.
if [ -f docs/design.md ]; then
   { diff <(sh .ci/twins.sh heapmgr[1-6]_*.c) \
      <(sed -n '/^| function |/,/^$/p' docs/design.md | sed '/^$/d') ||
      true; } |
      expect_nothing 'the table of twins in docs/design.md (>) is not
   what the managers have (<):'
fi

if [ "$findings" -ne 0 ]; then
   exit 1
fi
echo 'lint: nothing found'
