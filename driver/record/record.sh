#!/bin/sh
# record.sh: record what a program and its children ask of their heaps.
#
#    driver/record/record.sh [-o DIR] [--] CMD ARGS...
#    driver/record/record.sh [-o DIR] -c TEXT
#
# runs CMD, or the shell's command TEXT (a pipeline, say), with
# librecord.so (driver/record/record.c) preloaded, and leaves one trace
# for each process image that allocated, but for the shell that runs
# TEXT: PROGRAM.PID.rep in DIR (or PID-2, -3 ..., where that exists).
# DIR is $BUILD/record unless given, $BUILD is the checkout's build/
# unless set.  A line for each trace goes to stderr, as stdout is CMD's.
# It exits as CMD did; 1 also means that no trace came out, 2 bad usage,
# 127 that there is no CMD.
#
# Not seen are programs that are statically linked, set-user-ID, or
# bring a malloc of their own, as those built with a sanitizer do.
#
# A trace is four numbers (weight 1, ids, operations, peak payload
# bytes) and then one operation a line:
#
#    a ID BYTES     malloc, calloc, an aligned request
#    r ID BYTES     realloc; the chunk keeps its id
#    f ID           free
#
# Ids count up from 0, each is one chunk's life.  What it says:
# - A request for 0 bytes that got a chunk is one for 1 byte: the chunk
#   has an address of its own and is freed one day.  One that got NULL
#   isn't there, like each request that was refused.
# - Neither an alignment nor that calloc zeroes is noted.  pvalloc's
#   bytes are those of its whole pages.
# - A child begins with an empty trace.  A chunk that the recorder never
#   saw given (the child inherited it, say) is nobody's: its free is
#   left out, its realloc is an `a`, and both are counted as "ignored".
# - free(NULL) is left out; realloc(NULL, n) is an `a`, realloc(p, 0)
#   that returned NULL an `f`.
# - Chunks alive at the end are never freed.  The end is the process's,
#   however it came, or CMD's, for children that outlive it.

set -u
# shellcheck source=driver/script.sh disable=SC1091
. "$(dirname "$0")/../script.sh"

usage='usage: driver/record/record.sh [-o DIR] [--] CMD ARGS... | -c TEXT'
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
build=${BUILD:-$root/build}
dir=
raw=
link=
text=

while getopts o:c: option 2>/dev/null; do
   case $option in
   o) dir=$OPTARG ;;
   c) text=$OPTARG ;;
   *) die "$usage" ;;
   esac
done
shift $((OPTIND - 1))
if [ -n "$text" ]; then
   [ $# -eq 0 ] || die "$usage"
   # LD_PRELOAD is set in there, so the shell itself isn't recorded.
   # shellcheck disable=SC2016 # $ is for that shell
   set -- sh -c 'export LD_PRELOAD="$1"; shift; eval "shift; $1"' sh
else
   [ $# -gt 0 ] || die "$usage"
fi
dir=${dir:-$build/record}

command=$1

# STEP 1: the library, the command, the directory.
[ -f "$build/librecord.so" ] ||
   die "no $build/librecord.so: make it first"
library=$(cd "$build" && pwd)/librecord.so
command -v "$1" >/dev/null 2>&1 || die_with 127 "no such command: $1"
mkdir -p "$dir" 2>/dev/null || die "can't make directory $dir"
dir=$(cd "$dir" && pwd) || exit 2
raw=$(mktemp -d "$dir/.record.XXXXXX" 2>/dev/null) ||
   die "can't write to $dir"
trap 'rm -rf "$raw" ${link:+"$link"}' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# LD_PRELOAD can't name a path with a blank or a colon in it.
case $library in
*[\ :]*)
   link=$(mktemp -d) || exit 2
   ln -s "$library" "$link/librecord.so"
   library=$link/librecord.so
   ;;
esac

# STEP 2: run the command.  Ctrl-C ends it, and then come the traces.
preload=$library${LD_PRELOAD:+ $LD_PRELOAD}
trap : INT QUIT
if [ -n "$text" ]; then
   HEAPMGR_RECORD_DIR=$raw "$@" "$preload" "$text"
else
   HEAPMGR_RECORD_DIR=$raw env LD_PRELOAD="$preload" "$@"
fi
status=$?
trap 'exit 130' INT
trap - QUIT

# STEP 3: make each log a trace.  Reads a log as record.c describes it;
# writes the operations into the file `body`, and to stdout: ids,
# operations, peak payload bytes, ignored calls, 1 if the log stopped.
# shellcheck disable=SC2016
finish='
function give(address, bytes)
{
   # Still alive?  Then it went unseen: the recorder lost a free.
   if (address in id)
      take(address)
   if (bytes == 0)
      bytes = 1
   id[address] = ids++
   size[address] = bytes
   live += bytes
   print "a", id[address], bytes > body
   operations++
}
function take(address)
{
   print "f", id[address] > body
   operations++
   forget(address)
}
function forget(address)
{
   live -= size[address]
   delete id[address]
   delete size[address]
}
function move(old, address, bytes,    kept)
{
   kept = id[old]
   forget(old)
   if (address in id)
      take(address)
   if (bytes == 0)
      bytes = 1
   id[address] = kept
   size[address] = bytes
   live += bytes
   print "r", kept, bytes > body
   operations++
}
BEGIN { ids = operations = live = peak = ignored = stopped = 0 }
{ line = $0 }
# The last line counts only if it is complete: "." was put after it.
NR > 1 { perform(previous) }
{ previous = line }
function perform(text,    part)
{
   split(text, part, " ")
   if (part[1] == "a")
      give(part[2], part[3])
   else if (part[1] == "r" && (part[2] in id))
      move(part[2], part[3], part[4])
   else if (part[1] == "r")
   {
      give(part[3], part[4])
      ignored++
   }
   else if (part[1] == "f" && (part[2] in id))
      take(part[2])
   else if (part[1] == "f")
      ignored++
   else if (part[1] == "s")
      stopped = 1
   if (live > peak)
      peak = live
}
END {
   printf "%d %d %.0f %d %d\n", ids, operations, peak, ignored, stopped
}
'

# Why the program $1 can't be recorded, or nothing if that isn't known.
explain()
{
   program=$(command -v -- "$1") && [ -f "$program" ] || return 0
   if grep -qaE '__(asan|hwasan|lsan|msan|tsan)_init' "$program"; then
      echo "$1 is built with a sanitizer, which brings a malloc of its\
 own: build it without -fsanitize"
   elif [ -u "$program" ] || [ -g "$program" ]; then
      echo "$1 is set-user-ID or set-group-ID"
   elif headers=$(readelf -lW "$program" 2>/dev/null) &&
      ! printf '%s\n' "$headers" | grep -q ' INTERP '; then
      echo "$1 is statically linked"
   fi
}

traces=0
for log in "$raw"/*.log; do
   [ -f "$log" ] || continue
   : >"$raw/body"
   figures=$({ tr -d '\000' <"$log"; echo .; } |
      awk -v body="$raw/body" "$finish") ||
      die_with 1 "can't make a trace of $(basename "$log")"
   # shellcheck disable=SC2086
   set -- $figures
   [ "$2" -gt 0 ] || continue

   # The name is new, so that no earlier trace is lost.
   name=$(basename "$log" .log)
   file=$dir/$name.rep
   number=2
   while [ -e "$file" ]; do
      file=$dir/$name-$number.rep
      number=$((number + 1))
   done
   { printf '1\n%s\n%s\n%s\n' "$1" "$2" "$3" && cat "$raw/body"; } \
      >"$file" || die_with 1 "can't write $file"
   printf '%s: %s operations, peak %s bytes, %s ignored: %s\n' \
      "$(echo "$name" | sed 's/\.[0-9]*\(-[0-9]*\)*$//')" \
      "$2" "$3" "$4" "$file" >&2
   [ "$5" -eq 0 ] ||
      printf 'record.sh: %s ends early: no room for its log\n' \
         "$file" >&2
   traces=$((traces + 1))
done

if [ "$traces" -eq 0 ] && [ "$status" -ne 126 ] &&
   [ "$status" -ne 127 ]; then
   set -f
   # shellcheck disable=SC2046 # the words of TEXT
   [ -z "$text" ] || set -- $(printf '%s\n' "$text" | tr ';|&(){}' ' ')
   [ -n "$text" ] || set -- "$command"
   for word in "$@"; do
      reason=$(explain "$word")
      [ -z "$reason" ] || die_with 1 "no trace came out: $reason"
   done
   die_with 1 "no trace came out: it allocates nothing, or brings a\
 malloc of its own"
fi
exit "$status"
