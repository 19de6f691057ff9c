# medians.awk: one row for each manager and test, from one for each run.
#
# Usage: awk -v reference=gnu -f medians.awk compare.tsv >medians.tsv
#
# Columns are found by their names.  Times and space are medians over
# the timed rounds, and "-" if a run failed; steps come from the round
# that counts them; the ratios are to the reference in the same test.

BEGIN {
   FS = OFS = "\t"
   timed_count = split("malloc_ns free_ns run_ns syscalls " \
      "peak_heap_bytes peak_payload_bytes utilization " \
      "mean_utilization mallocs frees free_syscalls", timed, " ")
   counted_count = split("malloc_steps_mean malloc_steps_p99 " \
      "malloc_steps_max free_steps_mean free_steps_p99 " \
      "free_steps_max payload_at_peak_bytes internal_bytes " \
      "overhead_bytes external_bytes unknown_bytes unfit_bytes " \
      "forced_bytes bound_bytes", counted, " ")
}

# The cell of this row in column name, "-" if there is none.
function cell(name)
{
   return name in column ? $column[name] : "-"
}

# The median of the numbers in text, which are apart by blanks; "-" if
# there are none.
function median(text,   number, count, i, j, moved)
{
   count = split(text, number, " ")
   if (count == 0)
      return "-"
   for (i = 2; i <= count; i++)
   {
      moved = number[i]
      for (j = i; j > 1 && number[j - 1] + 0 > moved + 0; j--)
         number[j] = number[j - 1]
      number[j] = moved
   }
   i = int((count + 1) / 2)
   if (count % 2 == 1)
      return number[i]
   return (number[i] + number[i + 1]) / 2
}

# The quotient of two cells, "-" if there is none.
function ratio(above, below)
{
   if (above == "-" || below == "-" || below + 0 == 0)
      return "-"
   return sprintf("%.4g", above / below)
}

function print_header(   i)
{
   printf "manager\ttest\tstatus\truns\tmalloc_ratio\tfree_ratio"
   printf "\tmalloc_syscalls_mean\tfree_syscalls_mean\tsteps_part"
   for (i = 1; i <= timed_count; i++)
      printf "\t%s", timed[i]
   for (i = 1; i <= counted_count; i++)
      printf "\t%s", counted[i]
   print ""
}

function print_row(manager, test,   key, i)
{
   key = manager SUBSEP test
   for (i = 1; i <= timed_count; i++)
      value[i] = status[key] == "ok" ? median(all[key, timed[i]]) : "-"
   printf "%s\t%s\t%s\t%s\t%s\t%s", manager, test, status[key],
      runs[key] + 0,
      ratio(value[1], median(all[reference, test, "malloc_ns"])),
      ratio(value[2], median(all[reference, test, "free_ns"]))
   printf "\t%s\t%s\t%s",
      value[11] == "-" ? "-" : ratio(value[4] - value[11], value[9]),
      ratio(value[11], value[10]), part[key] == "" ? "no" : "yes"
   for (i = 1; i <= timed_count; i++)
      printf "\t%s", value[i]
   for (i = 1; i <= counted_count; i++)
      printf "\t%s", steps[key, counted[i]] == "" ? "-" : \
         steps[key, counted[i]]
   print ""
}

NR == 1 {
   for (i = 1; i <= NF; i++)
      column[$i] = i
   next
}

{
   manager = cell("manager")
   test = cell("test")
   key = manager SUBSEP test
   if (!(manager in known_manager))
      managers[++manager_count] = manager
   if (!(test in known_test))
      tests[++test_count] = test
   known_manager[manager]
   known_test[test]
   if (!(key in status))
      status[key] = "ok"
}

cell("round") == "steps" {
   for (i = 1; i <= counted_count; i++)
      steps[key, counted[i]] = cell(counted[i])
   if (cell("status") != "ok" && status[key] == "ok")
      status[key] = cell("status")
   if (cell("status") != "ok")
      part[key] = 1
   next
}

{
   runs[key]++
   if (cell("status") != "ok")
      status[key] = cell("status")
   for (i = 1; i <= timed_count; i++)
      if (cell(timed[i]) != "-")
         all[key, timed[i]] = all[key, timed[i]] " " cell(timed[i])
}

END {
   print_header()
   for (t = 1; t <= test_count; t++)
      for (m = 1; m <= manager_count; m++)
         if ((managers[m], tests[t]) in status)
            print_row(managers[m], tests[t])
}
