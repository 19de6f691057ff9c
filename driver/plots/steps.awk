# steps.awk: data for steps.gp, from scaling.tsv: for each manager and
# count the mean steps of a call, in the workload where they are most.
# Workloads whose chunks lie in the last bin make curves of their own.
#
# Tables: plots/tables/about.tsv scaling/scaling.tsv (make scaling)
# Helpers: curves.awk panels.gp

cell("status") == "ok" {
   manager = cell("manager")
   name = manager
   if (cell("where") == "last")
      name = manager ", last bin"
   if (!(name in known))
   {
      names[++name_count] = name
      owners[name] = manager
   }
   known[name]
   if (!(cell("count") in known_count))
      counts[++count_count] = cell("count")
   known_count[cell("count")]
   keep("malloc")
   keep("free")
   seed = cell("seed")
}

function keep(call,   key, figure)
{
   key = call SUBSEP name SUBSEP cell("count")
   figure = cell(call "_steps_mean")
   if (figure != "-" && (!(key in most) || figure + 0 > most[key] + 0))
      most[key] = figure
}

# Whether the last bin is of interest: only where it makes a difference.
function differs(call, name,   plain, end)
{
   plain = name
   if (!sub(/, last bin$/, "", plain))
      return 1
   end = counts[count_count]
   return plain == "5_bins" && \
      most[call, name, end] > 1.5 * most[call, plain, end]
}

END {
   for (n = 1; n <= name_count; n++)
      for (c = 1; c <= count_count; c++)
         for (i = 1; i <= 2; i++)
         {
            call = i == 1 ? "malloc" : "free"
            key = call SUBSEP names[n] SUBSEP counts[c]
            if (key in most && differs(call, names[n]))
               add_point(call, names[n], owners[names[n]], counts[c],
                  most[key] < 1 ? 1 : most[key])
         }
   put_curves("malloc")
   put_curves("free")
   put("heading", "Steps per call as the number of chunks grows")
   put("caption", "mean of the workload where it is largest (make" \
      " scaling); seed " seed "; " about["compiler"])
}
