# scaling.awk: fit steps per call against the number of chunks, and hold
# the result against the claims.  See scaling.sh.
#
# Input: managers' sources, whose "Costs:" lines are read, then
# scaling.tsv.  A claim is worded
#
#    malloc O(n), free O(1)       or      malloc and free O(log n)
#    malloc O(1) ..., O(n) ... in the last bin; free O(1)
#    malloc O(1) ... on the average ..., O(n) ... in a single one
#    as in stage 5                (then that stage's claim is read)

BEGIN {
   FS = "\t"

   # Steps grow as N to the power of an exponent, the slope of a straight
   # line through the points on log-log paper.  From 128 to 16384
   # a logarithm doubles, which is an exponent of 0.14.
   CONSTANT_BELOW = 0.10 # O(1)
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
         gsub(/ +/, " ", line)
         text = text line
      }
   }
   close(file)
   return text
}

# Set claim[manager, ...] from what file says.
function readClaim(manager, file,    text, call, o, stage, found)
{
   text = readCosts(file)
   if (match(text, /as in stage [0-9]/))
   {
      stage = substr(text, RSTART + RLENGTH - 1, 1)
      found = ""
      "ls heapmgr" stage "_*.c" | getline found
      close("ls heapmgr" stage "_*.c")
      text = readCosts(found)
   }
   while (match(text, /malloc and free O|malloc O|free O|O\([^)]*\)|last bin|single/))
   {
      o = substr(text, RSTART, RLENGTH)
      if (o ~ /^O/)
      {
         if (call ~ /malloc/ && ((manager, "malloc") in claim))
            second[manager] = classOf(o)
         else if (call ~ /malloc/)
            claim[manager, "malloc"] = classOf(o)
         if (call ~ /free/ && !((manager, "free") in claim))
            claim[manager, "free"] = classOf(o)
         text = substr(text, RSTART + RLENGTH)
      }
      else if (o == "last bin" || o == "single")
      {
         if (manager in second)
            claim[manager, "malloc", o] = second[manager]
         text = substr(text, RSTART + RLENGTH)
      }
      else
      {
         call = o
         text = substr(text, RSTART + RLENGTH - 1)
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
   points[key]++
   x = log($column["count"])
   sumX[key] += x
   sumXX[key] += x * x
   for (i = 1; i <= MEASURES; i++)
   {
      steps = $column[measure[i]]
      # A call that takes no step at all, a basic block, can't be.
      y = log(steps < 1 ? 1 : steps)
      sumY[key, i] += y
      sumXY[key, i] += x * y
      final[key, i] = steps
   }
   finalCount = $column["count"]
   if (firstCount == 0)
      firstCount = finalCount
}

# Return the slope of measure i.
function slope(key, i,    n, value)
{
   n = points[key]
   value = (n * sumXY[key, i] - sumX[key] * sumY[key, i]) \
      / (n * sumXX[key] - sumX[key] * sumX[key])
   return (value < 0) ? 0 : value
}

function verdict(exponent)
{
   if (exponent < CONSTANT_BELOW)
      return "O(1)"
   if (exponent < LOG_BELOW)
      return "O(log n)"
   if (exponent >= LINEAR_FROM && exponent < LINEAR_BELOW)
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

# Hold what was measured against a claim.
function hold(manager, call, claimed, what)
{
   if (!((manager, call) in worst) \
      || worst[manager, call] == claimed)
      return
   # A workload that does not bring out a logarithm refutes none.
   if (claimed == "O(log n)" && worst[manager, call] == "O(1)")
      return
   printf "scaling: %s: its head comment claims %s %s, but on '%s' the" \
      " measured shape is %s\n", manager, what, claimed,
      where[manager, call], worst[manager, call] > "/dev/stderr"
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
         exponent = slope(keys[k], i)
         text = verdict(exponent)
         printf " %9.1f  %4.2f  %-9s", final[keys[k], i], exponent, text
         printf "%s\t%s\t%s\t%s\t%.3f\t%s\n", manager, part[2],
            measure[i], final[keys[k], i], exponent, text > verdicts

         call = (i <= 2) ? "malloc" : "free"
         if (call == "malloc" && last[keys[k]] \
            && ((manager, call, "last bin") in claim))
            note(manager, "malloc last", text, part[2])
         else if (i == 1 && ((manager, call, "single") in claim))
            note(manager, "malloc mean", text, part[2])
         else
            note(manager, call, text, part[2])
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
      if ((manager, "malloc", "single") in claim)
      {
         hold(manager, "malloc mean", claim[manager, "malloc"],
            "malloc on the average")
         hold(manager, "malloc", claim[manager, "malloc", "single"],
            "a single malloc")
      }
      else
         hold(manager, "malloc", claim[manager, "malloc"], "malloc")
      if ((manager, "malloc", "last bin") in claim)
         hold(manager, "malloc last",
            claim[manager, "malloc", "last bin"],
            "malloc in the last bin")
      hold(manager, "free", claim[manager, "free"], "free")
   }
   if (!failed)
      print "Every measured shape is what the manager's head comment" \
         " claims."
   exit failed
}
