#!/bin/bash
# pack.sh: pack what students get, and nothing of the solution.
#
# Usage: pack.sh BUILD
#
# Writes BUILD/heapmgr-starter.tar.gz, which unpacks into a folder
# heapmgr-starter.  Packed twice, it is the same to the byte.
set -euo pipefail

build=${1:?usage: pack.sh BUILD}
CDPATH='' cd "$(dirname "$0")/../.."
name=heapmgr-starter
folder=$build/starter/$name

rm -rf "$build/starter"
mkdir -p "$folder"

# What students get as it is.  What is not named here they don't get.
given=(
   Makefile LICENSE heapmgr.h chunk.h chunk.c testheapmgr.c
   heapmgr1_minimal.c heapmgr2_pad.c heapmgr3_list.c
   appendix/heapmgr_gnu.c
   driver/*.[ch] driver/assert/*.[ch] driver/heap-gdb.py driver/ask.mk
   driver/{script,setup}.sh
   grading/suites/suites.mk grading/suites/*.h
   grading/suites/{arrange,behaviour,checkmain,contract,cost,crash}.c
   grading/suites/{inputs,layout,misuse,picture,policy,practice}.c
   grading/suites/{subjects_layout,subjects_manager,system}.c
   grading/suites/{valid,verdict}.c
   driver/traces/{README.md,index.tsv}
   driver/traces/{bash,gawk,gcc,git,gnuplot,perl,python,sqlite}.rep.gz
)
# Folders that come with their own list of files for students.
for list in grading/starter/files-*.txt; do
   [ -f "$list" ] || continue
   while read -r file; do
      # A line may hold a pattern.
      for match in $file; do
         given+=("$match")
      done
   done <"$list"
done
for file in "${given[@]}"; do
   mkdir -p "$folder/$(dirname "$file")"
   case $file in
   *.md) awk -f grading/starter/course.awk "$file" >"$folder/$file" ;;
   *) cp "$file" "$folder/$file" ;;
   esac
done

# What is theirs to write, and to read.
for stage in heapmgr4_dlist.c heapmgr5_bins.c; do
   awk -f grading/starter/stub.awk grading/starter/given.txt \
      grading/starter/yours.c "$stage" >"$folder/$stage"
done
mkdir -p "$folder/grading/starter"
cp grading/starter/{student.mk,valid.awk,calls.awk,answers.awk} \
   "$folder/grading/starter"
# What a submission may call is what the grader admits.
# The native compiler and linker add names of their own, and so does
# driver/assert/assert.h.
native='CheckRate_isDue|__sanitizer_cov_trace_pc|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail'
native+='|__(v?(f|sn)?printf|mem(cpy|set|move)|str(cpy|ncpy))_chk'
{ sed -n "s/^readonly \(given\|library\)='\(.*\)'/\2/p" \
   grading/intake/admit.sh; echo "$native"; } |
   paste -s -d '|' >"$folder/grading/starter/calls.txt"
cp grading/starter/readme "$folder/readme"
awk -f grading/starter/rubric.awk grading/rubric.tsv docs/assignment.md \
   >"$folder/assignment.md"

# All files get the time of the newest one, so that make sees that a later
# archive, unpacked over an earlier one, has changed.
newest=$(stat -c %Y "${given[@]}" heapmgr4_dlist.c heapmgr5_bins.c \
   grading/starter/* docs/assignment.md grading/rubric.tsv grading/intake/admit.sh |
   sort -n | tail -n 1)
tar -C "$build/starter" --sort=name --owner=0 --group=0 --numeric-owner \
   --mtime="@$newest" -cf - "$name" |
   gzip -9n >"$build/$name.tar.gz"
echo "$build/$name.tar.gz"
