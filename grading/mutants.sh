#!/bin/bash
# mutants.sh: which mechanical mistakes would no test find?
#
# Usage: mutants.sh FILE...
#
# Each FILE, a manager or chunk.c, is changed in one place after the
# other, as mutate.awk does it, compiled, and tested: first by the search
# over small heaps, which is quick, then by the check suites.  A mutant
# that passes all of them is printed, unless grading/mutants.tsv explains
# why it is as good as the original.  The exit status is 1 if one is
# unexplained.  EVERY=N tries one in N mutants only; JOBS=N at a time (2).
set -uo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 2
build=$root/${BUILD:-build}/mutants
jobs=${JOBS:-2}
every=${EVERY:-1}
export LIMIT=${LIMIT:-120}
rm -rf "$build"
mkdir -p "$build" || exit 2

# Make worker $1 a tree of its own, with everything compiled.
prepare()
{
   mkdir -p "$build/$1"
   cp -R Makefile ./*.c ./*.h driver grading appendix "$build/$1"
   mkdir -p "$build/$1/docs"
   make -s -C "$build/$1" BUILD=build build/check3_list \
      build/check4_dlist build/check5_bins build/check_chunk_header \
      build/check_chunk_footer prove BYTES=160 >/dev/null 2>&1
}

# Test the tree $1 with file $2 as it is there.  Succeed if all tests
# pass; otherwise say which didn't.
survives()
{
   local managers name
   case $2 in
      heapmgr*) name=${2#heapmgr} managers=${name%.c} ;;
      *) managers='3_list 5_bins' ;;
   esac
   cd "$1" || return 2
   for name in $managers; do
      timeout "$LIMIT" make -s BUILD=build "build/check$name" \
         >log 2>&1 || { echo compiler; return 1; }
      timeout "$LIMIT" make -s BUILD=build prove MANAGERS="$name" \
         BYTES=208 >log 2>&1 || { echo prove; return 1; }
   done
   if [ "$2" = chunk.c ]; then
      timeout "$LIMIT" make -s BUILD=build check-chunk >log 2>&1 ||
         { echo check-chunk; return 1; }
   fi
   for name in $managers; do
      timeout "$LIMIT" "build/check$name" >log 2>&1 ||
         { echo "check$name"; return 1; }
   done
   return 0
}

# Worker $1: try the mutants of file $2 that are its turn.
work()
{
   local worker=$1 file=$2 n=0 line what text killer
   while IFS=$'\t' read -r line what text; do
      n=$((n + 1))
      if [ $((n % every)) -ne 0 ] ||
         [ $((n / every % jobs)) -ne "$worker" ]; then
         continue
      fi
      LINE=$line TEXT=$text awk 'NR == ENVIRON["LINE"] {
         print ENVIRON["TEXT"]; next } { print }' "$file" \
         >"$build/$worker/$file"
      killer=$(survives "$build/$worker" "$file") && killer=nobody
      printf '%s\t%s\t%s\t%s\t%s\n' "$file" "$line" "$what" "$killer" \
         "$(sed -n "${line}s/^ *//p" "$file")"
   done <"$build/$file.all" >"$build/$worker/$file.tsv"
   cp "$file" "$build/$worker/$file"
}

for ((i = 0; i < jobs; i++)); do
   prepare "$i" &
done
wait

for file; do
   awk -f grading/mutate.awk "$file" >"$build/$file.all"
   for ((i = 0; i < jobs; i++)); do
      work "$i" "$file" &
   done
   wait
done
cat "$build"/[0-9]*/*.tsv | sort -t $'\t' -k 1,1 -k 2,2n >"$build/all.tsv"

# A mutant is explained by file, change and the line as it was.
awk -F '\t' -v known=grading/mutants.tsv '
   BEGIN {
      while ((getline line < known) > 0)
         if (line !~ /^#/ && split(line, p, "\t") >= 4)
            why[p[1] FS p[2] FS p[3]] = p[4]
   }
   {
      n[$1]++
      if ($4 != "nobody") { killed[$1]++; by[$4]++; next }
      if ($1 FS $3 FS $5 in why) { explained[$1]++; next }
      left[$1]++
      bad = 1
      print "survives: " $1 ":" $2 ": " $3 ": " $5
   }
   END {
      printf "%-20s %8s %8s %10s %10s\n", "file", "mutants", "killed",
         "explained", "survivors"
      for (f in n)
         printf "%-20s %8d %8d %10d %10d\n", f, n[f], killed[f],
            explained[f], left[f]
      for (k in by) printf "   killed by %s: %d\n", k, by[k]
      exit bad
   }' "$build/all.tsv"
