#!/bin/sh
# record.sh: record what a program and its children ask of their heaps.
#
#    driver/record/record.sh [-o DIR] [--] CMD ARGS...
#
# runs CMD with librecord.so (driver/record/record.c) preloaded, and leaves
# one trace for each process image that allocated: PROGRAM.PID.rep in
# DIR (or PID-2, -3 ..., where that exists).  DIR is $BUILD/record
# unless given, $BUILD is the checkout's build/ unless set.  It prints a
# line for each trace and exits as CMD did; 1 also means that no trace
# came out, 2 bad usage, 127 that there is no CMD.
#
# Not seen are programs that are statically linked, set-user-ID, or
# bring a malloc of their own.
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

usage='usage: driver/record/record.sh [-o DIR] [--] CMD ARGS...'
root=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
build=${BUILD:-$root/build}
dir=
raw=
link=

while getopts o: option 2>/dev/null; do
   case $option in
   o) dir=$OPTARG ;;
   *) die "$usage" ;;
   esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || die "$usage"
dir=${dir:-$build/record}

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
trap : INT QUIT
HEAPMGR_RECORD_DIR=$raw \
   env LD_PRELOAD="$library${LD_PRELOAD:+ $LD_PRELOAD}" "$@"
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
      "$2" "$3" "$4" "$file"
   [ "$5" -eq 0 ] ||
      printf 'record.sh: %s ends early: no room for its log\n' \
         "$file" >&2
   traces=$((traces + 1))
done

if [ "$traces" -eq 0 ] && [ "$status" -ne 126 ] &&
   [ "$status" -ne 127 ]; then
   die_with 1 "no trace came out: statically linked, set-user-ID, or it\
 allocates nothing"
fi
exit "$status"
