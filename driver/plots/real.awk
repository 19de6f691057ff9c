# real.awk: data for real.gp, from real.tsv.
#
# time, memory: job's place, a place within its column, style, ratio to
# the system's malloc.  unended: the same without a ratio, for what did
# not end well.  The six stages only: what a lecture is about.
#
# Tables: real/real.tsv (make real)

{
   job = cell("job")
   if (!(job in place)) {
      place[job] = ++jobs
      put("jobs", jobs OFS show(job))
   }
   if (cell("manager") == "none") {
      seconds[job] = cell("seconds")
      kilobytes[job] = cell("kilobytes")
      next
   }
   if (cell("manager") !~ /^[1-6]_/)
      next
   style = style_of(cell("manager"))
   names_of[style] = cell("manager")
   where = place[job] OFS (style - 3.5) * 0.11 OFS style
   if (cell("outcome") != "ok")
      put("unended", where)
   else {
      # The clock of a run has hundredths of a second.
      put("time", where OFS \
         (cell("seconds") + 0.005) / (seconds[job] + 0.005))
      put("memory", where OFS cell("kilobytes") / kilobytes[job])
   }
}

END {
   # A row that lies outside the picture: the file is never empty.
   put("unended", 0 OFS 0 OFS 1)
   for (style = 1; style <= 6; style++)
      if (style in names_of)
         put("managers", style OFS names_of[style])
   put("heading", "Real programs on every stage")
   put("caption", "ratios to the same program on the system's malloc;" \
      " medians; memory is the largest process's peak")
}
