# tables.awk: the comparison of time and space, for people.
#
# Usage: awk -f read.awk -f tables.awk about.tsv medians.tsv
#
# A row is a manager, a column is a test.  A run that failed shows as
# what it did; where that happened stands below the tables.

BEGIN {
   CELL = 14    # characters
   ACROSS = 7   # tests side by side
}

{
   for (name in column)
      cells[manager, test, name] = $column[name]
}

# A time in ns, with as many digits as mean something.
function show_time(ns)
{
   return ns == "-" ? "-" : sprintf(ns < 100 ? "%.1f" : "%.0f", ns)
}

function show_ratio(ratio)
{
   return ratio == "-" ? "" : \
      sprintf(ratio < 0.1 ? " %5.3fx" : \
         ratio < 10 ? " %5.2fx" : " %5.0fx", ratio)
}

# What stands in pane for this manager and test.
function show(pane, manager, test,   status)
{
   status = cells[manager, test, "status"]
   if (status == "")
      return ""
   if (status != "ok" && pane != "steps")
   {
      sub(/ at operation.*/, "", status)
      sub(/^NULL without reason/, "NULL", status)
      return substr(status, 1, CELL - 1)
   }
   if (pane == "malloc" || pane == "free")
      return show_time(cells[manager, test, pane "_ns"]) \
         show_ratio(cells[manager, test, pane "_ratio"])
   if (pane == "syscalls")
      return sprintf("%d", cells[manager, test, "syscalls"])
   if (pane == "space")
      return sprintf("%.0f %5.1f%%",
         cells[manager, test, "peak_heap_bytes"] / 1024,
         100 * cells[manager, test, "utilization"])
   return show_steps(manager, test)
}

function show_steps(manager, test,   both)
{
   if (cells[manager, test, "malloc_steps_mean"] == "-")
      return "-"
   both = sprintf("%.0f / %.0f",
      cells[manager, test, "malloc_steps_mean"],
      cells[manager, test, "free_steps_mean"])
   return (cells[manager, test, "steps_part"] == "yes" ? "~" : "") both
}

# Print one pane of a table for the tests from first on.
function print_pane(title, pane, first,   m, t, name)
{
   printf "%-" wide "s", title
   for (t = first; t < first + ACROSS && t <= test_count; t++)
   {
      name = tests[t]
      sub(/\.(rep|script)$/, "", name)
      printf "%" CELL "s", substr(name, 1, CELL - 1)
   }
   print ""
   for (m = 1; m <= manager_count; m++)
   {
      printf "%-" wide "s", substr(managers[m], 1, wide - 1)
      for (t = first; t < first + ACROSS && t <= test_count; t++)
         printf "%" CELL "s", show(pane, managers[m], tests[t])
      print ""
   }
   print ""
}

# What manager did on every test, if it was the same and not ok.
function common_failure(manager,   t, status)
{
   status = cells[manager, tests[1], "status"]
   for (t = 2; t <= test_count; t++)
      if (cells[manager, tests[t], "status"] != status)
         return ""
   return status == "ok" ? "" : status
}

function print_failure(manager, where, status)
{
   if (!failure_count++)
      print "What didn't come to its end:"
   printf "   %s on %s: %s\n", manager, where, status
}

function print_failures(   m, t, status)
{
   for (m = 1; m <= manager_count; m++)
   {
      status = common_failure(managers[m])
      if (status != "")
         print_failure(managers[m], "every test", status)
      for (t = 1; status == "" && t <= test_count; t++)
         if (cells[managers[m], tests[t], "status"] != "ok")
            print_failure(managers[m], tests[t],
               cells[managers[m], tests[t], "status"])
   }
   if (failure_count)
      print ""
}

END {
   wide = 12
   for (m = 1; m <= manager_count; m++)
      if (length(managers[m]) >= wide)
         wide = length(managers[m]) < 24 ? length(managers[m]) + 1 : 24
   printf "TIME: ns of CPU time per call, median of %d runs", \
      about["runs"]
   printf "; 2.00x is twice what %s takes\n", about["reference"]
   printf "(tests: COUNT=%s SIZE=%s SEED=%s; %s)\n\n", about["count"], \
      about["size"], about["seed"], about["compiler"]
   for (first = 1; first <= test_count; first += ACROSS)
   {
      print_pane("malloc", "malloc", first)
      print_pane("free", "free", first)
      print_pane("system calls", "syscalls", first)
   }
   print "STEPS: basic blocks per call of malloc / of free, on the" \
      " average (exact; ~: of the calls it got to)\n"
   for (first = 1; first <= test_count; first += ACROSS)
      print_pane("steps", "steps", first)
   print "SPACE: peak heap in KiB, and utilization: the peak of the" \
      " payload as a part of it\n"
   for (first = 1; first <= test_count; first += ACROSS)
      print_pane("peak heap", "space", first)
   print_failures()
}
