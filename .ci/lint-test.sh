#!/bin/bash
# lint-test.sh: does make lint find a violation of each rule?
#
# Usage: lint-test.sh [--long]; --long tries the analyzers, too.
#
# In a copy of the kit each is planted alone, and the rule it breaks must
# name it, while the copy as it is breaks none of these rules.
set -uo pipefail
export LC_ALL=C
# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/count.sh"
build=${BUILD:-build}
work=$build/lint-test
kit=$work/kit
unset BUILD

rm -rf "$work"
mkdir -p "$kit"
bash .ci/files.sh | tar -cf - -T - | tar -C "$kit" -xf -

lint()
{
   bash "$kit/.ci/lint.sh" "$@"
}

# plant RULE TEXT FILE COMMAND...: COMMAND changes FILE, or makes it; then
# RULE must say TEXT.
plant()
{
   local rule=$1 text=$2 file=$3
   shift 3
   [ ! -e "$kit/$file" ] || cp "$kit/$file" "$work/before"
   mkdir -p "$(dirname "$kit/$file")"
   (cd "$kit" && "$@")
   check "$rule: $text" 1 "$text" lint "$rule"
   if [ -e "$work/before" ]; then
      mv "$work/before" "$kit/$file"
   else
      rm "$kit/$file"
   fi
}

# add FILE LINE...: append lines to FILE.
add()
{
   printf '%s\n' "${@:2}" >>"$1"
}

for rule in rooms make boundary twins; do
   check "$rule: the kit as it is" 0 'nothing found' lint "$rule"
done

plant rooms 'heapmgr4_dlist.c: #include "player.h", of driver' \
   heapmgr4_dlist.c add heapmgr4_dlist.c '#include "player.h"'
plant rooms 'driver/trace.c: #include "suite.h", of grading/suites' \
   driver/trace.c add driver/trace.c '#include "suite.h"'
plant rooms 'grading/suites/cost.c: #include "guest.h"' \
   grading/suites/cost.c add grading/suites/cost.c '#include "guest.h"'
plant rooms 'docs/figure.c' docs/figure.c add docs/figure.c 'int i;'
plant rooms 'demo/new: no row' demo/new/x.c add demo/new/x.c \
   '#include "heapmgr.h"'
fill()
{
   local i
   for i in {1..31}; do touch "grading/results/extra$i.jq"; done
}
(cd "$kit" && fill)
check 'rooms: a folder that is too full' 1 \
   'grading/results: 4[0-9] entries, more than 30' lint rooms
rm "$kit"/grading/results/extra*.jq
# Of a .c and its .h one is counted.
pairs()
{
   local i
   mkdir grading/pairs
   for i in {1..20}; do touch "grading/pairs/p$i.c" "grading/pairs/p$i.h"; done
   printf 'grading/pairs\t-\t-\n' >>.ci/rooms.tsv
}
(cd "$kit" && pairs)
check 'rooms: 20 modules are 20 entries' 0 'nothing found' lint rooms
rm -r "$kit/grading/pairs"

# A call without an include.
mkdir -p "$kit/build/debug"
printf 'void Player_nosuch(void);\nvoid Rng_up(void);\n%s\n' \
   'void Rng_up(void) { Player_nosuch(); }' >"$kit/driver/rng_up.c"
printf 'void Player_nosuch(void);\nvoid Player_nosuch(void) { }\n' \
   >"$kit/grading/suites/up.c"
(cd "$kit" && for file in driver/rng_up grading/suites/up; do
   gcc -MMD -c -o "build/debug/${file##*/}.o" "$file.c"
done)
check 'rooms: a call upwards' 1 \
   'driver/rng_up.c: calls Player_nosuch, of grading/suites' lint rooms
rm -r "$kit/build" "$kit/driver/rng_up.c" "$kit/grading/suites/up.c"

plant make 'demo/demo.mk:[0-9]+: .*x.sh' demo/demo.mk add demo/demo.mk \
   'x:' '	demo/x.sh'
plant make 'demo/demo.mk:[0-9]+:.*CFLAGS' demo/demo.mk add demo/demo.mk \
   'x: CFLAGS += -g'
plant make 'join.sh:[0-9]+:.*x.sh' grading/export/join.sh \
   add grading/export/join.sh '"$grading/x.sh" y'
plant width 'trace.c:[0-9]+: 8[0-9] columns' driver/trace.c \
   add driver/trace.c "/* $(printf 'x%.0s' {1..78}) */"
plant length 'trace.c:[0-9]+: 6[0-9] lines' driver/trace.c \
   add driver/trace.c 'void f(void)' '{' "$(yes '   g();' | head -n 61)" '}'
plant boundary 'only chunk.c may look inside' heapmgr5_bins.c \
   add heapmgr5_bins.c 'int f(struct Chunk *p) { return p->i; }'
plant boundary 'heapmgr7_mine.c:2:' heapmgr7_mine.c \
   add heapmgr7_mine.c 'Chunk_T oOne;' 'int f(void) { return oOne->i; }'
plant boundary 'by brk only' heapmgr2_pad.c \
   add heapmgr2_pad.c 'void *f(void) { return sbrk(16); }'
plant boundary 'chunk.c keeps no state' chunk.c \
   add chunk.c 'static int iCalls;'
plant boundary 'no function-like macros' driver/rng.c \
   add driver/rng.c '#define TWICE(x) (2 * (x))'
plant twins 'HeapMgr_splitChunk' heapmgr5_bins.c \
   sed -i '/^static .*HeapMgr_splitChunk/,/^}/ s/^}/   ;\n}/' heapmgr5_bins.c
plant twins '7_mine' heapmgr7_mine.c cp heapmgr5_bins.c heapmgr7_mine.c
if have clang-format 'layout: indented by four'; then
   plant layout 'driver/rng.c' driver/rng.c \
      add driver/rng.c 'int f(void)' '{' '    return 1;' '}'
fi
if [ "${1-}" = --long ] && have shellcheck 'analyzers: an unquoted variable'; then
   plant analyzers 'SC2086' grading/export/join.sh \
      add grading/export/join.sh 'rm $most'
fi
end_count
