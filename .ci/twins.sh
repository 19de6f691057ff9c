#!/bin/sh
# twins.sh: which functions the managers share, and which they vary.
#
# Usage: twins.sh FILE...
#
# Prints a table: a row for every function, a column for every file, and
# in it a letter.  Two files with the same letter in a row have the same
# function, to the letter, but for the manager's own name; another letter
# is another body.  docs/design.md holds the table as it is meant to be,
# and make lint compares the two: so a change to one twin that the other
# didn't get is found.
set -eu

awk '
   # The column of a file: heapmgr4_dlist.c is 4_dlist.
   FNR == 1 {
      column = FILENAME
      sub(/.*heapmgr_?/, "", column)
      sub(/\.c$/, "", column)
      columns[++column_count] = column
      inside = 0
   }
   /^[a-z].*HeapMgr_[A-Za-z]*\(/ && !/;$/ {
      name = $0
      sub(/\(.*/, "", name)
      sub(/.*HeapMgr_/, "HeapMgr_", name)
      inside = 1
      body = ""
   }
   inside {
      line = $0
      gsub("heapmgr_?" column, "heapmgr", line)
      body = body line "\n"
   }
   inside && /^}/ {
      inside = 0
      if (!(name in seen)) {
         seen[name] = 1
         names[++name_count] = name
      }
      if (!((name, body) in letters))
         letters[name, body] = substr("abcdefghijklmnop", ++used[name], 1)
      cells[name, column] = letters[name, body]
   }
   END {
      printf "| function |"
      for (c = 1; c <= column_count; c++)
         printf " %s |", columns[c]
      printf "\n|---|"
      for (c = 1; c <= column_count; c++)
         printf "---|"
      printf "\n"
      for (n = 1; n <= name_count; n++) {
         printf "| %s |", names[n]
         for (c = 1; c <= column_count; c++)
            printf " %s |", cells[names[n], columns[c]]
         printf "\n"
      }
   }
' "$@"
