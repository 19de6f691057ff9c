#!/bin/bash
# compare.sh: run managers on tests and traces, and compare them.
#
# Usage: make compare [NAME=VALUE]...
#
#    MANAGERS  the kit's, or files that implement heapmgr.h; "stages",
#              "all" (with the appendix).  Quotes protect blanks in the
#              name of a file: MANAGERS="4_dlist 'my heap.c'"  (stages)
#    LAYOUT    footer or header: the chunks that such files have (footer)
#    TESTS     the driver's, "course" (the course's seven), "all" (those
#              that testheapmgr --list shows) or "none" (course)
#    COUNT     calls of malloc in a test (10000)
#    SIZE      bytes that a test asks for, or the most of them (2000)
#    TRACES    shipped ones, files, "core", "all" or "none" (core)
#    RUNS      timed runs of each manager on each test (3)
#    LIMIT     seconds of CPU time for one run (20)
#    SEED      of the random numbers (1)
#
# Runs are never side by side.  A round runs every test once with every
# manager, so that a slow minute of the machine hits all alike; each
# round begins with another manager.  Times are medians over the rounds.
# A last round runs the programs that count steps, once: they count the
# same every time.
#
# What is written, under $BUILD/compare:
#    compare.tsv   a row for each run: the driver's columns, and round
#    medians.tsv   a row for each manager and test
#    summary.tsv   the verdicts of the summary
#    about.tsv     what was asked for, and the compiler
#    messages.txt  what the driver said of the managers that failed
# and plots under $BUILD/plots.
#
# Exit status: 0; 1 if a manager of the kit failed other than by taking
# too long; 2 if the question was wrong.
set -euo pipefail
export LC_ALL=C
# shellcheck source=driver/script.sh disable=SC1091
. "$(dirname "$0")/../script.sh"

readonly REFERENCE=_gnu       # all times are compared to this one's
readonly CORE_TRACES=(gcc perl git gnuplot python sqlite)
readonly COURSE_TESTS=(LifoFixed FifoFixed LifoRandom FifoRandom
   RandomFixed RandomRandom Worst)
readonly MAX_NUMBER=10000000  # the driver's MAX_COUNT
readonly QUIET_SECONDS=2      # progress is shown after these

scripts=driver/compare
build=${COMPARE_BUILD:-build}
cc=${COMPARE_CC:-cc}
out=$build/compare
traces_folder=driver/traces
read -ra kit <<<"$COMPARE_KIT"
read -ra stages <<<"$COMPARE_STAGES"

managers=()         # names, as the tables show them
declare -A program  # of a manager: its timed program ...
declare -A counter  # ... and the one that counts steps
declare -A source   # its file, if it isn't the kit's
tests=()            # names, as the driver's table shows them
declare -A trace    # the file of a test that is a trace
declare -A failed   # a "manager/test" that isn't run again: its status

# Succeed if $1 is one of the other arguments.
is_among()
{
   local word=$1 other
   shift
   for other; do
      [ "$word" != "$other" ] || return 0
   done
   return 1
}

# Print the value $2 of variable $1, a number from 1 to $4; $3 if empty.
take_number()
{
   local text=${2:-$3}
   if [[ ! $text =~ ^[0-9]{1,9}$ ]] ||
      ((10#$text < 1 || 10#$text > $4)); then
      die "$1 must be a number from 1 to $4, not '$text'"
   fi
   echo $((10#$text))
}

# Set words to the words of $2, the value of variable $1: apart by blanks,
# except in quotes or after a backslash.
split()
{
   local list
   words=()
   list=$(printf '%s' "$2" | xargs -n 1 printf '%s\n' 2>/dev/null) ||
      die "$1 has a quote without its partner: $2"
   [ -z "$list" ] || mapfile -t words <<<"$list"
}

#---------------------------------------------------------------------
# Managers
#---------------------------------------------------------------------

# Add manager $1 of the kit, the part of its file's name after heapmgr.
add_kit_manager()
{
   local name=${1#_}
   [ -z "${program[$name]-}" ] ||
      die "MANAGERS names $1 twice"
   managers+=("$name")
   program[$name]=$build/testheapmgr$1
   counter[$name]=$build/steps/testheapmgr$1
}

# Add the manager in file $1 under its base name, or, if that's taken,
# with its folder's in front.
add_file()
{
   local path=$1 folder name
   [ -f "$path" ] ||
      die "no manager '$path': take a file that implements heapmgr.h, \
or some of ${kit[*]#_}"
   [ "${path##*.}" = c ] ||
      die "'$path' isn't C: a manager's file ends in .c"
   name=$(basename -- "$path" .c | tr -c 'A-Za-z0-9._+\n -' '_')
   if [ -n "${program[$name]-}" ] || is_among "$name" "${kit[@]#_}"; then
      folder=$(basename -- "$(dirname -- "$(realpath -- "$path")")")
      name=$(tr -c 'A-Za-z0-9._+\n -' '_' <<<"$folder")-$name
   fi
   [ -z "${program[$name]-}" ] ||
      die "two managers would be called $name: rename the file $path"
   managers+=("$name")
   source[$name]=$(realpath -- "$path")
   program[$name]=$out/managers/$name/testheapmgr$name
   counter[$name]=$out/managers/$name/steps/testheapmgr$name
}

# Set managers to what $1 asks for; the reference comes last.
choose_managers()
{
   local word
   split MANAGERS "${1:-stages}"
   for word in "${words[@]}"; do
      case $word in
         stages) words=("${stages[@]}") ;;
         all) words=("${kit[@]}") ;;
         *) continue ;;
      esac
      [ "${1:-stages}" = "$word" ] || [ -z "$1" ] ||
         die "MANAGERS=$word stands alone, not in '$1'"
      break
   done
   for word in "${words[@]}"; do
      if [ "$word" = "$REFERENCE" ] || [ "_$word" = "$REFERENCE" ]; then
         continue
      elif is_among "$word" "${kit[@]}"; then
         add_kit_manager "$word"
      elif is_among "_$word" "${kit[@]}"; then
         add_kit_manager "_$word"
      else
         add_file "$word"
      fi
   done
   add_kit_manager "$REFERENCE"
}

# Compile manager $1 into program $2 as the build in folder $3 does.
compile()
{
   local folder=$build/$3 part chunk=4_dlist
   local flags wraps objects=()
   [ "$layout" = footer ] || chunk=3_list
   read -ra flags <"$folder/flags"
   [ "$layout" = footer ] || flags+=(-DCHUNK_FOOTER_UNITS=0)
   read -ra wraps <<<"$COMPARE_WRAPS"
   for part in $COMPARE_DRIVER "chunk$chunk"; do
      objects+=("$folder/$part.o")
   done
   mkdir -p "$(dirname -- "$2")"
   "$cc" "${flags[@]}" -c -o "$2.o" "${source[$1]}" &&
      "$cc" "${wraps[@]}" -o "$2" "$2.o" "${objects[@]}"
}

# Compile the managers that aren't the kit's.  One that can't be compiled
# fails all tests.
compile_managers()
{
   local name test
   for name in "${managers[@]}"; do
      [ -n "${source[$name]-}" ] || continue
      if ! compile "$name" "${program[$name]}" release >&2 ||
         ! compile "$name" "${counter[$name]}" steps 2>/dev/null; then
         printf 'compare: %s can not be compiled and linked, see above\n' \
            "${source[$name]}" >&2
         for test in "${tests[@]}"; do
            failed[$name/$test]="not compiled"
         done
      fi
   done
}

#---------------------------------------------------------------------
# Tests and traces
#---------------------------------------------------------------------

# Add the tests that $1 asks for.
choose_tests()
{
   local word known=()
   mapfile -t known < <("$build/testheapmgr$REFERENCE" --list |
      awk '{ print $1 }')
   case ${1:-course} in
      course) words=("${COURSE_TESTS[@]}") ;;
      all) words=("${known[@]}") ;;
      none) words=() ;;
      *) split TESTS "$1" ;;
   esac
   for word in "${words[@]}"; do
      is_among "$word" "${known[@]}" ||
         die "no test '$word': TESTS takes course, all, none, or some of \
${known[*]}"
      ! is_among "$word" "${tests[@]}" || die "TESTS names $word twice"
      tests+=("$word")
   done
}

# Add the traces that $1 asks for.
choose_traces()
{
   local word path known=()
   mapfile -t known < <(cd "$traces_folder" &&
      awk -F '\t' 'NR > 1 { print $1 }' index.tsv)
   case ${1:-core} in
      core) words=("${CORE_TRACES[@]}") ;;
      all) words=("${known[@]}") ;;
      none) words=() ;;
      *) split TRACES "$1" ;;
   esac
   mkdir -p "$build/traces"
   for word in "${words[@]}"; do
      path=$word
      ! is_among "$word" "${known[@]}" ||
         path=$traces_folder/$word.rep.gz
      [ -f "$path" ] ||
         die "no trace '$word': TRACES takes core, all, none, a file, \
or some of ${known[*]}"
      add_trace "$path"
   done
}

# Add the trace in file $1, unpacked if need be.
add_trace()
{
   local path=$1 name
   if [ "${path##*.}" = gz ]; then
      name=$(basename -- "$path" .gz)
      gzip -dc -- "$path" >"$build/traces/$name" ||
         die "'$path' can't be unpacked by gzip"
      path=$build/traces/$name
   fi
   name=$(basename -- "$path")
   ! is_among "$name" "${tests[@]}" ||
      die "two traces are called $name: rename one of them"
   tests+=("$name")
   trace[$name]=$path
}

#---------------------------------------------------------------------
# Runs
#---------------------------------------------------------------------

# Show how far it is: $1 of $2 runs are done, and this is round $3.
show_progress()
{
   local left
   [ -t 2 ] && ((SECONDS >= QUIET_SECONDS)) || return 0
   left=$(($1 == 0 ? 0 : SECONDS * ($2 - $1) / $1))
   printf '\rcompare: run %d of %d (round %s), about %d s left   ' \
      "$1" "$2" "$3" "$left" >&2
   progress_shown=yes
}

# Run manager $1 on test $2 with the options that follow, and set row to
# its row of the driver's table.
run()
{
   local name=$1 test=$2 what=() said lines
   shift 2
   what=("$test" "$count" "$size")
   [ -z "${trace[$test]-}" ] || what=(--trace "${trace[$test]}")
   said=$("$@" --tsv --seed "$seed" "${what[@]}" 2>"$out/said") || true
   if [ -s "$out/said" ]; then
      { echo "$name on $test:"; cat "$out/said"; } >>"$out/messages.txt"
   fi
   mapfile -t lines <<<"$said"
   if [ "${#lines[@]}" -ne 2 ]; then
      cat "$out/said" >&2
      die "$name can't be run on $test, see above"
   fi
   header=${lines[0]}
   row=${lines[1]}
}

# Note how the run ended that row is about, of manager $1 on test $2.
note_status()
{
   local status
   status=$(awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++)
      if ($i == "status") c = i } NR == 2 { print $c }' \
      <<<"$header"$'\n'"$row")
   [ "$status" = ok ] || failed[$1/$2]=$status
}

# Write row to the table, as one of round $1.
write_row()
{
   [ -s "$out/runs" ] || printf '%s\tround\n' "$header" >"$out/runs"
   printf '%s\t%s\n' "$row" "$1" >>"$out/runs"
}

# Set row to one that says that manager $1 couldn't even begin test $2.
make_failed_row()
{
   [ -n "${header-}" ] || header=$("$build/testheapmgr$REFERENCE" --tsv \
      LifoFixed 1 1 | head -n 1)
   row=$(awk -F '\t' -v manager="$1" -v test="$2" \
      -v status="${failed[$1/$2]}" 'BEGIN { OFS = "\t" } {
      for (i = 1; i <= NF; i++)
         $i = $i == "manager" ? manager : $i == "test" ? test : \
            $i == "status" ? status : "-"
      print }' <<<"$header")
}

# Do round $1: all managers on all tests, beginning with another manager
# each time.
do_round()
{
   local round=$1 test name i
   for test in "${tests[@]}"; do
      for ((i = 0; i < ${#managers[@]}; i++)); do
         name=${managers[(i + round - 1) % ${#managers[@]}]}
         show_progress "$runs_done" "$runs_total" "$round of $rounds"
         runs_done=$((runs_done + 1))
         if [ -z "${failed[$name/$test]-}" ]; then
            run "$name" "$test" "${program[$name]}" --no-parts \
               --cpu-limit "$limit"
            note_status "$name" "$test"
         elif [ "$round" -eq 1 ]; then
            make_failed_row "$name" "$test"
         else
            continue
         fi
         write_row "$round"
      done
   done
}

# Count steps: once for each manager and test.  Where the timed run took
# too long, the count is of the operations in a quarter of that time.
count_steps()
{
   local test name seconds
   for test in "${tests[@]}"; do
      for name in "${managers[@]}"; do
         show_progress "$runs_done" "$runs_total" "of steps"
         runs_done=$((runs_done + 1))
         seconds=$((limit * 10))
         case ${failed[$name/$test]-} in
            '') ;;
            '>'*) seconds=$(((limit + 3) / 4)) ;;
            *) continue ;;
         esac
         [ "$name" != "${REFERENCE#_}" ] || continue
         run "$name" "$test" "${counter[$name]}" --steps \
            --cpu-limit "$seconds"
         write_row steps
      done
   done
}

# Print a row for each of the managers whose head comment says which
# stage it is to be compared with, as in "(as in stage 5)".
write_bases()
{
   local name stage file
   for name in "${managers[@]}"; do
      file=appendix/heapmgr_$name.c
      if [ ! -f "$file" ] || [ -n "${source[$name]-}" ]; then
         continue
      fi
      stage=$(head -n 12 "$file" | tr -d '*/\n' | tr -s ' ' |
         grep -o -m 1 'as in stage [1-9]' || true)
      [ -n "$stage" ] || continue
      printf 'base %s\t%s\n' "$name" \
         "$(printf '%s\n' "${stages[@]}" | grep "^${stage: -1}_")"
   done
}

# Write what was asked for.
write_about()
{
   printf '%s\t%s\n' what value count "$count" size "$size" seed "$seed" \
      runs "$rounds" limit "$limit" reference "${REFERENCE#_}" \
      compiler "$("$cc" --version | awk 'NR == 1')" \
      stages "${stages[*]}" managers "${#managers[@]}"
}

#---------------------------------------------------------------------

count=$(take_number COUNT "${COMPARE_COUNT-}" 10000 "$MAX_NUMBER")
size=$(take_number SIZE "${COMPARE_SIZE-}" 2000 "$MAX_NUMBER")
rounds=$(take_number RUNS "${COMPARE_RUNS-}" 3 99)
limit=$(take_number LIMIT "${COMPARE_LIMIT-}" 20 8640)
seed=$(take_number SEED "${COMPARE_SEED-}" 1 999999999)
layout=${COMPARE_LAYOUT:-footer}
is_among "$layout" footer header ||
   die "LAYOUT must be footer or header, not '$layout'"
choose_managers "${COMPARE_MANAGERS-}"
choose_tests "${COMPARE_TESTS-}"
choose_traces "${COMPARE_TRACES-}"
((${#tests[@]} > 0)) ||
   die "TESTS=none and TRACES=none leave nothing to run"

mkdir -p "$out"
rm -f "$out"/*.tsv "$out/runs" "$out/messages.txt"
compile_managers

progress_shown=
runs_done=0
runs_total=$((${#managers[@]} * ${#tests[@]} * (rounds + 1)))
for ((round = 1; round <= rounds; round++)); do
   do_round "$round"
done
count_steps
[ -z "$progress_shown" ] || printf '\r%70s\r' '' >&2

rm -f "$out/said"
mv "$out/runs" "$out/compare.tsv"
{ write_about; write_bases; } >"$out/about.tsv"
awk -v reference="${REFERENCE#_}" -f "$scripts/medians.awk" \
   "$out/compare.tsv" >"$out/medians.tsv"
for table in tables summary beside; do
   awk -v tsv="$out/summary.tsv" -f "$scripts/read.awk" \
      -f "$scripts/$table.awk" "$out/about.tsv" "$out/medians.tsv"
done

if command -v gnuplot >/dev/null; then
   BUILD=$build bash driver/plots/plots.sh --of 'make compare'
   printf '\nPlots: %s/plots/{time,space,utilization}.{svg,png}\n' "$build"
else
   echo "compare: no plots: gnuplot isn't installed, make setup installs\
 it" >&2
fi

for key in "${!failed[@]}"; do
   if [[ ${failed[$key]} != '>'* && -z "${source[${key%%/*}]-}" ]]; then
      printf 'compare: %s: %s; %s says more\n' "$key" "${failed[$key]}" \
         "$out/messages.txt" >&2
      exit 1
   fi
done
