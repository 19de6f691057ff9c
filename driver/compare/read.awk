# read.awk: what the tables of a comparison have in common: reading it.
#
# Usage: awk -f read.awk -f tables.awk about.tsv medians.tsv
#
# Of about.tsv there is about[]; of each row of medians.tsv, manager, test
# and $column[...], and what is in managers[] and tests[] so far, in the
# order of the rows.

BEGIN {
   FS = "\t"
}

FILENAME ~ /about.tsv$/ {
   about[$1] = $2
   next
}

FNR == 1 {
   for (i = 1; i <= NF; i++)
      column[$i] = i
   next
}

{
   manager = $column["manager"]
   test = $column["test"]
   if (!(manager in known_manager))
      managers[++manager_count] = manager
   known_manager[manager]
   if (!(test in known_test))
      tests[++test_count] = test
   known_test[test]
}
