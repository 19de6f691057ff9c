# space.gp: how much of the heap is payload, stage by stage.
#
# dots: place, style, utilization, a place within the stage's column
# medians: place, manager, style, utilization, the same as text
# stacks: place, manager, style, payload, internal, overhead, external,
#    unknown, all of it, the same as text

stats 'medians' using 1 nooutput
last = STATS_max
set xrange [0.4 : last + 0.6]
at_top = last > 8 ? many : few
if (last > 8) { set tmargin 7.5 }
set xtics rotate by 35 right
set multiplot layout 1,2
set label 1 'utilization: peak payload / peak heap' \
   at graph 0.5,(last > 8 ? 1.21 : 1.13) center front
set yrange [0 : 100]
set format y '%.0f %%'
plot 'dots' using ($1 + $4):3:2 with points \
      lc variable pt 7 ps 0.9 * p notitle, \
   'medians' using 1:4:(0.38):3 with xerrorbars \
      lc variable pt -1 lw 3 notitle, \
   '' using 1:4:xtic(2) with points pt -1 notitle, \
   '' using 1:(100):5 with labels font middle \
      @at_top notitle

unset label 1001
unset label 1002
set label 1 system('cat title')
set yrange [0 : *]
set format y '%g'
set boxwidth 0.7
colours = payload.' '.internal.' '.overhead.' '.external.' '.unknown
parts = 'payload internal overhead external unknown'
last_part = system('cat unknown') eq 'yes' ? 5 : 4
set key outside right top Left reverse samplen 1
plot for [top = last_part : 1 : -1] 'stacks' \
      using 1:(sum [i = 4 : 3 + top] column(i)) with boxes \
      lc rgb word(colours, top) title word(parts, top), \
   'stacks' using 1:9:xtic(2) with points pt -1 notitle, \
   '' using 1:9:10 with labels font middle \
      @at_top notitle
unset multiplot
