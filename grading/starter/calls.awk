# calls.awk: say which functions a manager uses that it may not.
#
# Usage: nm -lu OBJECT | awk -f calls.awk calls.txt -
#
# calls.txt has a pattern of the names that are allowed.  Exit status 1 if
# there is another one.

NR == FNR { allowed = "^(" $0 ")$"; next }

$1 ~ /^[Uvw]$/ && $2 !~ allowed {
   place = $3
   sub(/.*\//, "", place)
   printf "%suses %s, which it may not: see \"What you may call\" in" \
      " assignment.md.\n", place == "" ? "The manager " : place ": ", $2
   wrong = 1
}

END { exit wrong }
