#!/bin/sh
# Compile a submission's manager, look at the object, and link runners.
#
#    build.sh NAME COMPILER
#
# Runs in a sandbox (see admit.sh), where /in has NAME.c, /kit the kit's
# headers and objects; all results go to /out.  Nothing in here decides:
# admit.sh reads what the tools said.

set -eu
# Without namespaces the folders are where these say.
kit=${KIT-/kit} in=${IN-/in} out=${OUT-/out}
name=$1
cc=$2
warnings='-Wall -Wextra -Wpedantic -Wshadow -Wconversion
   -Wstrict-prototypes -Wmissing-prototypes'
common="-std=c11 -g -D_DEFAULT_SOURCE -I$kit/include -fmax-errors=20
   -fno-diagnostics-show-caret -fdiagnostics-color=never
   -fno-stack-protector -U_FORTIFY_SOURCE -fcf-protection=none
   -fsanitize-coverage=trace-pc -fno-plt -x c"

cd "$in"
# What the program looks like after preprocessing, to find words in it.
# shellcheck disable=SC2086  # the options are words
{
   $cc $common -E "$name.c" -o "$out/preprocessed" 2>/dev/null || :
   $cc $common $warnings -O2 -DNDEBUG -c -o "$out/fast.o" "$name.c"
   $cc $common -w -Og -c -o "$out/debug.o" "$name.c"
} </dev/null 2>"$out/diagnostics"

cd "$out"
for build in fast debug
do
   nm -P "$build.o" >"$build.nm"
   objdump -dr --no-show-raw-insn "$build.o" >"$build.code"
   readelf -SW "$build.o" >"$build.sections"
   size -A -d "$build.o" >"$build.size"
   objcopy --keep-global-symbol=HeapMgr_malloc \
      --keep-global-symbol=HeapMgr_free \
      --keep-global-symbol=HeapMgr_isValid \
      --keep-global-symbol=HeapMgr_nextPiece \
      --keep-global-symbol=HeapMgr_countLists \
      --keep-global-symbol=HeapMgr_nextInList \
      "$build.o" "$build.local.o"
   if ! $cc -static -Wl,--wrap=brk,--wrap=sbrk -Wl,-z,noexecstack \
      -o "$build" "$kit/runner.o" "$kit/checkrate.o" "$kit/$build/chunk.o" \
      "$build.local.o" </dev/null 2>>link.log
   then
      rm -f "$build"
   fi
   # Where the compiler knows it, the line of each name.
   nm -l "$build.o" >"$build.lines" 2>/dev/null || :
done
