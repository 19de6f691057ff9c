# lecture-table.awk: the lecture's table for a screen of 80 columns, from
# the driver's tables (--tsv) of all managers, one after the other.

BEGIN {
   FS = "\t"
   printf "%-12s %19s %19s %13s %12s\n", "", "steps of malloc",
      "steps of free", "calls of the", "utilization"
   printf "%-12s %9s %9s %9s %9s %13s\n", "manager", "mean", "most",
      "mean", "most", "system"
}

$1 == "manager" {
   for (i = 1; i <= NF; i++)
      column[$i] = i
   next
}

{
   printf "%-12s %9s %9s %9s %9s %13s %12s\n", $column["manager"],
      whole("malloc_steps_mean"), $column["malloc_steps_max"],
      whole("free_steps_mean"), $column["free_steps_max"],
      $column["syscalls"], $column["utilization"]
}

# The number in column name, rounded.
function whole(name)
{
   return $column[name] == "-" ? "-" : sprintf("%.0f", $column[name])
}
