# utilization.gp: peak payload / peak heap, by manager and test.
#
# cells: column, row, per cent, the same as text
# rows, columns: place, name

stats 'rows' using 1 nooutput
rows = STATS_max
stats 'columns' using 1 nooutput
columns = STATS_max
set xrange [0.5 : columns + 0.5]
set yrange [rows + 0.5 : 0.5]
set border 0
set tics scale 0
unset grid
set xtics rotate by 35 right
set tmargin 4
set bmargin 7
set palette defined (0 '#440154', 14 '#46327e', 29 '#365c8d', \
   43 '#277f8e', 57 '#1fa187', 71 '#4ac16d', 86 '#a0da39', 100 '#fde725')
set cbrange [0 : 100]
set format cb '%.0f %%'
set style fill solid 1.0 border lc rgb '#ffffff'
set boxwidth 1
unset key
plot 'columns' using 1:(1):xtic(2) with points pt -1, \
   'rows' using (1):1:ytic(2) with points pt -1, \
   'cells' using 1:2:(0.5):(0.5):3 with boxxyerror \
      fc palette lw 0.5, \
   '' using 1:2:4:($3 > 60 ? 0x000000 : 0xFFFFFF) with labels \
      tc rgb variable font middle, \
   '' using 1:(valid(3) ? NaN : $2):4 with labels \
      tc rgb '#B00020' font small
