#!/bin/bash
# coverage.sh: which lines, branches and conditions of the managers and of
# chunk.c do the tests reach?
#
# Usage: coverage.sh MANAGER...
#
# Everything is compiled once more, into build/coverage, and run: the
# check suites, the tests of statics, a short soak, and the driver with
# all its tests.  The report is a line for each file, and each line that
# nothing has reached, and each branch that nothing has taken.
#
# Where there is clang-19, a second table says the same of conditions
# (MC/DC): for each condition of a decision that has several, did the
# tests show that it alone can change the outcome?
#
# What assertions do when they fail is left out.  The exit status is 1 if
# something was not reached and grading/assurance/uncovered.tsv doesn't explain it.
set -euo pipefail

root=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
cd "$root"
build=${BUILD:-build}/coverage
conditions=${BUILD:-build}/conditions

# Does statics.c know the statics of manager $1?
has_statics()
{
   [[ " $STATICS_OF " == *" $1 "* ]]
}

# Print the programs for the managers that follow, in folder $1.
list_programs()
{
   local folder=$1 manager

   shift
   for manager; do
      ! has_statics "$manager" ||
         echo "$folder/statics/check_statics$manager"
      printf '%s\n' "$folder/check$manager" \
         "$folder/debug/testheapmgr$manager" "$folder/debug/soak$manager"
   done
   printf '%s\n' "$folder/check_chunk_header" "$folder/check_chunk_footer"
}

# Run program $1 with the arguments that follow.  A test that is too slow
# here may fail: what counts is what it reached.
run()
{
   "$@" >>"$folder/log" 2>&1 </dev/null || true
}

# Run the programs for the managers that follow, in folder $1.
run_programs()
{
   local folder=$1 manager program test

   shift
   : >"$folder/log"
   for manager; do
      run "$folder/check$manager"
      ! has_statics "$manager" || run "$folder/statics/check_statics$manager"
      HEAPMGR_CHECK=0 run "$folder/debug/soak$manager" 200000 1 wasteful
      program=$folder/debug/testheapmgr$manager
      "$program" --list | while read -r test _; do
         run "$program" --parts --check 100 "$test" 2000 1000
         run "$program" --check 100 "$test" 200 40000
      done
   done
   run "$folder/check_chunk_header"
   run "$folder/check_chunk_footer"
}

# Compile the programs for the managers that follow, in folder $1, by
# compiler $2 with the flags $3 and the linker's $4.
build_programs()
{
   local folder=$1 compiler=$2 flags=$3 hook=$root/$1/hook.o link=$4 wanted

   shift 4
   mkdir -p "$folder"
   "$compiler" -std=c11 -D_DEFAULT_SOURCE -O1 -c -o "$hook" \
      grading/assurance/coverage_hook.c
   mapfile -t wanted < <(list_programs "$folder" "$@")
   rm -f "${wanted[@]}" # the hook is no file that make knows of
   make -s BUILD="$folder" CC="$compiler" \
      CFLAGS="-w $flags" \
      LDFLAGS="$link -Wl,--wrap=_exit,--wrap=abort $hook" \
      "${wanted[@]}" >/dev/null
}

# Say on a terminal what takes so long.
tell()
{
   [ ! -t 2 ] || echo "$*" >&2
}

#----------------------------------------------------------------------
# Lines and branches, by gcc
#----------------------------------------------------------------------

tell 'compiling ...'
build_programs "$build" gcc '--coverage -fprofile-update=atomic' \
   '--coverage -Wl,-u,__gcov_dump' "$@"
find "$build" -name '*.gcda' -delete
tell 'running ...'
run_programs "$build" "$@"

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

failed=no
awk -F '\t' -v known="$root/grading/assurance/uncovered.tsv" '
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
         if (said ~ /^assert/) continue
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
         bad += missed[x] + untaken[x]
      }
      exit bad > 0
   }' "$build/lines.tsv" || failed=yes

#----------------------------------------------------------------------
# Conditions, by clang-19
#----------------------------------------------------------------------

if ! command -v clang-19 llvm-cov-19 >/dev/null; then
   echo 'conditions: left out, there is no clang-19 (make setup-dev)'
   [ $failed = no ]
   exit
fi
tell 'compiling for conditions ...'
build_programs "$conditions" clang-19 \
   '-fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc' \
   -fprofile-instr-generate "$@"
export COUNTS=$conditions/counts LLVM_PROFILE_FILE=/dev/null
rm -rf "$COUNTS"
mkdir -p "$COUNTS"
tell 'running ...'
run_programs "$conditions" "$@"
llvm-profdata-19 merge -o "$conditions/counts.data" "$COUNTS"
rm -rf "$COUNTS"

# Print "FILE LINE LAST SHOWN ..." of each decision of each program: SHOWN
# is true for a condition that was shown to decide.
list_programs "$conditions" "$@" | while read -r program; do
   case $program in
      *[1236]_* | *_header) layout='header only' ;;
      *) layout='with footer' ;;
   esac
   llvm-cov-19 export -format=text -instr-profile "$conditions/counts.data" \
      "$program" 2>/dev/null |
      jq -r --arg layout "$layout" '.data[].files[]
         | (.filename | split("/") | last) as $file
         | select($file | test("^(heapmgr[0-9]_[a-z]+|chunk)\\.c$"))
         | .mcdc_records[]
         | [$file + (if $file == "chunk.c" then "(\($layout))" else "" end),
            .[0], .[1], .[2], (.[6] | map(tostring) | join(" "))] | @tsv'
done >"$conditions/decisions.tsv"

awk -F '\t' -v known=grading/assurance/uncovered.tsv '
   BEGIN {
      while ((getline line < known) > 0)
         if (line !~ /^#/ && split(line, part, "\t") >= 3)
            why[part[1] "\t" part[2]] = part[3]
   }
   # The same decision may be in several programs.
   {
      key = $1 "\t" $2 "\t" $3
      if (!(key in last)) { order[++n] = key; last[key] = $4 }
      m = split($5, is, " ")
      conditions[key] = m
      for (i = 1; i <= m; i++) if (is[i] == "true") shown[key, i] = 1
   }
   function read_file(file,   name, i, line) {
      name = file
      sub(/\(.*/, "", name)
      while ((getline line < name) > 0) {
         gsub(/^ +| +$/, "", line)
         source[file, ++i] = line
      }
   }
   END {
      for (i = 1; i <= n; i++) {
         split(order[i], k, "\t")
         file = k[1]
         if (!(file in all)) { names[++f] = file; all[file] = 0
            read_file(file) }
         said = source[file, k[2]]
         for (j = k[2] + 1; j <= last[order[i]]; j++)
            said = said " " source[file, j]
         if (said ~ /^assert/) continue
         for (c = 1; c <= conditions[order[i]]; c++) {
            all[file]++
            if ((order[i], c) in shown) good[file]++
            else if (file "\t" said in why) explained[file]++
            else {
               bad = 1
               print file ":" k[2] ": condition " c \
                  " was not shown to decide: " said
            }
         }
      }
      printf "%-24s %10s %8s %9s\n", "file", "conditions", "shown",
         "explained"
      for (i = 1; i <= f; i++) {
         x = names[i]
         printf "%-24s %10d %8d %9d\n", x, all[x], good[x], explained[x]
      }
      exit bad
   }' "$conditions/decisions.tsv" || failed=yes
[ $failed = no ]
