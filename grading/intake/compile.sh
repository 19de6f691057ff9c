#!/bin/sh
# compile.sh: compile a submission's manager to assembler text, twice.
#
#    compile.sh NAME COMPILER OUT
#
# Runs fenced in (see admit.sh), in the folder with NAME.c and beside the
# folder kit with what it is compiled with.  All results go to OUT.
# Nothing in here decides: admit.sh reads what the compiler said.

set -eu
umask 022
name=$1 cc=$2 out=$3

# What is missing from here on is the submission's fault; what is missing
# up to here isn't.
command -v "$cc" >/dev/null ||
   { echo "there is no compiler $cc in /usr/bin" >&2; exit 1; }
for needed in "$name.c" ../kit/include/heapmgr.h
do
   [ -r "$needed" ] || { echo "$needed can't be read" >&2; exit 1; }
done
: >"$out/begun"

# The machine's are all the headers there are, with the compiler's own.
# No date or time gets into a program.
export SOURCE_DATE_EPOCH=0
warnings=$(cat ../kit/warnings)
common="$(cat ../kit/flags) -D_DEFAULT_SOURCE -fno-working-directory
   -nostdinc -isystem $($cc -print-file-name=include)
   -isystem ../kit/machine -I../kit/include -include within.h
   -fmax-errors=20 -fno-diagnostics-show-caret
   -fdiagnostics-color=never"

# Compile as $1, with the warnings $2 and the options that follow.  The
# text that is kept for admit.sh to look at is the one that is compiled.
# shellcheck disable=SC2086  # the options are words
compile()
{
   build=$1
   warned=$2
   shift 2
   if ! $cc $common $warned "$@" -x c -E -o "$out/$build.i" "$name.c" ||
      ! $cc $common $warned "$@" -x cpp-output -S -o "$out/$build.s" \
         "$out/$build.i"
   then
      rm -f "$out/$build.s"
   fi
}

{
   compile fast "$warnings" -O2 -DNDEBUG
   compile debug -w -Og
} </dev/null >"$out/diagnostics" 2>&1
