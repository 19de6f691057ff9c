# rubric.awk: does a rubric say what it should?
#
#    awk -f rubric.awk [-v suite=FILE] rubric.tsv
#
# FILE is what `judge --list` prints: then a test of kind suite must be one
# of these.  The first mistake is told on stderr, by file and line, and the
# exit status is 1.

# The line is wrong: tell why, and end.
function refuse(why)
{
   gsub(/[^ -~]/, "?", why)
   print FILENAME ":" FNR ": " why > "/dev/stderr"
   wrong = 1
   exit 1
}

# Is text a number, from 0 on?
function is_number(text)
{
   return text ~ /^[0-9]+(\.[0-9]+)?$/ && length(text) <= 9
}

# Is text a number from 1 on, or a range of them: LOW-HIGH?
function is_range(text,   ends, n, i)
{
   n = split(text, ends, "-")
   for (i = 1; i <= n; i++)
      if (ends[i] !~ /^[1-9][0-9]*$/ || length(ends[i]) > 9)
         return 0
   return n == 1 || (n == 2 && ends[1] + 0 <= ends[2] + 0)
}

BEGIN {
   FS = "\t"
   if (suite != "")
      while ((getline line < suite) > 0) {
         split(line, part, "\t")
         suites[part[1]] = 1
      }
}
/^#/ { next }
$0 ~ /[^\t -~]/ { refuse("a character that is not ASCII") }
NF == 0 { next }

!columns {
   columns = "manager test points section visibility parent kind args" \
      " full zero title hint"
   if ($0 != columns_by_tabs())
      refuse("expected the names of the columns: " columns \
         ", with TABs between")
   next
}

function columns_by_tabs(   text)
{
   text = columns
   gsub(/ /, "\t", text)
   return text
}

{
   if (NF != 12)
      refuse(NF " columns, expected 12, with TABs between")
   if ($1 !~ /^[45-]$/)
      refuse("manager \"" $1 "\", expected 4, 5 or -")
   if ($2 !~ /^[a-z][a-z0-9_]*$/ || length($2) > 60)
      refuse("test \"" $2 "\", expected a name of small letters," \
         " digits and _")
   if (($1, $2) in rows)
      refuse("a second row for test " $2 " of manager " $1)
   rows[$1, $2] = $7
   if (!is_number($3))
      refuse("points \"" $3 "\", expected a number")
   if ($4 == "" || $11 == "" || $12 == "")
      refuse("an empty section, title or hint (- stands for none)")
   if ($5 != "visible" && $5 != "hidden")
      refuse("visibility \"" $5 "\", expected visible or hidden")
   if ($6 != "-" && !(($1, $6) in rows))
      refuse("parent \"" $6 "\", expected - or a test of manager " $1 \
         " in a row above")
   if ($7 == "suite") {
      if (suite != "" && !($2 in suites))
         refuse("there is no test " $2 " in the suites")
   } else if ($7 == "play") {
      if (split($8, part, ":") != 3 || part[1] !~ /^[A-Za-z]+$/ ||
          length(part[1]) > 30 || !is_range(part[2]) || !is_range(part[3]))
         refuse("args \"" $8 "\", expected WORKLOAD:COUNT:SIZE, where a" \
            " number may be a range, as in 2000-4000")
   } else if ($7 ~ /^(steps|free_steps|space)$/) {
      if (rows[$1, $8] != "play")
         refuse("args \"" $8 "\", expected the play of manager " $1 \
            " that is measured, in a row above")
   } else if ($7 != "warnings" && $7 != "human")
      refuse("kind \"" $7 "\", expected suite, play, steps," \
         " free_steps, space, warnings or human")
   if ($1 == "-" && $7 != "human")
      refuse("kind \"" $7 "\" needs a manager, 4 or 5")
   if ($7 ~ /^(steps|free_steps|space|warnings)$/ &&
       (!is_number($9) || !is_number($10) || $9 + 0 == $10 + 0))
      refuse("full \"" $9 "\" and zero \"" $10 "\", expected two" \
         " different numbers")
   if ($7 !~ /^(warnings|human)$/) tests++
}

END {
   if (wrong)
      exit 1
   if (!tests) {
      print FILENAME ": there is no test in this rubric" > "/dev/stderr"
      exit 1
   }
}
