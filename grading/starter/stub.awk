# stub.awk: make of a finished manager the file that students start from.
#
# Usage: awk -f stub.awk given.txt yours.c heapmgr4_dlist.c
#
# A manager is a head comment, then what lies before the first function,
# then functions, parted by rules.  What students get of it is the head
# comment with given.txt at its end, all up to the first function, the
# functions named in GIVEN, yours.c instead of all others, and the
# inspection functions at the end.  So stub and solution cannot drift
# apart, and a helper function added to the solution stays in it.

BEGIN {
   split("HeapMgr_fillGap HeapMgr_moveBreak HeapMgr_getLastFreeUnits " \
      "HeapMgr_getNewStart HeapMgr_growHeap HeapMgr_reportViolation", given)
   for (g in given)
      is_given[given[g]] = 1
}

FNR == 1 { file++ }

file == 1 { head_tail = head_tail sprintf("/* %-66s */\n", $0); next }
file == 2 { yours = yours $0 "\n"; next }

/^\/\*-+\*\/$/ {
   rules++
   if (rules == 2)  # the end of the head comment
      printf "/* %66s */\n%s", "", head_tail
   if (rules > 2) {
      end_item()
      rule = $0
      next
   }
}
/^static .* auBinMap/ { uses_map = 1 }
rules <= 2 { print; next }
{ item = item $0 "\n" }

END { end_item(); }

# A part between two rules is complete: print it if students get it.
function end_item(    name)
{
   if (item ~ /^\/\* Inspection/ || inspecting) {
      if (!inspecting) {
         if (uses_map)
            sub(/   \(void\)HeapMgr_growHeap/, \
               "   (void)auBinMap;                 /* a line to delete */\n&", yours)
         printf "%s\n\n%s\n", rule, yours
      }
      inspecting = 1
      printf "%s\n%s", rule, item
   } else if (match(item, /HeapMgr_[A-Za-z]+\(/)) {
      # The function itself, not one that its comment names.
      name = item
      sub(/^.*\*\/\n\n/, "", name)
      match(name, /HeapMgr_[A-Za-z]+\(/)
      name = substr(name, RSTART, RLENGTH - 1)
      if (name in is_given)
         printf "%s\n%s", rule, item
   }
   item = ""
}
