# race-tables.awk: the tables of a race, and what became of its goals.
#
# Input: workloads (name, race's arguments, longest payload in bytes), then
# race.tsv; managers are the columns, glibc first.  See race.sh.

BEGIN {
   FS = "\t"
   M = split(managers, manager, " ")
   # What fits into a chunk of stage 5 that is not in its last bin.
   LONGEST = (1023 - 1 - 2) * 16
}

NR == FNR {
   workload[++W] = $1
   longest[$1] = $3
   next
}

FNR > 1 {
   time[$1, $2] = $3
   memory[$1, $2] = $5
}

# Print a table of figure, in unit, as ratios to glibc.
function table(title, unit, figure,    i, j, base, value, logs, number) {
   printf "### %s\n\n| | glibc, %s", title, unit
   for (j = 2; j <= M; j++)
      printf " | %s", manager[j]
   printf " |\n|---|"
   for (j = 1; j <= M; j++)
      printf "---|"
   printf "\n"
   for (i = 1; i <= W; i++) {
      base = figure[workload[i], "glibc"]
      printf "| %s | %s", workload[i], base
      for (j = 2; j <= M; j++) {
         value = figure[workload[i], manager[j]]
         if (value + 0 <= 0) {
            printf " | -"
            continue
         }
         printf " | %.2f", value / base
         logs[j] += log(value / base)
         number[j]++
      }
      printf " |\n"
   }
   printf "| **geometric mean** | 1"
   for (j = 2; j <= M; j++)
      if (number[j] == W)
         printf " | **%.3f**", exp(logs[j] / W)
      else
         printf " | -"
   printf " |\n\n"
}

# Return the least of the figures of the four peers for a workload.
function best(figure, name,    least, j) {
   least = figure[name, "glibc"]
   for (j = 2; j <= 4; j++)
      if (figure[name, manager[j]] + 0 < least)
         least = figure[name, manager[j]] + 0
   return least
}

# Print a row of the goals: how who's figure compares to that of a peer
# ("best" of the four), against limit.  Only workloads whose payloads are
# all shorter than bound count.
function goal(text, who, figure, peer, limit, bound,
   i, name, base, ratio, logs, number, kept, missed, mean) {
   if (figure[workload[1], who] == "")
      return
   for (i = 1; i <= W; i++) {
      name = workload[i]
      if (longest[name] > bound)
         continue
      base = (peer == "best") ? best(figure, name) : figure[name, peer]
      ratio = figure[name, who] / base
      logs += log(ratio)
      number++
      # Two digits are printed, and count.
      if (sprintf("%.2f", ratio) + 0 <= limit)
         kept++
      else
         missed = missed (missed == "" ? "" : ", ") name \
            sprintf(" %.2f", ratio)
   }
   mean = exp(logs / number)
   printf "| %s | %.2f | %d of %d | %s |\n", text, mean, kept, number,
      (missed == "") ? "none" : missed
}

END {
   print "### The goals\n"
   print "| goal | geometric mean | kept on | not on |"
   print "|---|---|---|---|"
   goal("segregated: time at most mimalloc's", "_segregated", time,
      "mimalloc", 1, 1e18)
   goal("segregated: memory at most 1.1 times the best of the four",
      "_segregated", memory, "best", 1.1, 1e18)
   goal("hybrid: time at most glibc's", "_hybrid", time, "glibc", 1, 1e18)
   goal("hybrid: memory at most glibc's", "_hybrid", memory, "glibc", 1,
      1e18)
   goal("bins: time at most 1.2 times glibc's, no chunk in the last bin",
      "5_bins", time, "glibc", 1.2, LONGEST)
   print ""
   table("Time of a malloc and its free, as a ratio to glibc", "ns", time)
   table("Peak memory, as a ratio to glibc", "KiB", memory)
}
