#!/bin/sh
# Compile a submission's manager, look at the object, and link runners.
#
#    build.sh NAME COMPILER
#
# Runs in a sandbox (see admit.sh), where /in has NAME.c, /kit the kit's
# headers and objects; all results go to /out.  Nothing in here decides:
# admit.sh reads what the tools said.

set -eu
umask 022
# Without namespaces the folders are where these say.
kit=${KIT-/kit} in=${IN-/in} out=${OUT-/out}
name=$1
cc=$2

# What is missing from here on is the submission's fault; what is missing
# up to here isn't.
command -v "$cc" >/dev/null ||
   { echo "there is no compiler $cc in /usr/bin" >&2; exit 1; }
for needed in "$in/$name.c" "$kit/runner.o" "$kit/fast/chunk.o"
do
   [ -r "$needed" ] || { echo "$needed can't be read" >&2; exit 1; }
done
: >"$out/begun"

warnings='-Wall -Wextra -Wpedantic -Wshadow -Wconversion
   -Wstrict-prototypes -Wmissing-prototypes'
common="-std=c11 -g -D_DEFAULT_SOURCE -I$kit/include -fmax-errors=20
   -fno-diagnostics-show-caret -fdiagnostics-color=never
   -fno-stack-protector -U_FORTIFY_SOURCE -fcf-protection=none
   -fsanitize-coverage=trace-pc -fno-plt"

# Compile as $1, with the warnings $2 and the options that follow.  Just
# the text that is kept for admit.sh to look at is compiled: a submission
# could ask the preprocessor for something that differs from run to run.
# shellcheck disable=SC2086  # the options are words
compile()
{
   build=$1
   warned=$2
   shift 2
   if ! $cc $common $warnings "$@" -x c -E -o "$out/$build.i" "$name.c" \
      2>"$out/$build.said"
   then
      cat "$out/$build.said"
      return
   fi
   [ "$warned" = -w ] || cat "$out/$build.said"
   if $cc $common $warned "$@" -x cpp-output -S -o "$out/$build.s" \
      "$out/$build.i"
   then
      $cc -c -o "$out/$build.o" "$out/$build.s" || :
   fi
}

cd "$in"
{
   compile fast "$warnings" -O2 -DNDEBUG
   compile debug -w -Og
} </dev/null >"$out/diagnostics" 2>&1

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
