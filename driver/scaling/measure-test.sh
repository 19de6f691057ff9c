#!/bin/bash
# measure-test.sh: is what testheapmgr measures what docs/measuring.md
# says?
#
#    make check-measure          in seconds
#    make measure-long           all traces, both compilers under load,
#                                and the cost of counting
#
# Programs are taken from $BUILD (build/ unless set), everything written
# goes to $BUILD/measure/.  A line for each check; exit status 0 if all
# passed.

set -euo pipefail

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../.ci/count.sh"
export BUILD=${BUILD:-build}
readonly WORK=$BUILD/measure
readonly STAGES='1_minimal 2_pad 3_list 4_dlist 5_bins 6_vm'
work=$WORK
must_have "$WORK/testheapmgr_look0" check-measure
burners=()

#---------------------------------------------------------------------
# Helpers
#---------------------------------------------------------------------

# The same, where what is expected is a regular expression, to be found
# anywhere in $2.
like()
{
   if [[ $2 =~ $3 ]]; then
      same "$1" yes yes
   else
      same "$1" "$2" "something like $3"
   fi
}

# The same, where the rest is a command that must succeed.
holds()
{
   local what=$1
   shift
   if "$@"; then
      same "$what" yes yes
   else
      same "$what" "$* fails" 'that it succeeds'
   fi
}

# Set out, err and status to what a command says and ends with.
run()
{
   status=0
   out=$("$@" 2> "$WORK/err") || status=$?
   err=$(cat "$WORK/err")
}

# Print the cells of the columns named, of the table in $out.
cells()
{
   awk -F '\t' -v names="$*" '
      NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
      NR == 2 {
         n = split(names, name, " ")
         for (i = 1; i <= n; i++)
            printf "%s%s", $column[name[i]], (i < n) ? " " : "\n"
      }' <<< "$out"
}

# Check that in every line of the table in file $1 the heap's parts add
# up, and none of them is unknown.
addsUp()
{
   awk -F '\t' '
      function parts(prefix, payload)
      {
         return $column[payload] + $column[prefix "internal_bytes"] \
            + $column[prefix "overhead_bytes"] \
            + $column[prefix "external_bytes"] \
            + $column[prefix "unknown_bytes"]
      }
      function complain(what)
      {
         printf "# %s, %s: %s\n", $1, $2, what
         bad = 1
      }
      NR == 1 {
         for (i = 1; i <= NF; i++)
            column[$i] = i
         next
      }
      $column["status"] != "ok" { complain($column["status"]); next }
      $column["internal_bytes"] == "-" \
         || $column["unknown_bytes"] != 0 \
         || $column["mean_unknown_bytes"] != 0 { complain("unknown") }
      parts("", "payload_at_peak_bytes") != $column["peak_heap_bytes"] {
         complain("the parts at the peak do not add up") }
      {
         error = parts("mean_", "mean_payload_bytes") \
            - $column["mean_heap_bytes"]
         if (error > 0.005 || error < -0.005)
            complain("the mean parts do not add up")
         lines++
      }
      END { exit bad || lines == 0 }' "$1"
}

#---------------------------------------------------------------------
# Steps
#---------------------------------------------------------------------

steps()
{
   local program=$BUILD/steps/testheapmgr5_bins first i
   local call mean p99 max

   run "$BUILD/testheapmgr5_bins" --steps LifoFixed 10 10
   same '--steps without counting: status' "$status" 2
   same '--steps without counting: lines' "$(wc -l <<< "$err")" 1
   like '--steps without counting: what to run' "$err" \
      'build/steps/testheapmgr5_bins'
   run "$BUILD/testheapmgr5_bins" --costs "$WORK/x" LifoFixed 10 10
   same '--costs without counting: status' "$status" 2

   for i in 1 2 3; do
      run "$program" --steps --tsv --no-parts RandomRandom 20000 500
      call=$(cells malloc_steps_{mean,p99,max,max_op,max_bytes} \
         free_steps_{mean,p99,max,max_op,max_bytes})
      first=${first:-$call}
      same "steps are the same in run $i" "$call" "$first"
   done

   run "$program" --costs "$WORK/costs.tsv" --tsv --no-parts \
      RandomRandom 20000 500
   for call in malloc free; do
      read -r mean p99 max \
         <<< "$(cells "${call}_steps_mean" "${call}_steps_p99" \
         "${call}_steps_max")"
      same "--costs tells the steps of $call: mean, p99, most" \
         "$(awk -F '\t' -v call="$call" '
            $1 == call {
               calls += $3; sum += $2 * $3; most = $2
               if (p99 == "" && $4 >= 0.99)
                  p99 = $2
            }
            END { printf "%.2f %d %d", sum / calls, p99, most }' \
            "$WORK/costs.tsv")" "$mean $p99 $max"
   done
   same '--costs counts every malloc' "$(awk -F '\t' \
      '$1 == "malloc" { n += $3 } END { print n }' \
      "$WORK/costs.tsv")" 20000

   # The one malloc that needs 50000 bytes is the only one to grow the
   # pad: the dearest, and it is known in advance which.
   { for i in 0 1 2 3 4 5 6 7 8 9; do echo "a $i 16"; done
     echo 'a 10 50000'
     echo 'a 11 16'; } > "$WORK/one.script"
   run "$BUILD/steps/testheapmgr2_pad" --steps --tsv \
      --trace "$WORK/one.script"
   like 'the dearest malloc is one that grows the pad' \
      "$(cells malloc_steps_max_op malloc_steps_max_bytes)" \
      '^(1 16|11 50000)$'
   run "$BUILD/steps/testheapmgr1_minimal" --steps --tsv LifoFixed 100 10
   same 'a free that does nothing takes one step' \
      "$(cells free_steps_mean free_steps_max)" '1.00 1'
}

#---------------------------------------------------------------------
# Parts
#---------------------------------------------------------------------

# Hand-computed: what a heap with one chunk of 100 bytes is made of, and
# what it is on the average before and after it is freed.
parts()
{
   local stage want columns

   columns='peak_heap_bytes payload_at_peak_bytes internal_bytes
      overhead_bytes external_bytes unknown_bytes mean_payload_bytes
      mean_internal_bytes mean_overhead_bytes mean_external_bytes'
   printf 'a 0 100\nf 0\n' > "$WORK/hundred.script"
   while read -r stage want; do
      run "$BUILD/testheapmgr$stage" --tsv \
         --trace "$WORK/hundred.script"
      # shellcheck disable=SC2086
      same "stage $stage, one chunk of 100 bytes: its parts" \
         "$(cells $columns)" "$want"
   done << 'END'
1_minimal 112 100 12 0 0 0 50.000 6.000 0.000 56.000
2_pad 8192 100 12 0 8080 0 50.000 6.000 0.000 8136.000
3_list 131088 100 12 32 130944 0 50.000 6.000 24.000 131008.000
4_dlist 131104 100 12 64 130928 0 50.000 6.000 48.000 131000.000
5_bins 131104 100 12 64 130928 0 50.000 6.000 48.000 131000.000
6_vm 4096 100 3980 16 0 0 50.000 1990.000 8.000 0.000
END

   # The free chunk of 8192 units can't serve what comes.
   printf 'a 0 131000\nf 0\na 1 140000\n' > "$WORK/unfit.script"
   run "$BUILD/testheapmgr3_list" --tsv --trace "$WORK/unfit.script"
   same 'what is free but too short' "$(cells unfit_bytes peak_op)" \
      '131072 3'
   printf 'a 0 100\nf 0\na 1 100\n' > "$WORK/gone.script"
   run "$BUILD/testheapmgr1_minimal" --tsv --trace "$WORK/gone.script"
   same 'what is gone serves nobody' "$(cells unfit_bytes peak_op)" \
      '112 3'
}

# All workloads, all stages: the parts add up, and the sums are what a
# walk finds after every operation.
workloads()
{
   local stage workload header=--tsv

   : > "$WORK/workloads.tsv"
   : > "$WORK/remarks"
   for workload in $("$BUILD/testheapmgr5_bins" --list |
      awk '{ print $1 }'); do
      for stage in $STAGES; do
         # shellcheck disable=SC2086
         "$BUILD/testheapmgr$stage" --tsv $header --check 1 \
            "$workload" 300 3000 \
            >> "$WORK/workloads.tsv" 2>> "$WORK/remarks" || true
         header=--no-header
      done
   done
   holds 'the parts add up on every workload' addsUp \
      "$WORK/workloads.tsv"
   same 'sums and walks agree after every operation' \
      "$(cat "$WORK/remarks")" ''
}

# The traces $1...
traces()
{
   local stage file header=--tsv

   : > "$WORK/traces.tsv"
   : > "$WORK/remarks"
   for file; do
      gzip -dc "$file" > "$WORK/trace.rep"
      for stage in $STAGES; do
         # shellcheck disable=SC2086
         "$BUILD/testheapmgr$stage" --tsv $header --fast --parts \
            --check 997 --trace "$WORK/trace.rep" \
            >> "$WORK/traces.tsv" 2>> "$WORK/remarks" || true
         header=--no-header
      done
   done
   holds "the parts add up on $# traces" addsUp "$WORK/traces.tsv"
   same "sums and walks agree on $# traces" \
      "$(cat "$WORK/remarks")" ''
}

# The heap over time.
series()
{
   run "$BUILD/testheapmgr4_dlist" --series "$WORK/series.tsv" --tsv \
      RandomRandom 30000 300
   same '--series: rows that do not add up, or go back' "$(awk '
      NR > 1 && ($2 != $3 + $4 + $5 + $6 + $7 || $1 <= last) { bad++ }
      NR > 1 { last = $1 }
      END { print bad + 0 }' "$WORK/series.tsv")" 0
   holds '--series: 1000 to 2000 rows' \
      awk 'END { exit !(NR > 1001 && NR <= 2001) }' "$WORK/series.tsv"
   same '--series: the peak is among them' "$(awk -v op="$(cells peak_op)" \
      '$1 == op { print $2 }' "$WORK/series.tsv")" \
      "$(cells peak_heap_bytes)"
   run "$BUILD/testheapmgr4_dlist" --series /dev/null/x LifoFixed 10 10
   same '--series: a file that cannot be written: status' "$status" 2
   run "$BUILD/testheapmgr4_dlist" --parts --in-process LifoFixed 10 10
   same '--parts with --in-process: status' "$status" 2
}

# Managers that are hard to look into (lookedinto.c).  The run is good
# in any case: it is only the looking that fails.
looks()
{
   local look what remark

   while read -r look what remark; do
      run "$WORK/testheapmgr_look$look" --tsv --check 1 RandomRandom \
         500 2000
      same "$what: the run is good" "$status $(cells status)" '0 ok'
      like "$what: the remark" "$err" "$remark"
      [ "$look" = 2 ] || same "$what: known and unknown add up" \
         "$(cells payload_at_peak_bytes internal_bytes overhead_bytes \
            external_bytes unknown_bytes |
            awk '{ print $1 + $2 + $3 + $4 + $5 }')" \
         "$(cells peak_heap_bytes)"
   done << 'END'
0 no-walk ^$
1 endless-walk the walk over the heap ends at 0x
2 wild-walk the manager crashed while its heap was inspected
3 broken-chunk the walk over the heap ends at 0x
4 lying-walk testheapmgr: look4: operation
5 foreign-memory ^$
END
   run "$WORK/testheapmgr_look0" --tsv LifoFixed 100 100
   same 'no-walk: which parts are unknown' "$(cells internal_bytes \
      overhead_bytes external_bytes)" '- - -'
}

#---------------------------------------------------------------------
# Adversaries, growth, the documentation
#---------------------------------------------------------------------

adversaries()
{
   local stage table=$WORK/robson.tsv

   : > "$table"
   for stage in $STAGES; do
      run "$BUILD/testheapmgr$stage" --tsv --fast Robson 4096 16384
      cells peak_heap_bytes forced_bytes bound_bytes >> "$table"
   done
   # M = 4096 words of 256 bytes, n = 64: M (3 + 1) - n + 1, and 6 M.
   same 'Robson: the bounds' "$(awk '{ print $2, $3 }' "$table" |
      sort -u)" "$((256 * (4 * 4096 - 63))) $((256 * 6 * 4096))"
   same 'Robson: managers that need less than is proved' \
      "$(awk '$1 < $2 { n++ } END { print n + 0 }' "$table")" 0
   run "$BUILD/testheapmgr3_list" --tsv --parts --fast Robson 4096 16384
   holds 'Robson: first fit stays below its bound' test \
      "$(cells peak_heap_bytes)" -le "$(cells bound_bytes)"
   run "$BUILD/testheapmgr5_bins" --tsv LifoFixed 10 10
   same 'nothing is proved of LifoFixed' \
      "$(cells forced_bytes bound_bytes)" '- -'
   # Of 2000 chunks of 2032 bytes every other one is freed, and none is
   # used again but those few that were a unit longer from the start.
   run "$BUILD/testheapmgr5_bins" --tsv Checkerboard 3000 2000
   same 'Checkerboard: no hole serves a request' \
      "$(cells unfit_bytes | awk '{ print ($1 > 990 * 2032) }')" 1
}

scaling()
{
   local -x SCALING_COUNTS='128 512 2048 8192'

   # A claim that does not hold: both it and the measured shape are
   # named.
   sed 's/malloc O(1) below/malloc O(log n) bel/; s/free O(1)/free O(n)/' \
      heapmgr5_bins.c > "$WORK/heapmgr5_bins.c"
   run bash driver/scaling/scaling.sh "5_bins=$WORK/heapmgr5_bins.c"
   same 'scaling: a wrong claim: status' "$status" 1
   like 'scaling: a wrong claim: what is said' "$err" \
      '5_bins: its head comment claims free O\(n\), but .* is O\(1\)'
   run bash driver/scaling/scaling.sh 5_bins=heapmgr5_bins.c
   same 'scaling: stage 5 is as its head comment claims' \
      "$status $err" '0 '
   same 'scaling: stage 5 in the last bin' "$(awk -F '\t' \
      '$2 == "worst,large" && $3 == "malloc_steps_max" { print $6 }' \
      "$BUILD/scaling/verdicts.tsv")" 'O(n)'
   sed 's/Costs:/Price:/' heapmgr5_bins.c > "$WORK/heapmgr5_bins.c"
   run bash driver/scaling/scaling.sh "5_bins=$WORK/heapmgr5_bins.c"
   like 'scaling: no claim' "$err" 'no claim like'
}

# Every command in the documentation, in sh's blocks.
documentation()
{
   local -x SCALING_COUNTS='128 512 2048 8192'
   local line

   awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' \
      docs/measuring.md > "$WORK/commands"
   holds 'docs/measuring.md has commands' test -s "$WORK/commands"
   while read -r line; do
      run bash -c "$line" < /dev/null
      same "docs/measuring.md: $line" "$status" 0
   done < "$WORK/commands"
   same 'docs/measuring.md has every column' "$(
      "$BUILD/testheapmgr5_bins" --tsv LifoFixed 1 1 | head -n 1 |
         tr '\t' '\n' |
         while read -r line; do
            grep -q "\`$line\`" docs/measuring.md || echo "$line"
         done)" ''
}

#---------------------------------------------------------------------
# The long ones
#---------------------------------------------------------------------

# End the processes that keep the cores busy, and only these.
cool()
{
   [ ${#burners[@]} -eq 0 ] || kill "${burners[@]}"
   burners=()
}

load()
{
   local cc i first call

   for cc in gcc clang; do
      make -s CC="$cc" BUILD="$BUILD/$cc" \
         "$BUILD/$cc/steps/testheapmgr4_dlist" > "$WORK/make.log" 2>&1
   done
   trap cool EXIT
   for ((i = 0; i < $(nproc); i++)); do
      (while :; do :; done) &
      burners+=($!)
   done
   for cc in gcc clang; do
      first=
      for i in 1 2 3 4 5 6 7 8 9 10; do
         run "$BUILD/$cc/steps/testheapmgr4_dlist" --steps --tsv \
            --no-parts RandomRandom 50000 1000
         call=$(cells malloc_steps_{mean,p99,max,max_op,max_bytes} \
            free_steps_{mean,p99,max,max_op,max_bytes})
         first=${first:-$call}
         same "$cc, all cores busy: steps in run $i" "$call" "$first"
      done
   done
   cool
}

# Print the CPU seconds that a command takes.
seconds()
{
   local TIMEFORMAT='%U %S'

   { time "$@" > /dev/null; } 2>&1 | awk '{ print $1 + $2 }'
}

# Counting a million operations costs at most three times as much: the
# median of five pairs of runs.
counting()
{
   local stage test i with without

   while read -r stage test; do
      for i in 1 2 3 4 5; do
         # shellcheck disable=SC2086
         without=$(seconds "$BUILD/testheapmgr$stage" --fast $test)
         # shellcheck disable=SC2086
         with=$(seconds "$BUILD/steps/testheapmgr$stage" --fast --steps \
            $test)
         awk -v a="$with" -v b="$without" 'BEGIN { print a / b }'
      done | sort -n | sed -n 3p > "$WORK/ratio"
      # shellcheck disable=SC2016 # the dollar is awk's
      holds "$stage, $test: counting costs $(cat "$WORK/ratio") times" \
         awk 'NF == 0 || $1 > 3 { exit 1 }' "$WORK/ratio"
   done << 'END'
5_bins RandomRandom 500000 100
5_bins LifoFixed 500000 64
4_dlist RandomRandom 500000 100
2_pad FifoRandom 500000 100
END
}

#---------------------------------------------------------------------

mkdir -p "$WORK"
case ${1:-} in
'')
   steps
   parts
   workloads
   traces driver/traces/bc.rep.gz
   series
   looks
   adversaries
   scaling
   documentation
   ;;
--long)
   traces driver/traces/*.rep.gz
   load
   counting
   ;;
*)
   echo "measure-test.sh: expected --long or nothing, got '$1'" >&2
   exit 2
   ;;
esac

end_count
