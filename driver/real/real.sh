#!/bin/bash
# real.sh: real programs on every manager: time, memory, outcome.
#
# Usage: real.sh MANAGER...      (4_dlist, _buddy; libraries by real.mk)
#
# Runs each job on the system's malloc and on each manager, RUNS times (3),
# and prints two tables, of CPU seconds and of memory.  A job that takes more
# than LIMIT seconds (10) is stopped.  What a job prints must be the same
# on each manager.  JOBS='perl sort' runs only these.
#
# Writes $BUILD/real/real.tsv, one line for each job and manager, and
# $BUILD/plots/real.png and .svg.  Exit status: 1 if a job has printed
# something else, or crashed, 2 wrong usage.
set -uo pipefail
export LC_ALL=C TZ=UTC
unset CDPATH

die()
{
   echo "real: $1" >&2
   exit 2
}

here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
root=${here%/driver/real}
build=${BUILD:-build}
[[ $build = /* ]] || build=$root/$build
out=$build/real
data=$out/data
runs=${RUNS:-3}
limit=${LIMIT:-10}
[ $# -gt 0 ] || die 'usage: real.sh MANAGER...'
for number in "$runs" "$limit"; do
   [[ $number =~ ^[1-9][0-9]*$ ]] ||
      die "'$number': RUNS and LIMIT are whole numbers above 0"
done
timer=$(type -P time) || die "GNU time is missing: make setup"
mkdir -p "$data" || die "there can be no folder $data"

# shellcheck source=driver/real/jobs.sh disable=SC1091
source "$here/jobs.sh"

# Run job $1 on manager $2 (none: the system's malloc).  Sets seconds,
# kilobytes, status, and sum, of what was printed.
run_once()
{
   local preload=()

   "$build/lib/showfigures" --new "$out/figures"
   [ "$2" = none ] || preload=("LD_PRELOAD=$build/lib/libheapmgr$2.so"
      "HEAPMGR_FIGURES=$out/figures")
   sum=$("$timer" -q -o "$out/time" -f '%U %S %M' \
      timeout -k 1 "$limit" env "${preload[@]}" \
      bash "$here/real.sh" --job "$1" 2>"$out/said" </dev/null | cksum
      exit "${PIPESTATUS[0]}")
   status=$?
   read -r seconds kilobytes < <(awk '{ print $1 + $2, $3 }' "$out/time")
}

# Print how job $1 on manager $2 went, in a word; expected is its sum on
# the system's malloc.
name_outcome()
{
   local refused
   refused=$("$build/lib/showfigures" "$out/figures" |
      awk -F '\t' 'NR > 1 && $5 > 0 && $6 > 0 { print $7; exit }')
   if [ -n "$refused" ]; then echo "no memory after $refused chunks"
   elif [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then echo "over $limit s"
   elif [ "$status" -gt 128 ]; then echo "signal $((status - 128))"
   elif [ "$status" -ne 0 ]; then echo "status $status"
   elif [ "$sum" != "${expected:-$sum}" ]; then echo 'other output'
   else echo ok; fi
}

# Measure job $1 on manager $2: a line of the table.
measure()
{
   local run times=() memories=() outcome calls

   for ((run = 1; run <= runs; run++)); do
      run_once "$1" "$2"
      times+=("$seconds")
      memories+=("$kilobytes")
      outcome=$(name_outcome)
      [ "$outcome" = ok ] || break
   done
   calls=$("$build/lib/showfigures" "$out/figures" |
      awk -F '\t' 'NR > 1 { s += $4 } END { printf "%.0f", s }')
   printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" \
      "$(median "${times[@]}")" "$(median "${memories[@]}")" "$calls" \
      "$outcome"
}

median()
{
   printf '%s\n' "$@" | sort -g | awk '{ v[NR] = $1 }
      END { print v[int((NR + 1) / 2)] }'
}

show_progress()
{
   [ ! -t 2 ] || printf '\r\033[Kreal: %s' "$1" >&2
}

if [ "$1" = --job ]; then
   "job_$2"
   exit
fi

read -r -a wanted <<<"${JOBS:-${all[*]}}"
make_data
jobs=()
for job in "${wanted[@]}"; do
   [ -n "${needs[$job]-}" ] || die "there is no job $job: ${all[*]}"
   if command -v "${needs[$job]}" >/dev/null; then
      jobs+=("$job")
   else
      echo "real: $job is left out: ${needs[$job]} is missing" >&2
   fi
done

printf 'job\tmanager\tseconds\tkilobytes\tsystem_calls\toutcome\n' \
   >"$out/real.tsv.new"
for job in "${jobs[@]}"; do
   expected=
   for manager in none "$@"; do
      show_progress "$job on $manager"
      measure "$job" "$manager"
      [ "$manager" != none ] || expected=$sum
   done
done >>"$out/real.tsv.new"
show_progress ''
mv "$out/real.tsv.new" "$out/real.tsv"
status=0
awk -F '\t' -f "$here/tables.awk" "$out/real.tsv" || status=1
cd "$root" && BUILD=$build bash driver/plots/plots.sh real &&
   echo "Plot: ${build#"$root"/}/plots/real.png"
exit "$status"
