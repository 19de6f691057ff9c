# tables.awk: the tables of make real, from real.tsv.
#
# A row for each job, a column for each manager, at most COLUMNS of them
# side by side.  What didn't end well is explained below.

function short(outcome)
{
   if (outcome ~ /^no memory/) return "no mem"
   if (outcome ~ /^over/) return "-"
   return outcome
}

# Print table which ("seconds" or "MB") for the managers from first on.
function show(which, first,    c, j, job, cell)
{
   printf "\n%-10s%8s", which, "system"
   for (c = first; c < first + COLUMNS && c <= managers; c++)
      printf " %9s", name[c]
   print ""
   for (j = 1; j <= jobs; j++) {
      job = job_name[j]
      printf "%-10s%8s", job, value[job, "none", which]
      for (c = first; c < first + COLUMNS && c <= managers; c++) {
         cell = outcome[job, name[c]]
         printf " %9s", ((cell != "ok") ? short(cell) : \
            value[job, name[c], which])
      }
      print ""
   }
}

BEGIN { COLUMNS = 6 }
NR == 1 { next }
!($1 in seen_job) { seen_job[$1] = 1; job_name[++jobs] = $1 }
{
   sub(/^_/, "", $2)
   if ($2 != "none" && !($2 in seen)) { seen[$2] = 1; name[++managers] = $2 }
   value[$1, $2, "seconds"] = sprintf("%.2f", $3)
   value[$1, $2, "MB"] = sprintf("%.1f", $4 * 1024 / 1000000)
   outcome[$1, $2] = $6
   if ($6 != "ok")
      remarks = remarks sprintf("%s on %s: %s\n", $1,
         ($2 == "none") ? "the system's malloc" : $2, $6)
   if ($6 !~ /^(ok|over|no memory)/)
      bad = 1
}
END {
   print "Real programs: CPU seconds (median), and the largest process's" \
      " peak memory"
   for (c = 1; c <= managers; c += COLUMNS) show("seconds", c)
   for (c = 1; c <= managers; c += COLUMNS) show("MB", c)
   if (remarks != "") printf "\n%s", remarks
   exit bad
}
