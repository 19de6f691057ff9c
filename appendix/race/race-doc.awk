# race-doc.awk: put a race's tables into the document about performance.
#
# Usage: awk -f race-doc.awk race.md performance.md

NR == FNR {
   tables = tables $0 "\n"
   next
}

/^<!-- end of race -->/ { inside = 0 }

!inside { print }

/^<!-- race: / {
   inside = 1
   printf "\n%s", tables
}
