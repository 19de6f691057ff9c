#!/bin/bash
# mutants.sh: which mechanical mistakes would no test find?
#
# Usage: mutants.sh FILE...    (make mutants compiles what it needs first)
#
# Each FILE, a manager of the stages or chunk.c, is changed in one place
# after the other, as mutate.awk does it.  A mutant that compiles to the
# same instructions as the original is none.  Any other one is tried by
# the search over all states of a small heap, then by the check suites,
# then, if it lives still, by all that takes longer.  One that nothing
# kills is printed, unless grading/assurance/mutants.tsv explains why it is as good
# as the original.  The exit status is 1 if one is left unexplained, or
# if an explanation explains none.
#
# EVERY=N tries one in N; ONLY=PATTERN those whose line or function
# matches; KNOWN=FILE is read instead of grading/assurance/mutants.tsv; JOBS=N run
# at a time.
set -uo pipefail

root=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
cd "$root" || exit 2
build=$(realpath -m "${BUILD:-build}")
work=$build/mutants/work
jobs=${JOBS:-$(nproc)}
every=${EVERY:-1}
known=${KNOWN:-grading/assurance/mutants.tsv}
cc=${CC:-gcc}
export root build work cc HEADER_ONLY COUNTED WRAPS CHECK_LIBS

#----------------------------------------------------------------------
# Compiling
#----------------------------------------------------------------------

# Print the option for the layout of chunks that manager $1 has.
layout_of()
{
   local headed

   for headed in $HEADER_ONLY _chunk_header; do
      [ "$1" != "$headed" ] || echo -DCHUNK_FOOTER_UNITS=0
   done
}

# Compile file $1 for manager $2 as the build $3 does, to object $4.
# Nothing of the paths gets into the object.  What falls off a function's
# end, or uses what was never set, could do anything: the warning kills it.
compile()
{
   local modes=() object
   object=$(realpath -m "$4")

   case $3 in
      prove) modes=(-O2 -DNDEBUG -fdata-sections -fno-common "$COUNTED") ;;
      check) modes=(-Og "$COUNTED") ;;
      debug) modes=(-Og -fsanitize=undefined -fno-sanitize-recover=all) ;;
   esac
   # shellcheck disable=SC2046  # no option is no word
   (CDPATH='' cd "$(dirname "$1")" && exec "$cc" -std=c11 -D_DEFAULT_SOURCE \
      -Werror=return-type -Werror=uninitialized \
      -I"$root" -I"$root/driver/assert" $(layout_of "$2") "${modes[@]}" \
      -c -o "$object" "$(basename "$1")") >/dev/null 2>&1
}

# Have the original's object for file $1, manager $2 and build $3, and
# print its name.  Another process may be making it, too.
original()
{
   local object
   object=$work/base/$(basename "$1" .c)-$2-$3.o

   if [ ! -e "$object" ]; then
      compile "$1" "$2" "$3" "$object.$BASHPID" &&
         mv "$object.$BASHPID" "$object"
   fi
   echo "$object"
}

# Compile the mutant in folder $1 for manager $2 and build $3, and set
# parts to the objects of manager and chunk module.
build_parts()
{
   local file
   parts=()
   for file in heapmgr"$2".c chunk.c; do
      if [ -e "$1/$file" ]; then
         compile "$1/$file" "$2" "$3" "$1/$2-$3.o" || return 1
         parts+=("$1/$2-$3.o")
      elif [ -e "$file" ]; then
         parts+=("$(original "$file" "$2" "$3")")
      fi
   done
}

#----------------------------------------------------------------------
# Killers: each takes the mutant's folder and a manager, and fails if it
# finds something.
#----------------------------------------------------------------------

# Run a command quietly, for $1 seconds at most.
quietly()
{
   timeout -k 1 "$@" >/dev/null 2>&1 </dev/null
}

# The search over all states, with the options $3 and following.
by_prove()
{
   local folder=$1 manager=$2 from
   shift 2
   if [ ! -e "$folder/prove$manager" ]; then
      build_parts "$folder" "$manager" prove || return 1
      ld -r -T grading/assurance/prove/prove.ld -o "$folder/linked.o" "${parts[@]}" &&
         "$cc" -o "$folder/prove$manager" "$folder/linked.o" \
            "$build/mutants/prove.o" "$WRAPS" \
            -Wl,--wrap=abort,--wrap=exit,--wrap=_exit || return 1
   fi
   quietly 120 "$folder/prove$manager" --seconds 60 "$@"
}

# The check suites.
by_check()
{
   build_parts "$1" "$2" check || return 1
   # shellcheck disable=SC2086  # a list of libraries
   "$cc" -o "$1/check$2" "${parts[@]}" "$build/mutants/check$2.o" \
      "$WRAPS" $CHECK_LIBS || return 1
   quietly 120 "$1/check$2" --first
}

# The tests that read a manager's statics.
by_statics()
{
   local file=$1/heapmgr$2.c

   [ -e "$file" ] || file=$root/heapmgr$2.c
   build_parts "$1" "$2" debug || return 1
   # shellcheck disable=SC2046  # no option is no word
   "$cc" -std=c11 -w -D_DEFAULT_SOURCE -I. -Idriver/assert -Og $(layout_of "$2") \
      -fsanitize=undefined -fno-sanitize-recover=all \
      -DSTAGE="${2%%_*}" -DMANAGER_FILE="\"$file\"" \
      $([ "$2" != 6_vm ] || echo -Wl,--wrap=munmap) -o "$1/statics$2" \
      grading/suites/statics.c "${parts[1]}" "$build/debug/checkrate.o" ||
      return 1
   quietly 60 "$1/statics$2"
}

# Random calls with hard times in between.
by_soak()
{
   local waste=
   case $2 in
      1_minimal | 2_pad) waste=wasteful ;;
   esac
   build_parts "$1" "$2" debug || return 1
   "$cc" -fsanitize=undefined -o "$1/soak$2" "${parts[@]}" \
      "$build/mutants/soak.o" || return 1
   HEAPMGR_CHECK=0 quietly 120 "$1/soak$2" 400000 1 $waste
}

# The driver, with payloads watched over and the heap's parts added up.
by_driver()
{
   local test
   build_parts "$1" "$2" debug || return 1
   "$cc" -fsanitize=undefined -o "$1/driver$2" "${parts[@]}" \
      "$build/mutants/driver.o" \
      "$WRAPS" || return 1
   for test in RandomRandom Worst; do
      quietly 60 "$1/driver$2" --parts --check 50 "$test" 2000 3000 ||
         return 1
   done
}

# Try the killers on the mutant in folder $1 for manager $2, the cheap
# ones first, and print which one succeeds.
kill_manager()
{
   local folder=$1 manager=$2 bytes=208 proved=yes

   case $manager in
      1_minimal | 2_pad) bytes=144 ;;
      6_vm) proved=no ;; # it maps its memory
   esac
   if [ $proved = yes ]; then
      by_prove "$folder" "$manager" --bytes $bytes ||
         { echo prove; return; }
   fi
   by_check "$folder" "$manager" || { echo check; return; }
   [ ! -e "$build/statics/check_statics$manager" ] ||
      by_statics "$folder" "$manager" || { echo statics; return; }
   if [ $proved = yes ]; then
      by_prove "$folder" "$manager" --bytes 176 --damage ||
         { echo prove-isvalid; return; }
      by_prove "$folder" "$manager" --bytes 144 --offset 8 --foreign 24 ||
         { echo prove --foreign; return; }
      by_prove "$folder" "$manager" --bytes 150000 \
         --sizes 70000,140000 || { echo prove, large; return; }
   fi
   if [ "$manager" = 5_bins ]; then
      by_prove "$folder" "$manager" --bytes 50000 \
         --sizes 16336,16352,20000 || { echo prove, last bin; return; }
   fi
   by_driver "$folder" "$manager" || { echo testheapmgr; return; }
   by_soak "$folder" "$manager" || { echo soak; return; }
   echo nobody
}

# Print the managers that a change of file $1 is tried with: for the
# chunk module one of each layout.
managers_of()
{
   case $1 in
      chunk.c) echo 3_list 4_dlist ;;
      *) local name=${1#heapmgr} && echo "${name%.c}" ;;
   esac
}

# Succeed if file $2 in folder $1 compiles to the original's
# instructions.
is_same()
{
   local manager

   for manager in $(managers_of "$2"); do
      compile "$1/$2" "$manager" prove "$1/$manager-same.o" &&
         cmp -s "$1/$manager-same.o" \
            "$(original "$2" "$manager" prove)" || return 1
   done
}

# Print who kills file $2 in folder $1.
find_killer()
{
   local folder=$1 manager killer=nobody

   for manager in $(managers_of "$2"); do
      compile "$folder/$2" "$manager" prove "$folder/compiles.o" ||
         { echo compiler; return; }
   done
   if [ "$2" = chunk.c ]; then
      for manager in _chunk_header _chunk_footer; do
         by_check "$folder" "$manager" || { echo check-chunk; return; }
      done
   fi
   for manager in $(managers_of "$2"); do
      killer=$(kill_manager "$folder" "$manager")
      [ "$killer" = nobody ] || break
   done
   echo "$killer"
}

#----------------------------------------------------------------------

# Try mutant number $1 of file $2: line $1 of $work/$2.chosen.  Number 0
# is the file as it is, which nobody may kill.
try()
{
   local folder=$work/$2.$1 line place what text from killer
   # A mutant may want all memory and all disk.
   ulimit -c 0 -f 400000 -v 16000000
   mkdir -p "$folder"
   if [ "$1" = 0 ]; then
      cp "$(cat "$work/$2.from")" "$folder/$2"
      killer=$(find_killer "$folder" "$2" 2>/dev/null)
      rm -rf "$folder"
      [ "$killer" = nobody ] || echo "$2: $killer" >"$work/$2.unsound"
      return
   fi
   IFS=$'\t' read -r line place what text \
      < <(sed -n "${1}p" "$work/$2.chosen")
   from=$(cat "$work/$2.from")
   LINE=$line TEXT=$text awk 'NR == ENVIRON["LINE"] {
      print ENVIRON["TEXT"]; next } { print }' "$from" >"$folder/$2"
   if is_same "$folder" "$2"; then
      killer=same
   else
      killer=$(find_killer "$folder" "$2" 2>/dev/null)
   fi
   printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$2" "$line" "$place" "$what" \
      "$killer" \
      "$(sed -n "${line}s/^ *//p" "$from")" >"$folder.tsv"
   rm -rf "$folder"
   if [ -t 2 ]; then
      printf '\r%s: %d of %d  ' "$2" "$(find "$work" -name "$2.*.tsv" |
         wc -l)" "$(wc -l <"$work/$2.chosen")" >&2
   fi
}
export -f layout_of compile original build_parts quietly by_prove \
   by_check by_statics by_soak by_driver kill_manager managers_of is_same find_killer try

rm -rf "$work"
mkdir -p "$work/base" || exit 2
# shellcheck disable=SC2016  # the words are the inner shell's
for path; do
   file=$(basename "$path")
   if [ ! -r "$path" ] || ! [[ $file =~ ^(heapmgr[1-9]_[a-z]+|chunk)\.c$ ]]
   then
      echo "mutants.sh: $path: expected a stage's manager, as in" \
         "heapmgr4_dlist.c, or chunk.c" >&2
      exit 2
   fi
   realpath "$path" >"$work/$file.from"
   awk -f grading/assurance/mutate.awk "$path" |
      ONLY=${ONLY:-.} awk -F '\t' -v file="$path" -v every="$every" '
         BEGIN { while ((getline line < file) > 0) was[++n] = line }
         $2 ~ ENVIRON["ONLY"] || was[$1] ~ ENVIRON["ONLY"] {
            if (++matching % every == 0) print }' >"$work/$file.chosen"
   for ((i = 0; i <= $(wc -l <"$work/$file.chosen"); i++)); do
      printf '%s\0' "$i" "$file"
   done
done | xargs -0 -r -n 2 -P "$jobs" bash -c 'try "$1" "$2"' try || exit 2
[ ! -t 2 ] || echo >&2
if compgen -G "$work/*.unsound" >/dev/null; then
   echo 'mutants.sh: these fail without any change:' \
      "$(cat "$work"/*.unsound)" >&2
   exit 2
fi
find "$work" -name '*.tsv' -exec cat {} + |
   sort -t $'\t' -k 1,1 -k 2,2n >"$build/mutants/all.tsv"
[ -s "$build/mutants/all.tsv" ] || { echo 'mutants.sh: no mutants' >&2
   exit 2; }

# A mutant is explained by file, function, change and the line as it was.
complete=no
if [ "$every" = 1 ] && [ -z "${ONLY:-}" ]; then
   complete=yes
fi
awk -F '\t' -v known="$known" -v complete=$complete '
   BEGIN {
      while ((getline line < known) > 0)
         if (line !~ /^#/ && split(line, p, "\t") >= 5)
            why[p[1] FS p[2] FS p[3] FS p[4]] = p[5]
   }
   {
      if (!($1 in n)) files[++f] = $1
      n[$1]++
      if ($5 == "same") { same[$1]++; next }
      if ($5 != "nobody") { killed[$1]++; by[$5]++; next }
      key = $1 FS $3 FS $4 FS $6
      if (key in why) { explained[$1]++; used[key] = 1; next }
      left[$1]++
      bad = 1
      print "survives: " $1 ":" $2 ": " $3 ": " $4 ": " $6
   }
   END {
      printf "%-20s %8s %8s %8s %10s %10s\n", "file", "mutants", "same",
         "killed", "explained", "survivors"
      for (i = 1; i <= f; i++) {
         x = files[i]
         printf "%-20s %8d %8d %8d %10d %10d\n", x, n[x], same[x],
            killed[x], explained[x], left[x]
      }
      for (k in by) printf "   killed by %s: %d\n", k, by[k] | "sort"
      close("sort")
      for (key in why) {
         split(key, p, FS)
         if (complete == "yes" && (p[1] in n) && !(key in used)) {
            gsub(FS, ": ", key)
            print "explains nothing any more: " key
            bad = 1
         }
      }
      exit bad
   }' "$build/mutants/all.tsv"
