# utilization.awk: data for utilization.gp, from about.tsv and medians.tsv.
#
# Tables: compare/about.tsv compare/medians.tsv (make compare)

{
   manager = cell("manager")
   if (!(manager in place))
   {
      place[manager] = ++manager_count
      managers[manager_count] = manager
   }
   test = cell("test")
   if (!(test in test_place))
   {
      test_place[test] = ++test_count
      tests[test_count] = test
   }
   figure = cell("utilization")
   if (figure != "-")
      put("cells", test_place[test] OFS place[manager] OFS \
         100 * figure OFS sprintf("%.0f", 100 * figure))
   else
   {
      status = cell("status")
      sub(/ at operation.*/, "", status)
      put("cells", test_place[test] OFS place[manager] OFS "?" OFS \
         substr(status, 1, 8))
   }
}

END {
   for (m = 1; m <= manager_count; m++)
      put("rows", m OFS show(managers[m]))
   for (t = 1; t <= test_count; t++)
      put("columns", t OFS show(tests[t]))
   put("heading", "Utilization: peak payload / peak heap, in per cent")
   put("caption", about_line())
}
