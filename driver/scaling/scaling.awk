# scaling.awk: fit steps per call against the number of chunks, and hold
# the result against the claims.  See scaling.sh.
#
# Input: managers' sources, whose "Costs:" lines are read, then
# scaling.tsv.  A claim is worded
#
#    malloc O(n), free O(1)       or      malloc and free O(log n)
#    malloc O(1) ..., O(n) ... in the last bin; free O(1)
#    malloc O(1) below MAX_BIN on the average, O(n) in a single one ...
#    as in stage 5                (then that stage's claim is read)

BEGIN {
   FS = "\t"

   # Steps grow as N to the power of an exponent, the slope of a straight
   # line through the points on log-log paper.  From 128 to 16384
   # a logarithm doubles, which is an exponent of 0.14.  A cost that is
   # bounded may take a while to meet its bound: so it is O(1) as well
   # if it hardly grows over the larger half of the numbers.
   CONSTANT_BELOW = 0.10 # O(1)
   SETTLED_BELOW = 0.04  # O(1), over the larger half
   LOG_BELOW = 0.40      # O(log n)
   LINEAR_FROM = 0.70    # O(n), up to
   LINEAR_BELOW = 1.30   # all else is printed as it is

   ORDER["O(1)"] = 0
   ORDER["O(log n)"] = 1
   ORDER["O(n)"] = 2

   MEASURES = split("malloc_steps_mean malloc_steps_max" \
      " free_steps_mean free_steps_max", measure, " ")

   number = split(pairs, list, " ")
   for (i = 1; i <= number; i++)
   {
      split(list[i], part, "=")
      managerOf[part[2]] = part[1]
   }
}

# Return the class that an O() of a head comment names.
function classOf(text)
{
   if (text ~ /log/)
      return "O(log n)"
   return (text == "O(1)") ? "O(1)" : "O(n)"
}

# Return the "Costs:" lines of file as one.
function readCosts(file,    line, text, inside)
{
   while ((getline line < file) > 0)
   {
      if (line ~ /^\/\* Costs:/)
         inside = 1
      else if (inside && line !~ /^\/\*         +[^ *]/)
         break
      if (inside)
      {
         gsub(/^\/\*|\*\/$/, "", line)
         text = text line
      }
   }
   close(file)
   gsub(/ +/, " ", text)
   return text
}

# Set what is claimed of which, malloc or free, if calls names it.  What
# comes second is for the last bin, or for a single call.
function setClaim(manager, which, calls, class)
{
   if (calls !~ which)
      return
   if ((manager, which) in claim)
      second[manager, which] = class
   else
      claim[manager, which] = class
}

# Set claim[manager, ...] from what file says.
function readClaim(manager, file,    text, call, o, stage, command,
   found)
{
   text = readCosts(file)
   if (match(text, /as in stage [0-9]/))
   {
      stage = substr(text, RSTART + RLENGTH - 1, 1)
      found = ""
      command = "ls heapmgr" stage "_*.c"
      command | getline found
      close(command)
      text = readCosts(found)
   }
   if (text ~ /below MAX_BIN/)
      limited[manager] = 1
   while (match(text, /malloc and free O|malloc O|free O|O\([^)]*\)|last bin|single/))
   {
      o = substr(text, RSTART, RLENGTH)
      text = substr(text, RSTART + RLENGTH - (o ~ / O$/))
      if (o ~ /^O/)
      {
         setClaim(manager, "malloc", call, classOf(o))
         setClaim(manager, "free", call, classOf(o))
      }
      else if (o ~ / O$/)
         call = o
      else
      {
         if ((manager, "malloc") in second)
            claim[manager, "malloc", o] = second[manager, "malloc"]
         if ((manager, "free") in second)
            claim[manager, "free", o] = second[manager, "free"]
      }
   }
   if (!((manager, "malloc") in claim) || !((manager, "free") in claim))
      silent[manager] = file
}

# A source: its head comment, and no more of it.
FILENAME != lastFile {
   lastFile = FILENAME
   if (FILENAME in managerOf)
      readClaim(managerOf[FILENAME], FILENAME)
}
FILENAME in managerOf { nextfile }

# The first line of scaling.tsv.
$1 == "who" {
   for (i = 1; i <= NF; i++)
      column[$i] = i
   next
}

$column["status"] != "ok" {
   printf "scaling: %s did not get through %s with %s chunks: %s\n", $1,
      $2, $column["count"], $column["status"] > "/dev/stderr"
   failed = 1
   next
}

{
   key = $1 FS $2
   if (!(key in points))
   {
      keys[++keyCount] = key
      last[key] = ($3 == "last")
   }
   point = ++points[key]
   logCount[key, point] = log($column["count"])
   for (i = 1; i <= MEASURES; i++)
   {
      final[key, i] = $column[measure[i]]
      # No call takes less than a step, but a call that never came does.
      logSteps[key, point, i] = log(final[key, i] < 1 ? 1 : final[key, i])
   }
   finalCount = $column["count"]
   if (firstCount == 0)
      firstCount = finalCount
}

# Return the slope of measure i from point first on, by least squares.
function slope(key, i, first,    n, p, x, y, sumX, sumY, sumXX, sumXY)
{
   for (p = first; p <= points[key]; p++)
   {
      n++
      x = logCount[key, p]
      y = logSteps[key, p, i]
      sumX += x
      sumY += y
      sumXX += x * x
      sumXY += x * y
   }
   if (n < 2)
      return 0
   x = (n * sumXY - sumX * sumY) / (n * sumXX - sumX * sumX)
   return (x < 0) ? 0 : x
}

function verdict(key, i,    exponent)
{
   exponent = slope(key, i, 1)
   if (exponent < CONSTANT_BELOW \
      || slope(key, i, int(points[key] / 2) + 1) < SETTLED_BELOW)
      return "O(1)"
   if (exponent < LOG_BELOW)
      return "O(log n)"
   if (exponent >= LINEAR_FROM && exponent < LINEAR_BELOW)
      return "O(n)"
   # A cost that sets in late, as a walk that is put off, is a step; how
   # it goes on from there the last doubling tells.
   if (exponent >= LINEAR_BELOW \
      && slope(key, i, points[key] - 1) < LINEAR_BELOW)
      return "O(n)"
   return sprintf("O(n^%.1f)", exponent)
}

# Return where a verdict stands among the classes.
function rank(text)
{
   if (text in ORDER)
      return ORDER[text]
   return (substr(text, 5) + 0 < 1) ? 1.5 : 3
}

# Keep the worst verdict for a manager's group of workloads.
function note(manager, call, text, workload)
{
   if (!((manager, call) in worst) \
      || rank(text) > rank(worst[manager, call]))
   {
      worst[manager, call] = text
      where[manager, call] = workload
   }
}

# Hold what was measured, if it was, against a claim.
function hold(manager, what, claimed,    found)
{
   if (!((manager, what) in worst))
      return
   found = worst[manager, what]
   # A workload that does not bring out a logarithm refutes none.
   if (found == claimed || (claimed == "O(log n)" && found == "O(1)"))
      return
   printf "scaling: %s: its head comment claims %s %s, but on '%s' the" \
      " measured shape is %s\n", manager, what, claimed,
      where[manager, what], found > "/dev/stderr"
   failed = 1
}

END {
   if (keyCount == 0)
      exit 1

   printf "Steps per call at %d chunks, and the exponent of their" \
      " growth from %d chunks on\n\n", finalCount, firstCount
   printf "%-12s %-12s %-25s %-25s %-25s %s\n", "manager", "workload",
      "malloc: average", "worst call", "free: average", "worst call"
   print "manager\tworkload\tcall\tsteps\texponent\tverdict" > verdicts

   for (k = 1; k <= keyCount; k++)
   {
      split(keys[k], part, FS)
      manager = part[1]
      if (manager != lastManager && k > 1)
         print ""
      lastManager = manager
      printf "%-12s %-12s", manager, part[2]
      for (i = 1; i <= MEASURES; i++)
      {
         exponent = slope(keys[k], i, 1)
         text = verdict(keys[k], i)
         printf " %9.1f  %4.2f  %-9s", final[keys[k], i], exponent, text
         printf "%s\t%s\t%s\t%s\t%.3f\t%s\n", manager, part[2],
            measure[i], final[keys[k], i], exponent, text > verdicts

         call = (i <= 2) ? "malloc" : "free"
         if (last[keys[k]] && ((manager, call, "last bin") in claim))
            note(manager, call " in the last bin", text, part[2])
         else if (!((manager, call, "single") in claim))
            note(manager, call, text, part[2])
         else if (measure[i] ~ /max/)
            note(manager, call " in a single call", text, part[2])
         else if (!(last[keys[k]] && (manager in limited)))
            note(manager, call " on the average", text, part[2])
      }
      print ""
   }
   print ""

   for (k = 1; k <= keyCount; k++)
   {
      split(keys[k], part, FS)
      manager = part[1]
      if (manager in done)
         continue
      done[manager] = 1
      if (manager in silent)
      {
         printf "scaling: %s: no claim like 'malloc O(n), free O(1)' in" \
            " the Costs lines of %s\n", manager, silent[manager] \
            > "/dev/stderr"
         failed = 1
         continue
      }
      for (i = 1; i <= 2; i++)
      {
         call = (i == 1) ? "malloc" : "free"
         hold(manager, call, claim[manager, call])
         hold(manager, call " on the average", claim[manager, call])
         hold(manager, call " in a single call",
            claim[manager, call, "single"])
         hold(manager, call " in the last bin",
            claim[manager, call, "last bin"])
      }
   }
   if (!failed)
      print "Every measured shape is what the manager's head comment" \
         " claims."
   exit failed
}
