# growth.awk: data for growth.gp, from growth.tsv: for each manager and
# count the median over the rounds, in the test where it is the largest.
#
# Tables: plots/tables/about.tsv plots/tables/growth.tsv (make plots)
# Helpers: curves.awk panels.gp

cell("status") == "ok" {
   manager = cell("manager")
   if (!(manager in known_manager))
      managers[++manager_count] = manager
   known_manager[manager]
   if (!(cell("count") in known_count))
      counts[++count_count] = cell("count")
   known_count[cell("count")]
   if (!(cell("test") in known_test))
      tests[++test_count] = cell("test")
   known_test[cell("test")]
   size = cell("size")
   key = manager SUBSEP cell("count") SUBSEP cell("test")
   if (++rounds[key] > most_rounds)
      most_rounds = rounds[key]
   time["malloc", key, rounds[key]] = cell("malloc_ns")
   time["free", key, rounds[key]] = cell("free_ns")
}

function worst(call, manager, count,   t, i, key, number, middle, most)
{
   most = -1
   for (t = 1; t <= test_count; t++)
   {
      key = manager SUBSEP count SUBSEP tests[t]
      for (i = 1; i <= rounds[key]; i++)
         number[i] = time[call, key, i]
      middle = rounds[key] ? median_of(number, rounds[key]) : -1
      if (middle > most)
         most = middle
   }
   return most
}

# The clock doesn't see less than 1 ns.
function visible(ns)
{
   return ns < 1 ? 1 : ns
}

END {
   for (m = 1; m <= manager_count; m++)
      for (c = 1; c <= count_count; c++)
      {
         figure = worst("malloc", managers[m], counts[c])
         if (figure < 0)
            continue
         add_point("malloc", managers[m], managers[m], counts[c],
            visible(figure))
         add_point("free", managers[m], managers[m], counts[c],
            visible(worst("free", managers[m], counts[c])))
      }
   put_curves("malloc")
   put_curves("free")
   for (t = 1; t <= test_count; t++)
      list = list (t > 1 ? " or " : "") tests[t]
   put("heading", "Time per call as the number of chunks grows")
   put("caption", list ", whichever costs more, median of " most_rounds \
      " runs; SIZE " size ", seed " about["seed"] "; " about["compiler"])
}
