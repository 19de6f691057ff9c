# Look at a rubric before anything is graded by it.
#
#    judge --list | awk -f check-rubric.awk - rubric.tsv
#
# Prints what is wrong, a line each, and then has exit status 1.

function complain(what) {
   print FILENAME ":" FNR ": " what
   wrong = 1
}

BEGIN { FS = "\t" }
FILENAME == "-" { suite[$1] = 1; next }
/^#/ || /^[ \t]*$/ { next }
!headed {
   headed = 1
   if ($0 != "manager\ttest\tpoints\tsection\tvisibility\tparent\tkind" \
         "\targs\tfull\tzero\ttitle\thint")
      complain("the names of the columns are not as they should be")
   next
}
NF != 12 { complain("there are " NF " columns, parted by TABs; expected 12") }
$1 !~ /^[45-]$/ { complain("manager \"" $1 "\" is not 4, 5 or -") }
$3 !~ /^[0-9]+(\.[0-9]+)?$/ {
   complain("\"" $3 "\" is no number of points (as 2 or 0.5)")
}
$5 !~ /^(visible|hidden)$/ {
   complain("visibility \"" $5 "\" is not visible or hidden")
}
$7 !~ /^(suite|play|steps|free_steps|space|warnings|human)$/ {
   complain("there is no kind \"" $7 "\"")
}
$7 == "suite" && !($2 in suite) {
   complain("there is no test \"" $2 "\" (judge --list has all)")
}
$7 == "play" && $8 !~ /^[A-Za-z]+:[0-9]+(-[0-9]+)?:[0-9]+(-[0-9]+)?$/ {
   complain("\"" $8 "\" is not WORKLOAD:COUNT:SIZE")
}
$7 ~ /^(steps|free_steps|space|warnings)$/ &&
($9 !~ /^[0-9.]+$/ || $10 !~ /^[0-9.]+$/ || $9 == $10) {
   complain("full and zero are not two numbers")
}
($1, $2) in row { complain("the test \"" $2 "\" is there twice") }
{ row[$1, $2] = 1; line[FNR] = $0 }
END {
   for (number in line) {
      split(line[number], part, "\t")
      if (part[6] != "-" && !((part[1], part[6]) in row)) {
         print FILENAME ":" number ": its parent \"" part[6] \
            "\" has no row for this manager"
         wrong = 1
      }
      if (part[7] ~ /^(steps|free_steps|space)$/ &&
            !((part[1], part[8]) in row)) {
         print FILENAME ":" number ": the play \"" part[8] "\" has no row"
         wrong = 1
      }
   }
   exit wrong
}
