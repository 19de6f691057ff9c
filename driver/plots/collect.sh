#!/bin/bash
# collect.sh: measure what a plot needs and no other command writes.
#
# Usage: BUILD=build collect.sh TABLE MANAGER... >TABLE.tsv
#
#    heap    the parts of one manager's heap over time
#    costs   how many calls took how many steps
#    growth  times per call for more and more chunks, in seven rounds
#    robson  the peak heap when payloads are placed to be most in the way
#    about   what all these have in common
#
# A MANAGER is the part of its program's name after testheapmgr.  For
# heap there is one.  The variable PLOT_TEST is the test, or a shipped
# trace, of heap and costs.
set -euo pipefail
export LC_ALL=C

readonly REFERENCE=_gnu
readonly COUNT=20000 SIZE=2000  # of the tests
readonly GROWTH_COUNTS='256 512 1024 2048 4096 8192 16384'
readonly GROWTH_TESTS='Checkerboard Worst'
readonly GROWTH_LIMIT=20        # seconds for one run
readonly ROUNDS=7               # a busy moment spoils one or two
# Larger ones the C library doesn't put on its heap, but maps.
readonly ROBSON_SIZES='64 256 1024 4096 16384 65536'
readonly ROBSON_COUNT=20000

build=${BUILD:-build}
table=$1
shift
managers=("$@")

# Set what to the driver's arguments for $1, a test or a trace, and shown
# to what a caption says of it.
choose_test()
{
   what=("$1" "$COUNT" "$SIZE")
   shown="$1, COUNT $COUNT, SIZE $SIZE"
   if [ -f "driver/traces/$1.rep.gz" ]; then
      mkdir -p "$build/traces"
      gzip -dc "driver/traces/$1.rep.gz" >"$build/traces/$1.rep"
      what=(--trace "$build/traces/$1.rep")
      shown="trace of $1"
   elif ! "$build/testheapmgr$REFERENCE" --list | grep -q "^$1 "; then
      echo "plots: PLOT_TEST=$1 is neither a test nor a shipped trace" >&2
      exit 2
   fi
}

# Print the table $1 with columns manager and test in front, for manager
# $2 and test $3; its header only the first time.
label()
{
   awk -v OFS='\t' -v manager="${2#_}" -v test="$3" -v first="$first" '
      NR == 1 && first { print "manager", "test", $0 }
      NR > 1 { print manager, test, $0 }' "$1"
   first=
}

# Print the driver's table of a run, its header only the first time, and
# of a run that failed the row all the same.
run()
{
   { "$@" --tsv || true; } | awk -v first="$first" 'NR > 1 || first'
   first=
}

collect_heap()
{
   choose_test "${PLOT_TEST:-gcc}"
   "$build/testheapmgr${managers[0]}" --series "$scratch" "${what[@]}" \
      >/dev/null
   label "$scratch" "${managers[0]}" "$shown"
}

collect_costs()
{
   local manager
   choose_test "${PLOT_TEST:-RandomRandom}"
   for manager in "${managers[@]}"; do
      [ "$manager" != "$REFERENCE" ] || continue
      "$build/steps/testheapmgr$manager" --steps --costs "$scratch" \
         "${what[@]}" >/dev/null
      label "$scratch" "$manager" "$shown"
   done
}

collect_growth()
{
   local round count test manager
   for ((round = 1; round <= ROUNDS; round++)); do
      for count in $GROWTH_COUNTS; do
         for test in $GROWTH_TESTS; do
            for manager in "${managers[@]}"; do
               run "$build/testheapmgr$manager" --no-parts \
                  --cpu-limit "$GROWTH_LIMIT" "$test" "$count" "$SIZE"
            done
         done
      done
   done
}

collect_robson()
{
   local size manager
   for size in $ROBSON_SIZES; do
      for manager in "${managers[@]}"; do
         run "$build/testheapmgr$manager" --no-parts Robson \
            "$ROBSON_COUNT" "$size"
      done
   done
}

collect_about()
{
   printf '%s\t%s\n' what value count "$COUNT" size "$SIZE" seed 1 \
      compiler "$("${CC:-cc}" --version | awk 'NR == 1')"
}

first=yes
mkdir -p "$build/plots/tables"
scratch=$(mktemp "$build/plots/tables/XXXXXX")
trap 'rm -f "$scratch"' EXIT
case $table in
   heap | costs | growth | robson | about) "collect_$table" ;;
   *)
      echo "collect.sh: no table $table: heap, costs, growth, robson, about" >&2
      exit 2 ;;
esac
