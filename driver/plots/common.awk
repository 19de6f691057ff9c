# common.awk: what all plots' data have in common.
#
# Reads tables whose columns have names, about.tsv among them.  Writes
# files into folder: the data for gnuplot, columns apart by tabs, and the
# lines "heading" and "caption".

BEGIN {
   FS = OFS = "\t"
   split("1_minimal 2_pad 3_list 4_dlist 5_bins 6_vm gnu", names, " ")
   for (i = 1; i <= 7; i++)
      styles[names[i]] = i
}

FNR == 1 {
   split("", column)
   for (i = 1; i <= NF; i++)
      column[$i] = i
   file_name = FILENAME
   sub(/.*\//, "", file_name)
   next
}

file_name == "about.tsv" {
   about[$1] = $2
   next
}

# The cell of this row in column name, "-" if there is none.
function cell(name)
{
   return name in column ? $column[name] : "-"
}

# The linetype of a manager, the same in all plots (style.gp).
function style_of(manager)
{
   if (!(manager in styles))
      styles[manager] = 8 + other_count++ % 6
   return styles[manager]
}

# A name as a plot shows it.
function show(name)
{
   sub(/\.(rep|script)$/, "", name)
   gsub(/["\\]/, "_", name)
   return length(name) > 16 ? substr(name, 1, 15) "~" : name
}

# Write line to file.
function put(file, line)
{
   print line >(folder "/" file)
}

# What every caption ends with.
function about_line()
{
   return "COUNT " about["count"] ", SIZE " about["size"] ", seed " \
      about["seed"] "; " about["compiler"]
}

# The median of numbers number[1] to number[count], which it sorts.
function median_of(number, count,   i, j, moved)
{
   for (i = 2; i <= count; i++)
   {
      moved = number[i]
      for (j = i; j > 1 && number[j - 1] + 0 > moved + 0; j--)
         number[j] = number[j - 1]
      number[j] = moved
   }
   i = int((count + 1) / 2)
   return count % 2 ? number[i] : (number[i] + number[i + 1]) / 2
}
