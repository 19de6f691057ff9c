# run.awk: say in words what a run has cost (run.sh).
#
# From showfigures' lines; name is the manager's, run and beside are
# "seconds kilobytes status" of the run on it and on the system's malloc,
# status is how the command ended, limit its seconds.

function megabytes(bytes)
{
   if (bytes < 1000000)
      return sprintf("%.0f kB", bytes / 1000)
   return sprintf("%.1f MB", bytes / 1000000)
}

# Return count and the thing, in the plural where there are more.
function count_of(count, thing)
{
   return sprintf("%.0f %s%s", count, thing,
      (count == 1) ? "" : (thing ~ /s$/) ? "es" : "s")
}

NR == 1 { next }
{
   processes++
   if ($1 != "sh")
      programs++
   mallocs += $2
   frees += $3
   calls += $4
   refusals += $5
   nulls += $6
   if ($6 > 0 && refused_at == 0) {
      refused_at = $7
      refused = $1
   }
   if ($8 >= peak) {
      largest = $1
      peak = $8
      payload = $9
      prefixes = $10
   }
   if ($11 != 0) {
      inside = $1
      place = ($11 == 1) ? "HeapMgr_malloc" : "HeapMgr_free"
   }
}

END {
   split(run, on, " ")
   split(beside, other, " ")
   printf "run: %s: %.2f s, %s", name, on[1], megabytes(on[2] * 1024)
   if (beside != "")
      printf "; the system's malloc: %.2f s, %s", other[1],
         megabytes(other[2] * 1024)
   printf " (of the largest process)\n"
   printf "run: %s, %s in %s; the system was called %s\n",
      count_of(mallocs, "malloc"), count_of(frees, "free"),
      count_of(processes, "process"), \
      (calls == 1) ? "once" : calls " times"
   if (peak > 0)
      printf "run: largest heap, %s's: %s at its peak = payload %s" \
         " + prefixes %s + the manager's own and free %s\n", largest,
         megabytes(peak), megabytes(payload), megabytes(prefixes),
         megabytes(peak - payload - prefixes)
   if (nulls > 0 && refusals > 0)
      printf "run: %s: the system refused memory %s; it had %s then\n",
         refused, (refusals == 1) ? "once" : refusals " times",
         count_of(refused_at, "chunk")
   else if (nulls > 0)
      printf "run: %s: HeapMgr_malloc returned NULL %s, but the" \
         " system has refused nothing: is it written?\n", refused,
         (nulls == 1) ? "once" : nulls " times"
   if (programs == 0 && status == 0)
      printf "run: only the shell had its memory from %s; a program" \
         " that is statically linked or set-user-ID can't\n", name
   if (status == 124 || status == 137 && limit > 0)
      printf "run: stopped after %s\n", count_of(limit, "second")
   else if (place != "")
      printf "run: %s ended in %s\n", inside, place
}
