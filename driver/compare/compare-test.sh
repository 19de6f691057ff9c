#!/bin/bash
# compare-test.sh: the test of make compare and make plots.
#
# Usage: [BUILD=build] [CC=gcc] driver/compare/compare-test.sh
#
# Works in $BUILD/compare-test, whose programs are links to those of
# $BUILD.
set -uo pipefail
export LC_ALL=C
# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../.ci/count.sh"
unset MANAGERS TESTS TRACES COUNT SIZE

build=${BUILD:-build}
cc=${CC:-gcc}
readonly ROOM=$build/compare-test
readonly OUT=$ROOM/compare
readonly PLOTS=$ROOM/plots
work=$ROOM
must_have "$build/steps/testheapmgr4_dlist" check-compare

# Succeed if file $2 has a line that matches $1.
has() { grep -q -E -e "$1" "$2"; }

lacks() { ! grep -q -E -e "$1" "$2"; }

is() { [ "$1" = "$2" ]; }

# Run make with the arguments that follow in the test's folder.
compare()
{
   make --no-print-directory BUILD="$ROOM" CC="$cc" compare "$@"
}

# Print column $2 of table $1 for manager $3 and test $4, a line for each
# row; rows of round $5 only, if given.
cells()
{
   awk -F '\t' -v name="$2" -v manager="$3" -v test="$4" \
      -v round="${5-}" '
      NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
      $c["manager"] == manager && $c["test"] == test &&
         (round == "" || $c["round"] == round) { print $c[name] }' "$1"
}

#---------------------------------------------------------------------

make_room()
{
   local manager
   rm -rf "$ROOM"
   mkdir -p "$ROOM"
   for manager in "$build"/testheapmgr* "$build"/release \
      "$build"/steps; do
      ln -s "$(realpath "$manager")" "$ROOM/"
   done
   # They are up to date here, too.
   cp -p "$build/made-with" "$ROOM"
   ROOM_PATH=$(realpath "$ROOM")

   cat >"$ROOM/my crash.c" <<'END'
#include "heapmgr.h"
#include <signal.h>
#include <unistd.h>

void *HeapMgr_malloc(size_t uBytes)
{
   static size_t uCalls = 0;
   char *pcOld = sbrk(0);

   if (++uCalls == 17)
      raise(SIGSEGV);
   uBytes = (uBytes + 15) / 16 * 16;
   return (brk(pcOld + uBytes) == 0) ? pcOld : NULL;
}

void HeapMgr_free(void *pv)
{
   (void)pv;
}
END
   sed 's/raise(SIGSEGV)/for (;;) uCalls++/' "$ROOM/my crash.c" \
      >"$ROOM/endless.c"
   echo 'int broken(void) { return' >"$ROOM/broken.c"
   sed -e '/SIGSEGV/d; /++uCalls/d; /signal/s/.*/#include "chunk.h"/' \
      -e '/static size_t/d' -e '/15/s/=.*/= \
         Chunk_unitsToBytes(Chunk_bytesToUnits(uBytes));/' \
      "$ROOM/my crash.c" >"$ROOM/units.c"
}

#---------------------------------------------------------------------

# Whether medians.tsv holds what sort finds in the middle of three.
medians_agree()
{
   local manager test column middle
   for manager in 1_minimal 3_list 5_bins gnu; do
      for test in LifoRandom Worst; do
         for column in malloc_ns free_ns; do
            middle=$(for round in 1 2 3; do
               cells "$OUT/compare.tsv" "$column" "$manager" "$test" \
                  "$round"
            done | sort -g | sed -n 2p)
            [ -n "$middle" ] || return 1
            [ "$middle" = "$(cells "$OUT/medians.tsv" "$column" \
               "$manager" "$test")" ] || return 1
         done
      done
   done
}

# Whether the ratio to gnu is the quotient of the medians.
ratio_agrees()
{
   awk -v a="$(cells "$OUT/medians.tsv" malloc_ns 6_vm Worst)" \
      -v b="$(cells "$OUT/medians.tsv" malloc_ns gnu Worst)" \
      -v ratio="$(cells "$OUT/medians.tsv" malloc_ratio 6_vm Worst)" \
      'BEGIN { d = a / b / ratio; exit !(d > 0.999 && d < 1.001) }'
}

# Whether the summary's utilization of $1 is the least of all tests, and
# good if it's at least one half.
space_agrees()
{
   local least
   least=$(for test in LifoRandom Worst bc.rep; do
      cells "$OUT/compare.tsv" utilization "$1" "$test" 1
   done | sort -g | head -n 1)
   awk -F '\t' -v manager="$1" -v least="$least" '
      $1 == manager && $2 == "space" { seen = 1
         wrong = $5 + 0 != least + 0 ||
            $3 != (least >= 0.5 ? "good" : "bad") }
      END { exit !seen || wrong }' "$OUT/summary.tsv"
}

# Whether the summary calls $1 of $2 what its steps say.
steps_agree()
{
   local most
   most=$(for test in LifoRandom Worst bc.rep; do
      cells "$OUT/compare.tsv" "$1_steps_mean" "$2" "$test" steps
   done | sort -g | tail -n 1)
   awk -F '\t' -v manager="$2" -v topic="$1" -v most="$most" '
      $1 == manager && $2 == topic { seen = 1
         wrong = $6 + 0 != most + 0 ||
            $3 != (most <= 128 ? "good" : "bad") }
      END { exit !seen || wrong }' "$OUT/summary.tsv"
}

test_plain()
{
   local said=$ROOM/plain manager round
   compare COUNT=2000 SIZE=500 TESTS='LifoRandom Worst' TRACES=bc RUNS=3 \
      >"$said" 2>"$said.errors"
   ok 'a plain comparison succeeds' is $? 0
   ok 'and is silent on stderr' is "$(cat "$said.errors")" ''
   managers=$((${#stages[@]} + 1))
   ok 'a row for each run' is $((managers * 3 * 3 + (managers - 1) * 3)) \
      "$(tail -n +2 "$OUT/compare.tsv" | wc -l)"
   for round in 1 2 3; do
      ok "round $round has every manager on every test" is $((managers * 3)) \
         "$(awk -F '\t' -v r="$round" '$NF == r { print $1, $2 }' \
            "$OUT/compare.tsv" | sort -u | wc -l)"
   done
   ok 'rounds begin with different managers' is \
      '1_minimal 2_pad 3_list ' \
      "$(awk -F '\t' '$NF != last && $NF ~ /^[0-9]/ { printf "%s ", $1 }
         { last = $NF }' "$OUT/compare.tsv")"
   ok 'managers take turns in a test' is $managers \
      "$(sed -n 2,$((managers + 1))p "$OUT/compare.tsv" | cut -f 1 | sort -u | wc -l)"
   ok 'medians are medians' medians_agree
   ok 'ratios are ratios' ratio_agrees
   for manager in "${stages[@]}" gnu; do
      ok "$manager stands in every part of the tables" is 6 \
         "$(grep -c "^$manager " "$said")"
      ok "the space of $manager is judged by its worst test" \
         space_agrees "$manager"
   done
   ok 'gnu is the last row' has '^gnu ' <(grep -A 1 "^${stages[-1]}" "$said")
   ok 'minimal calls the system once per malloc' is 2000 \
      "$(grep -m 3 '^1_minimal' "$said" | awk 'NR == 3 { print $2 }')"
   for manager in 3_list 4_dlist 5_bins; do
      ok "malloc of $manager is judged by steps" \
         steps_agree malloc "$manager"
      ok "free of $manager is judged by steps" \
         steps_agree free "$manager"
   done
   ok 'a verdict unlike the lecture is explained' \
      has '^\* 4_dlist, space: bad, where the lecture says good' "$said"
}

test_failing_managers()
{
   local said=$ROOM/failing
   script -qec "make --no-print-directory BUILD='$ROOM' CC='$cc' compare \
      COUNT=300 SIZE=100 TESTS=LifoFixed TRACES=none RUNS=3 LIMIT=1 \
      MANAGERS=\"5_bins '$ROOM_PATH/my crash.c' '$ROOM_PATH/endless.c' \
      '$ROOM_PATH/broken.c'\"" /dev/null >"$said" </dev/null
   ok 'managers of others may fail' is $? 0
   ok 'a crash is shown' \
      has 'my crash on every test: crashed at operation 17' "$said"
   ok 'a limit is shown' has '^endless +> 1 s' "$said"
   ok 'and where' has 'endless on .*: > 1 s at operation 17' "$said"
   ok 'a file that is no C is shown' has '^broken +not compiled' "$said"
   ok 'the others go on' is 4 \
      "$(cells "$OUT/compare.tsv" malloc_ns 5_bins LifoFixed |
         grep -c '^[0-9]')"
   ok 'what hit the limit is not repeated' is '1 steps ' \
      "$(cells "$OUT/compare.tsv" round endless LifoFixed | tr '\n' ' ')"
   ok 'progress is shown on a terminal' has 'about [0-9]+ s left' \
      "$said"
   ok 'the driver is quoted' has 'signal 11' "$OUT/messages.txt"
}

test_layout()
{
   local layout footer header
   for layout in footer header; do
      compare LAYOUT=$layout MANAGERS="$ROOM/units.c" COUNT=500 SIZE=100 \
         TESTS=LifoFixed TRACES=none RUNS=1 >"$ROOM/layout" 2>&1
      ok "a file is compiled with layout $layout" is $? 0
      cells "$OUT/medians.tsv" peak_heap_bytes units LifoFixed \
         >"$ROOM/$layout"
   done
   footer=$(cat "$ROOM/footer")
   header=$(cat "$ROOM/header")
   ok 'chunks of 100 bytes have 8 units with headers' is "$header" \
      $((500 * 8 * 16))
   ok 'and 9 with footers' is "$footer" $((500 * 9 * 16))
}

# Print the calls into the chunk module that program $1 has room for.
accessors() { nm "$1" | grep -c ' [tT] Chunk_get'; }

# A file is optimized together with chunk.c, as the kit's managers are,
# or the comparison would not be fair.
test_fairness()
{
   local mine=$OUT/managers/mine
   cp heapmgr5_bins.c "$ROOM/mine.c"
   compare MANAGERS="$ROOM/mine.c" COUNT=500 SIZE=100 TESTS=LifoFixed \
      TRACES=none RUNS=1 >"$ROOM/fair" 2>&1
   ok 'a copy of the bins is compared' is $? 0
   ok "the kit's bins read chunks without a call" \
      is "$(accessors "$build/testheapmgr5_bins")" 0
   ok 'and so does the copy' is "$(accessors "$mine/testheapmgrmine")" 0
   ok 'where steps are counted, both call' \
      is "$(accessors "$mine/steps/testheapmgrmine")" \
      "$(accessors "$build/steps/testheapmgr5_bins")"
}

# What a design of the appendix changes is said in a line.
test_beside()
{
   compare MANAGERS=all COUNT=500 TESTS='LifoFixed RandomRandom' \
      TRACES=none RUNS=1 >"$ROOM/all" 2>&1
   ok 'MANAGERS=all compares the appendix' is $? 0
   ok 'payload has a quarter of the overhead' has \
      '^payload: .*overhead 8 instead of 32 bytes a chunk, steps of malloc -[0-9]+ %, .*\(to 5_bins, 2 tests\)' \
      "$ROOM/all"
   ok 'unsorted is held against the list' has \
      '^unsorted: .*\(to 3_list, 2 tests\)' "$ROOM/all"
   appendix=(appendix/heapmgr_*.c) # gnu has no stage to be compared with
   ok 'each of them has a line' is $((${#appendix[@]} - 1)) \
      "$(grep -c 'tests)$' "$ROOM/all")"
   compare MANAGERS=payload COUNT=500 TESTS=LifoFixed TRACES=none RUNS=1 \
      >"$ROOM/alone" 2>&1
   compare MANAGERS=5_bins COUNT=50 SIZE=50 TESTS=all TRACES=none RUNS=1 \
      >"$ROOM/all-tests" 2>&1
   ok 'TESTS=all is what --list shows' \
      is "$("$build/testheapmgr5_bins" --list | awk '{ print $1 }' | sort)" \
      "$(awk -F '\t' 'NR > 1 { print $2 }' "$OUT/medians.tsv" | sort -u)"
   compare MANAGERS=5_bins COUNT=50 SIZE=50 TESTS=course TRACES=none RUNS=1 \
      >"$ROOM/course-tests" 2>&1
   ok 'TESTS=course is what it begins with' \
      is "$("$build/testheapmgr5_bins" --list | head -n 7 |
         awk '{ print $1 }' | sort)" \
      "$(awk -F '\t' 'NR > 1 { print $2 }' "$OUT/medians.tsv" | sort -u)"
   ok 'without its stage it has none' lacks 'BESIDE' "$ROOM/alone"
}

# Check that make compare refuses the argument that follows with a line
# that matches $1.
check_refused()
{
   local pattern=$1
   shift
   compare "$@" >"$ROOM/refused" 2>"$ROOM/refused.errors" </dev/null
   ok "refused: $*" has "^compare: .*$pattern" "$ROOM/refused.errors"
   ok "in one line: $*" is 1 \
      "$(grep -c '^compare:' "$ROOM/refused.errors")"
   ok "with status 2: $*" has 'Error 2$' "$ROOM/refused.errors"
   ok "without a table: $*" is "$(cat "$ROOM/refused")" ''
}

test_refusals()
{
   check_refused "COUNT .*not 'many'" COUNT=many
   check_refused "SIZE .* to 10000000, not" SIZE=10000001
   check_refused "RUNS .*not '0'" RUNS=0
   check_refused "LIMIT .*not '-1'" LIMIT=-1
   check_refused "LAYOUT .*not 'both'" LAYOUT=both
   check_refused "no manager 'nosuch'" MANAGERS='5_bins nosuch'
   check_refused 'names 5_bins twice' MANAGERS='5_bins 5_bins'
   check_refused 'quote' MANAGERS="'5_bins"
   check_refused "no test 'Best'" TESTS=Best
   check_refused "no trace 'emacs'" TRACES=emacs
   check_refused 'nothing to run' TESTS=none TRACES=none
}

#---------------------------------------------------------------------

# Whether $1 is a PNG of 1600 x 900 that isn't cut off.
# An allocator that is not there is not taken for one: the loader would go
# on without it, and glibc run under its name.
test_race_without_peer()
{
   mkdir -p "$ROOM/bin" "$ROOM/race"
   printf '#!/bin/sh\necho install ok installed\n' >"$ROOM/bin/dpkg-query"
   printf '#!/bin/sh\necho nowhere\n' >"$ROOM/bin/gcc"
   chmod +x "$ROOM/bin/dpkg-query" "$ROOM/bin/gcc"
   PATH=$ROOM_PATH/bin:$PATH BUILD=$ROOM ROUNDS=0 timeout 60 \
      bash appendix/race/race.sh >"$ROOM/race.txt" 2>&1
   ok 'race refuses to run without one of its peers' is "$?" 2
   ok '... and says which file it wants' \
      has '^race: there is no /usr/lib/nowhere/lib[a-z_]*\.so' "$ROOM/race.txt"
}

is_png()
{
   [ "$(od -An -tx1 -N 8 "$1" | tr -d ' ')" = 89504e470d0a1a0a ] &&
      [ "$(od -An -tx1 -j 16 -N 8 "$1" | tr -d ' \n')" = \
         0000064000000384 ] &&
      [ "$(tail -c 8 "$1" | head -c 4)" = IEND ]
}

# Whether $1 is an SVG to its end, and shows each of the other arguments.
is_svg()
{
   local file=$1 text
   shift
   head -n 2 "$file" | grep -q '<?xml' || return 1
   [ "$(tail -c 14 "$file" | tr -d "\r\n ")" = "</g></svg>" ] || return 1
   for text; do
      grep -q -F "$text" "$file" || return 1
   done
}

# Measure little, for the plots whose tables take long.
write_tables()
{
   local tables=$PLOTS/tables manager count size first=yes
   mkdir -p "$tables" "$ROOM/scaling"
   for table in about heap costs; do
      BUILD=$ROOM CC=$cc bash driver/plots/collect.sh "$table" 4_dlist 5_bins \
         >"$tables/$table.tsv"
   done
   for manager in 3_list 5_bins; do
      for count in 64 128 256; do
         "$ROOM/testheapmgr$manager" --no-parts --tsv Checkerboard \
            "$count" 500 >"$ROOM/row"
         "$ROOM/steps/testheapmgr$manager" --no-parts --steps --tsv \
            Checkerboard "$count" 500 >"$ROOM/counted"
         size=$((count * 16))
         "$ROOM/testheapmgr$manager" --no-parts --tsv Robson 1000 "$size" \
            >"$ROOM/robson"
         awk -v first=$first 'NR > 1 || first == "yes"' "$ROOM/row" \
            >>"$tables/growth.tsv"
         awk -v first=$first 'NR > 1 || first == "yes"' "$ROOM/robson" \
            >>"$tables/robson.tsv"
         awk -v first=$first -v OFS='\t' -v who="$manager" '
            NR == 1 && first == "yes" { print "who", "workload", "where", $0 }
            NR > 1 { print who, "holes", "-", $0 }' "$ROOM/counted" \
            >>"$ROOM/scaling/scaling.tsv"
         first=no
      done
   done
}

draw() { BUILD=$ROOM bash driver/plots/plots.sh "$@"; }

test_plots()
{
   local plot said=$ROOM/drawn
   ok 'time and space are drawn by the comparison itself' \
      is_png "$PLOTS/space.png"
   write_tables
   draw >"$said" 2>&1
   ok 'all plots are drawn' is "$? $(cat "$said")" '0 '
   mapfile -t plots < <(bash driver/plots/plots.sh --list | grep -v real)
   ok 'there are plots' test ${#plots[@]} -ge 8
   for plot in "${plots[@]}"; do
      ok "$plot.png is a picture" is_png "$PLOTS/$plot.png"
      ok "$plot.svg is a picture" is_svg "$PLOTS/$plot.svg"
   done
   ok 'the caption tells workload, seed, compiler' is_svg \
      "$PLOTS/time.svg" 'COUNT 2000' 'seed 1' "$("$cc" --version |
         awk 'NR == 1')"
   ok 'managers are named' is_svg "$PLOTS/growth.svg" 3_list 5_bins
   ok 'internal fragmentation has the colour that the demo gives it' \
      is_svg "$PLOTS/heap.svg" 'rgb(204, 121, 167)'
   mkdir "$ROOM/first"
   mv "$PLOTS"/*.png "$PLOTS"/*.svg "$ROOM/first/"
   draw >"$said" 2>&1
   for plot in "$ROOM"/first/*; do
      ok "${plot##*/} is the same when drawn again" \
         cmp -s "$plot" "$PLOTS/${plot##*/}"
   done
}

# A run in a busy moment leaves no trace in a plot of times.
test_medians_of_growth()
{
   local first=yes ns count
   for ns in 50 9000 40; do
      for count in 64 128 256; do
         awk -F '\t' -v OFS='\t' -v first=$first -v ns=$ns \
            -v count=$count '
            NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i }
            NR > 1 { $c["free_ns"] = ns; $c["count"] = count }
            NR > 1 || first == "yes"' "$ROOM/row"
         first=no
      done
   done >"$PLOTS/tables/growth.tsv"
   draw growth >"$ROOM/drawn" 2>&1
   ok 'growth is drawn from medians' \
      grep -q -r -x -E '.*\b256\b.*\b50\b.*' "$PLOTS/data/growth"
   ok 'and says of how many' is_svg "$PLOTS/growth.svg" \
      'median of 3 runs'
}

test_missing_table()
{
   local said=$ROOM/missing
   rm "$ROOM/scaling/scaling.tsv"
   draw steps heap >"$said" 2>&1
   ok 'a missing table is an error' is $? 2
   ok 'that says who writes it' \
      has 'scaling.tsv is missing, make scaling writes it' "$said"
   ok 'and there is no empty picture' [ ! -s "$PLOTS/new/steps.png" ]
   draw nosuch >"$said" 2>&1
   ok 'an unknown plot is an error' is $? 2
}

# A name that somebody else chose must do no harm in a plot.
test_hostile_name()
{
   # shellcheck disable=SC2016  # it is meant literally
   local name='x`touch pwned`"; system("touch pwned") #$(touch pwned)'
   printf '0\n1\n2\n1\na 0 100\nf 0\n' >"$ROOM/$name.rep"
   COMPARE_HOSTILE=$ROOM/$name.rep
   compare TESTS=none RUNS=1 MANAGERS=5_bins \
      TRACES="'${COMPARE_HOSTILE//\$/\$\$}'" >"$ROOM/hostile" 2>&1
   ok 'a strange name is a name' is $? 0
   ok 'and stands in the table' is 1 \
      "$(cells "$OUT/medians.tsv" runs 5_bins "$name.rep")"
   ok 'and runs nothing' is '' "$(find . -name pwned)"
}

# What make does or says, without doing it, when asked for the arguments.
asked() { make --no-print-directory -n BUILD="$ROOM" CC="$cc" "$@" 2>&1; }

# A manager may be named by its number and by its name, in all targets.
test_names()
{
   local name said=$ROOM/names
   for name in 3 list 3_list; do
      asked prove MANAGERS="$name" >"$said"
      ok "make prove takes $name" has 'for m in 3_list;' "$said"
      asked demo MANAGER="$name" SECOND=buddy >"$said"
      ok "and so does make demo" \
         has "manager '3_list' --second '_buddy'" "$said"
   done
   asked scaling MANAGERS='5 buddy' >"$said"
   ok 'make scaling takes 5 and buddy' \
      has '5_bins=heapmgr5_bins.c _buddy=appendix/' "$said"
   asked prove MANAGERS='4 path/to/mine.c' >"$said"
   ok 'a path is a path' has 'for m in 4_dlist path/to/mine.c;' "$said"
   asked demo-map MANAGER=5 SCENARIO=gcc >"$said"
   ok 'a map has its manager and its run in its name' \
      has 'demo-map-5_bins-gcc.png' "$said"
   asked demo SCENARIO= >"$said"
   ok 'no scenario is the usual one' has "scenario 'lecture'" "$said"
   asked soak MANAGERS=9 >"$said"
   ok 'no manager 9: it says which there are' \
      has 'no manager 9; .* takes 1_minimal .*_unsorted' "$said"
   asked prove MANAGER=3 >"$said"
   ok 'prove takes MANAGERS' \
      has 'make prove takes MANAGERS=, not MANAGER=' "$said"
   asked demo MANAGERS=3 >"$said"
   ok 'demo takes MANAGER' \
      has 'make demo takes MANAGER=, not MANAGERS=' "$said"
   asked demo prove MANAGER=3 MANAGERS=3 >"$said"
   ok 'both take both' has 'for m in 3_list;' "$said"
   asked demo scenario=grow >"$said"
   ok 'small letters are refused' has ': SCENARIO=, not scenario=' "$said"
}

# make plots measures what hasn't been measured, and that only.
test_plots_alone()
{
   local said=$ROOM/alone
   rm -rf "$OUT" "$ROOM/scaling"
   asked plots >"$said"
   ok 'make plots measures what compare would' \
      has 'driver/compare/compare.sh >' "$said"
   ok 'and what scaling would' has 'driver/scaling/scaling.sh 1_minimal' "$said"
   mkdir -p "$OUT" "$ROOM/scaling"
   echo there | tee "$OUT/medians.tsv" >"$ROOM/scaling/scaling.tsv"
   asked plots >"$said"
   ok 'but not again' lacks 'driver/(compare|scaling).sh' "$said"
   rm -r "$OUT" "$ROOM/scaling"
}

#---------------------------------------------------------------------

make_room
test_names
test_plots_alone
test_refusals
test_failing_managers
test_layout
test_fairness
test_beside
test_race_without_peer
test_hostile_name
test_plain
test_plots
test_medians_of_growth
test_missing_table

end_count
