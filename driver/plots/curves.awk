# curves.awk: what data for panels.gp have in common.

# Add a point to manager's curve for call, malloc or free, in the order
# of x.  A curve may be one of several of a manager's, then its name says
# which.
function add_point(call, curve, manager, x, y,   key)
{
   key = call SUBSEP curve
   if (!(key in last_y))
   {
      curves[call, ++curve_count[call]] = curve
      owner[key] = manager
   }
   points[key] = points[key] x OFS y "\n"
   last_y[key] = y
}

# Write all curves of call, the one that ends highest first.
function put_curves(call,   i, j, n, moved, styles, dashes)
{
   n = curve_count[call]
   for (i = 1; i <= n; i++)
      sorted[i] = curves[call, i]
   for (i = 2; i <= n; i++)
   {
      moved = sorted[i]
      for (j = i; j > 1 && \
         last_y[call, sorted[j - 1]] + 0 < last_y[call, moved] + 0; j--)
         sorted[j] = sorted[j - 1]
      sorted[j] = moved
   }
   for (i = 1; i <= n; i++)
   {
      put(call, show(sorted[i]) "\n" points[call, sorted[i]] "\n")
      styles = styles " " style_of(owner[call, sorted[i]])
      dashes = dashes " " (sorted[i] == owner[call, sorted[i]] ? 1 : 2)
   }
   put("styles_" call, styles)
   put("dashes_" call, dashes)
}
