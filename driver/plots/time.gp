# time.gp: what a call costs, stage by stage.
#
# dots: place, style, ns, a place within the stage's column
# medians: place, manager, style, ns

stats 'medians_malloc' using 1 nooutput
last = STATS_max
stats 'dots_both' using 3 nooutput
set yrange [1e-9 * 10 ** floor(log10(STATS_min)) : \
            1e-9 * 10 ** ceil(log10(STATS_max))]
top = 1e-9 * 10 ** ceil(log10(STATS_max))
set logscale y
set format y '%.0s %cs'
set xrange [0.4 : last + 0.6]
at_top = last > 8 ? many : few
if (last > 8) { set tmargin 7.5 }
set xtics rotate by 35 right
set multiplot layout 1,2
set label 1 at graph 0.5,(last > 8 ? 1.21 : 1.13) center front
do for [call in 'malloc free'] {
   set label 1 call
   if (call eq 'free') { unset label 1001; unset label 1002 }
   plot 'dots_'.call using ($1 + $4):($3 * 1e-9):2 with points \
         lc variable pt 7 ps 0.9 * p notitle, \
      'medians_'.call using 1:($4 * 1e-9):(0.38):3 with xerrorbars \
         lc variable pt -1 lw 3 notitle, \
      '' using 1:($4 * 1e-9):xtic(2) with points pt -1 notitle, \
      '' using 1:(0.999 * top):5 with labels font middle \
         @at_top notitle
}
unset multiplot
