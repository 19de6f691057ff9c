#!/bin/bash
# prove.sh: look at every heap that managers can ever reach.
#
# Usage: prove.sh MANAGER...
#
# A MANAGER is a name as in heapmgrNAME.c, or a file.  What it finds of
# each: the number of states, or the shortest sequence that breaks a rule,
# which is also left in build/prove/NAME.txt, a scenario for the demo.
#
# From the environment: BUILD, CC, BYTES (of the heap), SIZES (to ask
# for), MEMORY (MB for the states), SECONDS_EACH, DAMAGE (one in so many
# states), GROWTH=any, START (of the first break), FOREIGN (moves of the
# break), FOOTER (0 or 1; units of a chunk's footer); and lists of
# managers that promise less: UNCOALESCED (neighbours may both be free),
# INEXACT (as GROWTH=any), CHANGING (a malloc that returns NULL may change
# the heap).
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-build}/prove
cc=${CC:-gcc}
mkdir -p "$build" || exit 2

# Compile $1, with the layout $3, to object $2, with its statics in one
# section that the linker names.
compile()
{
   "$cc" -std=c11 -g -O2 -fno-common -fno-pie -D_DEFAULT_SOURCE \
      -I"$root" -I"$root/driver" -DCHUNK_FOOTER_UNITS="$3" \
      -fsanitize-coverage=trace-pc -c -o "$2" "$1" || return 1
   if objdump -h "$2" | grep -qE '\.(tbss|tdata)'; then
      echo "prove: $1 has thread-local variables, which can't be" \
         "taken back" >&2
      return 1
   fi
   objcopy --rename-section .bss=mgr_statics,alloc,load,data,contents \
      --rename-section .data=mgr_statics \
      --rename-section .data.rel.local=mgr_statics \
      --rename-section .data.rel=mgr_statics \
      --globalize-symbol oHeapStart --globalize-symbol oHeapEnd \
      --globalize-symbol oFreeList --globalize-symbol aoBins \
      --globalize-symbol auBinMap "$2"
}

# Find the file of manager $1.
find_file()
{
   local file
   for file in "$1" "$root/heapmgr$1.c" "$root/appendix/heapmgr$1.c"; do
      if [ -f "$file" ]; then
         echo "$file"
         return
      fi
   done
   echo "prove: there is no manager $1, and no such file" >&2
   return 1
}

# Link and run the program for manager $1.
prove()
{
   local file name footer program
   file=$(find_file "$1") || return 2
   name=$(basename "$file" .c)
   name=${name#heapmgr}
   footer=1
   case " ${HEADER_ONLY:-} " in *" $name "*) footer=0 ;; esac
   case $name in 1_* | 2_* | 3_* | 6_*) footer=0 ;; esac
   footer=${FOOTER:-$footer}
   program=$build/prove$name
   compile "$file" "$build/heapmgr$name.o" "$footer" &&
      compile "$root/chunk.c" "$build/chunk$name.o" "$footer" &&
      "$cc" -no-pie -o "$program" "$build/heapmgr$name.o" \
         "$build/chunk$name.o" "$build"/objects/*.o \
         -Wl,--wrap=brk,--wrap=sbrk,--wrap=mmap,--wrap=exit,--wrap=_exit ||
      return 2
   # Three scopes: small chunks; large ones, so that the heap grows by
   # more than is needed, from a break that isn't aligned; and somebody
   # else who moves the break.
   # What is sound is known of the stages and of files like them only.
   local damage=(--damage "${DAMAGE:-500}")
   case $name in _*) damage=() ;; esac
   if [ -n "${BYTES:-}${SIZES:-}${START:-}${FOREIGN:-}" ]; then
      explore "$name" "${BYTES:-256}" "${SIZES:-8 24 40 64 100}" \
         "${START:-0}" "${FOREIGN:-0}" "${damage[@]}"
   else
      explore "$name" $((footer ? 384 : 288)) '8 24 40 64 100' 0 0 \
         "${damage[@]}" &&
         explore "$name" 300000 '40000 70000 140000' 1 0 &&
         explore "$name" $((footer ? 352 : 272)) '8 40 100' 0 2
   fi
}

# Run the program of manager $1 with $2 bytes, sizes $3, first break $4,
# so many foreign moves $5, and what else is said.
explore()
{
   local name=$1 bytes=$2 sizes=$3 start=$4 foreign=$5
   shift 5
   set -- --manager "$name" --scenario "$build/$name.txt" \
      --bytes "$bytes" --sizes "$sizes" --start "$start" \
      --foreign "$foreign" "$@"
   [ -z "${MEMORY:-}" ] || set -- "$@" --memory "$MEMORY"
   [ -z "${SECONDS_EACH:-}" ] || set -- "$@" --seconds "$SECONDS_EACH"
   [ -z "${GROWTH:-}" ] || set -- "$@" --growth "$GROWTH"
   case " ${UNCOALESCED:-} " in *" $name "*) set -- "$@" --neighbours ;; esac
   case " ${INEXACT:-} " in *" $name "*) set -- "$@" --growth any ;; esac
   case " ${CHANGING:-} " in *" $name "*) set -- "$@" --changing ;; esac
   "$build/prove$name" "$@"
}

status=0
for manager; do
   prove "$manager" || status=$?
done
exit "$status"
