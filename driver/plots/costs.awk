# costs.awk: data for costs.gp, from costs.tsv: which part of the calls
# takes so many steps or more.
#
# Tables: plots/tables/about.tsv plots/tables/costs.tsv (make plots)
# Helpers: curves.awk panels.gp

{
   manager = cell("manager")
   test = cell("test")
   sub(/"/, "_", test)
   key = cell("call") SUBSEP manager
   before = key in seen ? seen[key] : 0
   seen[key] = cell("share_up_to")
   if (1 - before > 0)
      add_point(cell("call"), manager, manager, cell("steps"), 1 - before)
   most[key] = cell("steps")
}

END {
   # No call takes more.  What sorts the curves is where they end on the
   # x axis.
   for (key in most)
   {
      split(key, part, SUBSEP)
      add_point(part[1], part[2], part[2], most[key], 1e-5)
      last_y[key] = most[key]
   }
   put_curves("malloc")
   put_curves("free")
   put("heading", "Which part of the calls takes so many steps or more")
   put("caption", test "; seed " about["seed"] "; " about["compiler"])
}
