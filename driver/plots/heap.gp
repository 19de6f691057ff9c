# heap.gp: the parts of a heap over time, stacked.
#
# parts: operation, payload, internal, overhead, external, unknown

mib = 1.0 / (1024 * 1024)
set tmargin 4
set bmargin 6
set xlabel 'operations'
set format x '%.0s%c'
set format y '%g MiB'
set yrange [0 : *]
set xrange [0 : *] noextend
set key outside right top Left reverse samplen 1
colours = payload.' '.internal.' '.overhead.' '.external.' '.unknown
parts = 'payload internal overhead external unknown'
last_part = system('cat unknown') eq 'yes' ? 5 : 4
plot for [top = last_part : 1 : -1] 'parts' \
   using 1:(mib * (sum [i = 2 : 1 + top] column(i))) \
   with filledcurves y1=0 lc rgb word(colours, top) title word(parts, top)
