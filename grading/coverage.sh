#!/bin/bash
# coverage.sh: which lines and branches of the managers and of chunk.c do
# the tests reach?
#
# Usage: coverage.sh MANAGER...
#
# Everything is compiled once more, into build/coverage, and run: the
# check suites, and the driver with all its tests.  The report is a line
# for each file, and each line that nothing has reached.  The exit status
# is 1 if there is one that no comment in grading/uncovered.tsv explains.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
build=${BUILD:-build}/coverage
cc=${CC:-gcc}
mkdir -p "$build"

# A test may end by abort or _exit; then the counts have to be written
# all the same.
cat >"$build/hook.c" <<'END'
#include <signal.h>
#include <stddef.h>
#include <unistd.h>
void __gcov_dump(void);
void __real__exit(int iStatus) __attribute__((noreturn));
void __wrap__exit(int iStatus) __attribute__((noreturn));
void __wrap__exit(int iStatus)
{
   __gcov_dump();
   __real__exit(iStatus);
}
static void dump(int iSignal)
{
   __gcov_dump();
   signal(iSignal, SIG_DFL);
   raise(iSignal);
}
void __real_abort(void) __attribute__((noreturn));
void __wrap_abort(void) __attribute__((noreturn));
void __wrap_abort(void)
{
   __gcov_dump();
   __real_abort();
}
__attribute__((constructor)) static void start(void)
{
   signal(SIGABRT, dump);
}
END
"$cc" -O1 -c -o "$build/hook.o" "$build/hook.c"

programs=()
for manager; do
   programs+=("$build/check$manager" "$build/debug/testheapmgr$manager"
      "$build/statics/check_statics$manager")
done
programs+=("$build/check_chunk_header" "$build/check_chunk_footer")
echo "compiling ..."
make -s BUILD="$build" CC="$cc" \
   CFLAGS="-std=c11 -g --coverage -fprofile-update=atomic -w" \
   LDFLAGS="--coverage -Wl,--wrap=_exit,--wrap=abort $root/$build/hook.o" "${programs[@]}" >/dev/null

find "$build" -name '*.gcda' -delete
echo "running ..."
for manager; do
   # A test that is too slow here may fail: what counts is what it reached.
   "$build/check$manager" >"$build/$manager.log" 2>&1 || true
   "$build/statics/check_statics$manager" >>"$build/$manager.log" 2>&1 ||
      true
   program=$build/debug/testheapmgr$manager
   "$program" --list | while read -r name _; do
      "$program" --parts --check 100 "$name" 2000 1000 </dev/null \
         >>"$build/$manager.log" 2>&1 || true
      "$program" --check 100 "$name" 200 40000 </dev/null \
         >>"$build/$manager.log" 2>&1 || true
   done
done
"$build/check_chunk_header" >"$build/chunk.log" 2>&1 || true
"$build/check_chunk_footer" >>"$build/chunk.log" 2>&1 || true

# Print "FILE LINE COUNT BRANCH COUNT ..." of each line of each object.
for object in "$build"/{check,debug}/{heapmgr,chunk}*.gcda \
   "$build"/statics/*.gcda; do
   name=$(basename "$object" .gcda)
   case $name in
      check_statics*) file=heapmgr${name#check_statics}
         file=${file%-statics}.c ;;
      chunk[1236]_* | chunk_header) file='chunk.c(header only)' ;;
      chunk*) file='chunk.c(with footer)' ;;
      *) file=$name.c ;;
   esac
   gcov --json-format --branch-probabilities --stdout "$object" \
      2>/dev/null |
      jq -r --arg file "$file" '.files[]
         | select(.file | test("(heapmgr[0-9]_[a-z]+|chunk)\\.c$"))
         | .lines[] | [$file, .line_number, .count,
            (.branches | map(.count) | join(" "))] | @tsv'
done >"$build/lines.tsv"

# Lines that no test can reach, with the reason.
touch "$build/uncovered"
awk -F '\t' -v known="$root/grading/uncovered.tsv" '
   BEGIN {
      while ((getline line < known) > 0)
         if (line !~ /^#/ && split(line, part, "\t") >= 3)
            why[part[1] "\t" part[2]] = part[3]
   }
   {
      key = $1 "\t" $2
      if (!(key in lines)) { order[++n] = key; lines[key] = 0 }
      if ($3 > lines[key]) lines[key] = $3
      m = split($4, counts, " ")
      for (i = 1; i <= m; i++) {
         if (i > branches[key]) branches[key] = i
         if (counts[i] > 0) taken[key, i] = 1
      }
   }
   # Return line number of the file, as text without blanks around it.
   function text(file, number,   name, i, line) {
      name = file
      sub(/\(.*/, "", name)
      if (!(name in read)) {
         read[name] = 1
         i = 0
         while ((getline line < name) > 0)
            source[name, ++i] = line
      }
      line = source[name, number]
      gsub(/^ +| +$/, "", line)
      return line
   }
   END {
      for (i = 1; i <= n; i++) {
         split(order[i], k, "\t")
         file = k[1]
         if (!(file in all)) names[++f] = file
         all[file]++
         said = text(file, k[2])
         if (lines[order[i]] > 0) reached[file]++
         else if (file "\t" said in why) { explained[file]++ }
         else { missed[file]++; print file ":" k[2] ": " said }
         # What an assertion does when it fails is no branch to test.
         if (said ~ /^(assert|\|\|.*HeapMgr_isValid)/) continue
         for (b = 1; b <= branches[order[i]]; b++) {
            arms[file]++
            if ((order[i], b) in taken) arms_reached[file]++
            else if (file "\t" said in why) arms_explained[file]++
            else {
               untaken[file]++
               print file ":" k[2] ": a branch not taken: " said
            }
         }
      }
      printf "%-24s %8s %8s %9s %9s %8s %9s\n", "file", "lines",
         "reached", "explained", "branches", "taken", "explained"
      for (i = 1; i <= f; i++) {
         x = names[i]
         printf "%-24s %8d %8d %9d %9d %8d %9d\n", x, all[x], reached[x],
            explained[x], arms[x], arms_reached[x], arms_explained[x]
         bad += missed[x]
      }
      exit bad > 0
   }' "$build/lines.tsv"
