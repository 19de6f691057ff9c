# real.gp: real programs on every stage, as ratios to the system's malloc
# (real.awk).

last = 0
stats 'jobs' using 1 nooutput
last = STATS_max
set xrange [0.4 : last + 0.6]
set logscale y
set multiplot layout 2,1
set lmargin 17
set rmargin 20
top = 300
do for [panel in 'time memory'] {
   low = panel eq 'time' ? 0.3 : 0.5
   set yrange [low : top]
   set ytics (0.5, 1, 2, 5, 10, 20, 50, 100)
   set ytics add ('did not end' top * 0.6)
   set ylabel panel eq 'time' ? 'time' : 'peak memory' font middle
   set arrow 1 from 0.4,1 to last + 0.6,1 nohead lc rgb '#000000' lw 1.5
   set label 3 "the system's\nmalloc" at last + 0.65,1 left front \
      font small
   if (panel eq 'time') {
      set tmargin 5; set bmargin 1.5
      set key at screen 0.985,0.93 right top reverse Left font middle \
         samplen 1
   } else {
      unset label 1001; unset label 1002
      set tmargin 1.5; set bmargin 5
      set key off
   }
   plot for [s = 1:6] panel using ($1 + $2):($3 == s ? $4 : 1/0):(s) \
         with points lt s ps 1.6 * p \
         title system("awk -F '\t' '$1 == ".s." { print $2 }' managers"), \
      'unended' using ($1 + $2):(top * 0.6):3 with points \
         lc variable pt 2 ps 1.6 * p notitle, \
      'jobs' using 1:(1):xtic(2) with points pt -1 notitle
}
unset multiplot
