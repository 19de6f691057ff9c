# robson.awk: data for robson.gp, from robson.tsv: peak heap and bounds
# as multiples of the payload's peak.
#
# Tables: plots/tables/about.tsv plots/tables/robson.tsv (make plots)
# Helpers: curves.awk

cell("status") == "ok" {
   payload = cell("peak_payload_bytes")
   manager = cell("manager")
   add_point("heaps", manager, manager, cell("size"),
      cell("peak_heap_bytes") / payload)
   if (cell("forced_bytes") != "-" && !(cell("size") in forced))
      put("forced", cell("size") OFS cell("forced_bytes") / payload)
   forced[cell("size")]
   if (cell("bound_bytes") != "-" && !(cell("size") in bound))
   {
      put("bound", cell("size") OFS cell("bound_bytes") / payload)
      bound[cell("size")]
   }
}

END {
   put_curves("heaps")
   put("heading", "Payloads placed to be most in the way: peak heap / payload")
   put("caption", "Robson's workload, COUNT " about["count"] ", seed " \
      about["seed"] "; " about["compiler"])
}
