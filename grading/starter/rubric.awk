# rubric.awk: put the points into the handout.
#
# Usage: awk -f rubric.awk grading/rubric.tsv docs/assignment.md
#
# Prints the handout with a table of points per section and stage between
# its lines <!-- rubric --> and <!-- /rubric -->.

BEGIN {
   FS = "\t"
   about["Correctness"] = "the contract: aligned, apart, kept, NULL where due; workloads"
   about["Behaviour"] = "reuse, split, coalesce, grow, list and memory agree"
   about["Cost"] = "steps, and how they grow with the number of chunks"
   about["Space"] = "utilization beside the reference's"
   about["Misuse"] = "a client's mistakes are reported"
   about["Validity function"] = "damage found; sound heaps left in peace"
   about["Compiler"] = "no warnings"
   about["Style"] = "read by a human"
}

NR == FNR {
   if (/^#/ || NF < 5 || $1 == "manager")
      next
   if (!($4 in seen)) {
      seen[$4] = 1
      section[++sections] = $4
   }
   points[$4, $1] += $3
   tests[$4]++
   hidden[$4] += ($5 == "hidden")
   human[$4] = ($7 == "human")
   total[$1] += $3
   next
}

/^<!-- rubric -->/ { print; print_table(); skipping = 1; next }
/^<!-- \/rubric -->/ { skipping = 0 }
!skipping

# The table itself, in Markdown, with a column for each stage that has
# points.
function print_table(    i, s)
{
   printf "\n| section | what |"
   print cell("4", " stage 4 |") cell("5", " stage 5 |")
   print "|-----|------------|" cell("4", "---:|") cell("5", "---:|")
   for (i = 1; i <= sections; i++) {
      s = section[i]
      printf "| %s | %s%s |", s, about[s], hidden[s] ? \
         " (" hidden[s] " of " tests[s] " tests hidden)" : ""
      print cell("4", points_of(s, "4")) cell("5", points_of(s, "5"))
   }
   print "| all | |" cell("4", " " total["4"] " |") \
      cell("5", " " total["5"] " |") "\n"
}

# text, if the stage has any points.
function cell(stage, text)
{
   return total[stage] > 0 ? text : ""
}

function points_of(s, stage)
{
   return human[s] ? " by hand |" : " " points[s, stage] + 0 " |"
}
