# heap.awk: data for heap.gp, from heap.tsv: the parts of the heap, in
# the order of the stack.
#
# Tables: plots/tables/about.tsv plots/tables/heap.tsv (make plots)

{
   manager = cell("manager")
   test = cell("test")
   put("parts", cell("operation") OFS known(cell("payload_bytes")) OFS \
      known(cell("internal_bytes")) OFS known(cell("overhead_bytes")) OFS \
      known(cell("external_bytes")) OFS known(cell("unknown_bytes")))
   if (known(cell("unknown_bytes")) > 0)
      unknown_seen = 1
}

function known(figure)
{
   return figure == "-" ? 0 : figure
}

END {
   put("unknown", unknown_seen ? "yes" : "no")
   put("heading", "The heap of " show(manager) " over time, and its parts")
   put("caption", test "; seed " about["seed"] "; " about["compiler"])
}
