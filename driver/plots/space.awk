# space.awk: data for space.gp, from about.tsv and medians.tsv.
#
# The stacks show one test, -v test=NAME, and if it isn't in the table
# the first one that is.
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
   {
      test_place[cell("test")] = ++test_count
      if (test_count == 1)
         first = cell("test")
   }
   if (cell("status") != "ok")
      left_out[manager]++
   if (cell("utilization") == "-")
      next
   count[manager]++
   value[manager, count[manager]] = 100 * cell("utilization")
   dots[++dot_count] = manager OFS test_place[cell("test")] OFS \
      100 * cell("utilization")
   payload = cell("payload_at_peak_bytes")
   if (payload == "-")
      payload = cell("peak_payload_bytes")
   parts[manager, cell("test")] = payload \
      OFS known(cell("internal_bytes")) \
      OFS known(cell("overhead_bytes")) \
      OFS known(cell("external_bytes")) OFS cell("peak_heap_bytes") \
      OFS cell("peak_payload_bytes")
}

function known(figure)
{
   return figure == "-" ? 0 : figure
}

# The parts of manager's heap at its peak, each as a multiple of the peak
# of the payload; what isn't known is a part of its own.
function put_stack(m,   part, i, rest, line)
{
   if (!((managers[m], test) in parts))
      return
   split(parts[managers[m], test], part, FS)
   rest = part[5]
   line = m OFS show(managers[m]) OFS style_of(managers[m])
   for (i = 1; i <= 4; i++)
   {
      line = line OFS part[i] / part[6]
      rest -= part[i]
   }
   if (rest < 0)
      rest = 0
   unknown_seen += rest
   line = line OFS rest / part[6] OFS part[5] / part[6] OFS \
      sprintf("%.2f", part[5] / part[6])
   put("stacks", line)
}

function put_median(m,   i, number, middle)
{
   if (!(managers[m] in count))
      return
   for (i = 1; i <= count[managers[m]]; i++)
      number[i] = value[managers[m], i]
   middle = median_of(number, count[managers[m]])
   put("medians", m OFS show(managers[m]) OFS style_of(managers[m]) OFS \
      middle OFS sprintf("%.0f %%", middle))
}

END {
   if (!(test in test_place))
      test = first
   for (i = 1; i <= dot_count; i++)
   {
      split(dots[i], part, FS)
      put("dots", place[part[1]] OFS style_of(part[1]) OFS part[3] OFS \
         (test_count > 1 ? ((part[2] - 1) / (test_count - 1) - 0.5) : 0) \
         * 0.6)
   }
   for (m = 1; m <= manager_count; m++)
   {
      put_median(m)
      put_stack(m)
      if (managers[m] in left_out)
         missing = missing "; " show(managers[m]) " without " \
            left_out[managers[m]] " it didn't finish"
   }
   put("unknown", unknown_seen > 0 ? "yes" : "no")
   put("heading", "How much of the heap is payload, stage by stage")
   put("title", "peak heap / peak payload in " show(test))
   put("caption", test_count " tests, a dot each, and their median;" \
      " parts: when the heap first was largest" missing "; " about_line())
}
