#!/bin/bash
# race.sh: managers against the best allocators there are.
#
# Usage: race.sh MANAGER...         (called by make race)
#
# Plays every workload and trace with every manager, in turn, ROUNDS
# times, on a cold heap or a warm one, and takes medians of the time.
# Prints time and peak memory as ratios to glibc, geometric means last,
# and what became of the goals; writes all that to $BUILD/race/race.md,
# and all figures to $BUILD/race/race.tsv.  What is measured, race.c says.  The allocators
# of others are preloaded into the program that calls the C library's
# malloc.

set -u
export LC_ALL=C
build=${BUILD:-build}
rounds=${ROUNDS:-5}
folder=$build/race
lib=/usr/lib/$(gcc -print-multiarch 2>/dev/null)
packages=(libjemalloc2 libmimalloc2.0 libtcmalloc-minimal4)
declare -A libraries=([jemalloc]=libjemalloc.so.2
   [mimalloc]=libmimalloc.so.2 [tcmalloc]=libtcmalloc_minimal.so.4)

# Run apt-get as root, directly or by sudo.
aptGet() {
   if [ "$(id -u)" = 0 ]; then
      apt-get "$@"
   elif command -v sudo > /dev/null; then
      sudo apt-get "$@"
   else
      echo "race: install first, as root: ${packages[*]}" >&2
      exit 2
   fi
}

installPeers() {
   local package missing=
   for package in "${packages[@]}"; do
      dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
         grep -q ' installed$' || missing="$missing $package"
   done
   [ -z "$missing" ] && return
   echo "race: installing$missing" >&2
   # shellcheck disable=SC2086
   { aptGet update && aptGet install -y $missing; } > "$folder/apt.log" 2>&1 ||
      { echo "race: could not install$missing, see $folder/apt.log" >&2
        exit 2; }
}

# What isn't there is not preloaded, and then glibc would run in its place.
checkPeers() {
   local library
   for library in "${libraries[@]}"; do
      [ -r "$lib/$library" ] && continue
      echo "race: there is no $lib/$library: look where ${packages[*]}" \
         "have it (dpkg -L), and change lib in appendix/race/race.sh" >&2
      exit 2
   done
}

# Print the workloads: a name, race's arguments, the longest payload in
# bytes, and how they are played, with tabs between.
listWorkloads() {
   local test size trace name
   for test in LifoFixed FifoFixed LifoRandom FifoRandom RandomFixed \
      RandomRandom Worst; do
      for size in 64 2000; do
         printf '%s %s\t%s 100000 %s 1\t%s\tcold warm memory\n' \
            $test $size $test $size $size
      done
   done
   for test in RandomRandom Worst; do
      printf '%s 20000\t%s 100000 20000 1\t20000\tcold memory\n' \
         $test $test
   done
   for trace in driver/traces/*.rep.gz; do
      name=$(basename "$trace" .rep.gz)
      gunzip -c "$trace" > "$folder/$name.rep"
      printf '%s\t%s\t%d\tcold memory\n' "$name" "$folder/$name.rep" \
         "$(awk '$3 > most { most = $3 } END { print most }' \
            "$folder/$name.rep")"
   done
   printf '%s 64\t%s 100000 64 1\t64\twarm\n' Burst6 Burst6 \
      Burst64 Burst64
   printf 'Slots 512\tSlots 100000 512 1\t512\twarm\n'
   printf 'Batches 1000\tBatches 100000 1000 1\t1000\twarm\n'
}

# Run manager $1 with the other arguments; print nothing if it can't.
runManager() {
   local preload='' program=$folder/race_gnu manager=$1
   shift
   case $manager in
   glibc) ;;
   jemalloc | mimalloc | tcmalloc) preload=$lib/${libraries[$manager]} ;;
   bump) program=$folder/race-bump ;;
   fixed)
      # Only these have chunks of one length.
      case $* in *Fixed* | *Burst*) program=$folder/race-fixed ;; *) return ;; esac ;;
   *) program=$folder/race$manager ;;
   esac
   LD_PRELOAD=$preload "$program" "$@" 2>/dev/null
}

showProgress() {
   [ -t 2 ] && printf '\r\033[K%s' "$1" >&2
}

installPeers
checkPeers
managers="glibc jemalloc mimalloc tcmalloc bump fixed $*"
listWorkloads > "$folder/workloads"
total=$(wc -l < "$folder/workloads")
: > "$folder/runs"

load=$(cut -d ' ' -f 1 /proc/loadavg)
count=0
while IFS=$'\t' read -r name arguments _ kinds; do
   count=$((count + 1))
   for round in $(seq "$rounds"); do
      showProgress "race: $name ($count of $total), round $round of $rounds"
      for kind in $kinds; do
         [ "$kind" = memory ] && [ "$round" != 1 ] && continue
         for manager in $managers; do
            # shellcheck disable=SC2086
            printf '%s\t%s\t%s\t%s\n' "$name" "$manager" "$kind" \
               "$(runManager "$manager" "$kind" $arguments)" \
               >> "$folder/runs"
         done
      done
   done
done < "$folder/workloads"
showProgress ''

# One line for each workload and manager, with medians of the times.
sort -t "$(printf '\t')" -s -k1,1 -k2,2 -k3,3 -k4,4n "$folder/runs" |
   awk -F '\t' -v OFS='\t' '
      function median() {
         if (n > 0)
            ns[kind] = times[int((n + 1) / 2)]
         n = 0
      }
      function put() {
         median()
         if (key != "")
            print name, manager, ns["cold"], faults["cold"], \
               ns["warm"], faults["warm"], kib, live
         split("", ns)
         split("", faults)
         kib = live = ""
      }
      $1 FS $2 != key { put() }
      $3 != kind { median() }
      { key = $1 FS $2; name = $1; manager = $2; kind = $3 }
      kind == "memory" { kib = $4; live = $5; next }
      $4 != "" { times[++n] = $4; faults[kind] = $5 }
      END { put() }' > "$folder/unordered"

{
   printf 'workload\tmanager\tcold_ns\tcold_faults\twarm_ns\t'
   printf 'warm_faults\tkib\tlive_kib\n'
   cat "$folder/unordered"
} > "$folder/race.tsv"

{
   echo "$(date +%Y-%m-%d), $(grep -m1 'model name' /proc/cpuinfo |
      sed 's/.*: //'), $(nproc) cores, Linux $(uname -r | sed 's/-.*//'); \
$(gcc --version | head -1), glibc $(ldd --version |
      sed -n '1s/.* //p'), $(dpkg-query -W -f '${Package} ${Version}, ' \
      "${packages[@]}" | sed 's/, $//'); medians of $rounds rounds; load $load at the start, \
$(cut -d ' ' -f 1 /proc/loadavg) at the end."
   echo
   awk -v managers="$managers" -f appendix/race/race-tables.awk \
      "$folder/workloads" "$folder/race.tsv"
} | tee "$folder/race.md"
