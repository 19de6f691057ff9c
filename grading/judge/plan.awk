# Make the judge's plan for one manager from the rubric.
#
#    awk -f plan.awk -v manager=4 -v seed=HEX -v only=play rubric.tsv
#
# seed is 16 hexadecimal digits; the ranges in the rubric are drawn from
# it.  only names a kind, or is empty.

function digits(from, count,   i, value) {
   value = 0
   for (i = 0; i < count; i++)
      value = value * 16 + index("0123456789abcdef", \
         substr(seed, from + i, 1)) - 1
   return value
}

# A number from the range "LOW-HIGH", by some of the seed's digits.
function draw(range, from,   ends) {
   if (split(range, ends, "-") == 1)
      return range
   return ends[1] + digits(from, 5) % (ends[2] - ends[1] + 1)
}

BEGIN { FS = OFS = "\t" }
/^#/ || $1 != manager { next }
only != "" && $7 != only { next }
$7 == "suite" { print $2, $6, "suite" }
$7 == "play" {
   split($8, parts, ":")
   plays++
   print $2, (only != "" ? "-" : $6), "play", parts[1], \
      draw(parts[2], 1 + plays % 4), draw(parts[3], 6 + plays % 4), \
      sprintf("%.0f", digits(9, 8) + plays)
}
