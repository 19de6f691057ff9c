# time.awk: data for time.gp, from about.tsv and medians.tsv.
#
# Tables: compare/about.tsv compare/medians.tsv (make compare)

{
   manager = cell("manager")
   if (!(manager in place))
   {
      place[manager] = ++manager_count
      managers[manager_count] = manager
   }
   if (!(cell("test") in test_place))
      test_place[cell("test")] = ++test_count
   if (cell("status") != "ok")
      left_out[manager]++
   take("malloc", manager, test_place[cell("test")])
   take("free", manager, test_place[cell("test")])
}

# Take the time of a call on a test.  The clock doesn't see less than
# 1 ns.
function take(call, manager, test,   ns)
{
   ns = cell(call "_ns")
   if (ns == "-")
      return
   if (ns < 1)
      ns = 1
   row[++row_count] = call OFS manager OFS test OFS ns
   count[call, manager]++
   value[call, manager, count[call, manager]] = ns
}

function show_ns(ns)
{
   if (ns <= 1)
      return "< 1 ns"
   if (ns >= 1000)
      return sprintf(ns < 10000 ? "%.1f µs" : "%.0f µs", ns / 1000)
   return sprintf(ns < 10 ? "%.1f ns" : "%.0f ns", ns)
}

function put_median(call, m,   i, number, middle, n)
{
   n = count[call, managers[m]]
   if (n == 0)
      return
   for (i = 1; i <= n; i++)
      number[i] = value[call, managers[m], i]
   middle = median_of(number, n)
   put("medians_" call, m OFS show(managers[m]) OFS \
      style_of(managers[m]) OFS middle OFS show_ns(middle))
}

END {
   for (i = 1; i <= row_count; i++)
   {
      split(row[i], part, FS)
      line = place[part[2]] OFS style_of(part[2]) OFS part[4] OFS \
         (test_count > 1 ? ((part[3] - 1) / (test_count - 1) - 0.5) : 0) \
         * 0.6
      put("dots_" part[1], line)
      put("dots_both", line)
   }
   missing = ""
   for (m = 1; m <= manager_count; m++)
   {
      put_median("malloc", m)
      put_median("free", m)
      if (managers[m] in left_out)
         missing = missing "; " show(managers[m]) " without " \
            left_out[managers[m]] " it didn't finish"
   }
   put("heading", "What a call costs, stage by stage")
   put("caption", test_count " tests, a dot each, and their median" \
      missing "; " about_line())
}
