# beside.awk: what a design of the appendix gains and costs, in a line.
#
# Usage: awk -f read.awk -f beside.awk about.tsv medians.tsv
#
# A row "base NAME" of about.tsv names the stage that NAME's head comment
# compares it with.  Steps and the heap's peak are geometric means, over
# the tests that both came through, of NAME's figure to its base's.  The
# overhead for a chunk comes from a test whose payloads all have one
# length and are all there at the end of its mallocs: it is that of the
# heap's peak, by the number of payloads that were there then.

BEGIN {
   figures = split("malloc_steps_mean free_steps_mean" \
      " peak_heap_bytes", figure, " ")
   split("steps of malloc,steps of free,peak heap", word, ",")
}

$column["status"] == "ok" {
   passed[manager]
   for (i = 1; i <= figures; i++)
      value[manager, test, i] = $column[figure[i]]
   if (test ~ /^(Lifo|Fifo)Fixed$/ && $column["overhead_bytes"] != "-")
   {
      length_of_one = $column["peak_payload_bytes"] / $column["mallocs"]
      overhead[manager] = $column["overhead_bytes"] * length_of_one \
         / $column["payload_at_peak_bytes"]
   }
}

# The change of figure i from manager other to manager, in percent; sets
# both to the number of tests that it is the mean of.
function change(manager, other, i,   t, mine, theirs, logs)
{
   both = 0
   for (t = 1; t <= test_count; t++)
   {
      mine = value[manager, tests[t], i]
      theirs = value[other, tests[t], i]
      if (mine + 0 > 0 && theirs + 0 > 0)
      {
         logs += log(mine / theirs)
         both++
      }
   }
   return both ? 100 * (exp(logs / both) - 1) : 0
}

END {
   for (m = 1; m <= manager_count; m++)
   {
      manager = managers[m]
      other = about["base " manager]
      if (!(manager in passed) || !(other in passed))
         continue
      if (!printed++)
         print "\nBESIDE THE STAGES: what a design changes, on the" \
            " geometric mean\n"
      line = ""
      if ((manager in overhead) && (other in overhead))
         line = sprintf("overhead %.0f instead of %.0f bytes a chunk",
            overhead[manager], overhead[other])
      for (i = 1; i <= figures; i++)
      {
         percent = change(manager, other, i)
         if (both)
            line = line sprintf("%s%s %+.0f %%", line == "" ? "" : ", ",
               word[i], percent)
      }
      printf "%-11s %s (to %s, %d tests)\n", manager ":", line, other,
         both
   }
}
