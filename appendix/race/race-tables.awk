# race-tables.awk: the tables of a race, and what became of its goals.
#
# Input: workloads (name, race's arguments, longest payload in bytes, how
# it is played), then race.tsv; managers are the columns, first glibc and
# the other peers.  See race.sh.

BEGIN {
   FS = "\t"
   M = split(managers, manager, " ")
   PEERS = 4
   # What fits into a chunk of stage 5 that is not in its last bin.
   LONGEST = (1023 - 1 - 2) * 16
}

NR == FNR {
   workload[++W] = $1
   longest[$1] = $3
   next
}

FNR > 1 {
   cold[$1, $2] = $3
   warm[$1, $2] = $5
   memory[$1, $2] = $7
}

# Print a table of figure, in unit, as ratios to glibc.
function table(title, unit, figure,
   i, j, base, value, logs, number, rows) {
   printf "### %s\n\n| | glibc, %s", title, unit
   for (j = 2; j <= M; j++)
      printf " | %s", manager[j]
   printf " |\n|---|"
   for (j = 1; j <= M; j++)
      printf "---|"
   printf "\n"
   for (i = 1; i <= W; i++) {
      base = figure[workload[i], "glibc"]
      if (base == "")
         continue
      rows++
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
      if (number[j] == rows)
         printf " | **%.3f**", exp(logs[j] / rows)
      else
         printf " | -"
   printf " |\n\n"
}

# Return the geometric mean of manager's figures, as ratios to glibc.
function mean(figure, who,    i, base, logs, number) {
   for (i = 1; i <= W; i++) {
      base = figure[workload[i], "glibc"]
      if (base == "")
         continue
      logs += log(figure[workload[i], who] / base)
      number++
   }
   return exp(logs / number)
}

# Return the peer, the first PEERS managers being such, whose mean is the
# least.
function best(figure,    peer, j) {
   peer = manager[1]
   for (j = 2; j <= PEERS; j++)
      if (mean(figure, manager[j]) < mean(figure, peer))
         peer = manager[j]
   return peer
}

# Print a row of the goals: who's mean figure compared to that of peer,
# and on how many rows it is at most limit times the peer's.  Only
# workloads whose payloads are all shorter than bound count.
function goal(text, who, figure, peer, limit, bound,
   i, name, ratio, logs, number, kept, missed) {
   if (figure[workload[1], who] == "")
      return
   for (i = 1; i <= W; i++) {
      name = workload[i]
      if (longest[name] > bound || figure[name, peer] == "")
         continue
      ratio = figure[name, who] / figure[name, peer]
      logs += log(ratio)
      number++
      # Two digits are printed, and count.
      if (sprintf("%.2f", ratio) + 0 <= limit)
         kept++
      else
         missed = missed (missed == "" ? "" : ", ") name \
            sprintf(" %.2f", ratio)
   }
   printf "| %s | %s | %.2f | %d of %d | %s |\n", text, peer,
      exp(logs / number), kept, number, (missed == "") ? "none" : missed
}

END {
   ALL = 1e18
   print "### The goals\n"
   print "The mean is the geometric mean of the ratios to the peer; a row" \
      " keeps the goal if\nits own ratio does.\n"
   print "| goal | peer | mean | kept on | not on |"
   print "|---|---|---|---|---|"
   goal("segregated: cold time at most the best peer's", "_segregated",
      cold, best(cold), 1, ALL)
   goal("segregated: warm time at most the best peer's", "_segregated",
      warm, best(warm), 1, ALL)
   goal("segregated: memory at most 1.05 times the best peer's",
      "_segregated", memory, best(memory), 1.05, ALL)
   goal("hybrid: cold time at most 0.60 of glibc's, no row above 1",
      "_hybrid", cold, "glibc", 1, ALL)
   goal("hybrid: warm time at most 0.60 of glibc's, no row above 1",
      "_hybrid", warm, "glibc", 1, ALL)
   goal("hybrid: memory at most glibc's", "_hybrid", memory, "glibc", 1,
      ALL)
   goal("bins: cold time at most 1.2 times glibc's, no chunk in the last" \
      " bin", "5_bins", cold, "glibc", 1.2, LONGEST)
   goal("bins: warm time at most 1.2 times glibc's, no chunk in the last" \
      " bin", "5_bins", warm, "glibc", 1.2, LONGEST)
   print ""
   table("Cold: time of a malloc and its free, as a ratio to glibc", "ns",
      cold)
   table("Warm: time of a malloc and its free, as a ratio to glibc", "ns",
      warm)
   table("Peak memory, as a ratio to glibc", "KiB", memory)
}
