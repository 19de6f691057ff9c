# panels.gp: malloc on the left, free on the right, a curve per manager.
#
# malloc, free: lines for each curve, two empty ones between curves; the
#    first line is its name, the others are x and y; the curve that ends
#    highest comes first
# styles_malloc, styles_free: the curves' linetypes
# dashes_malloc, dashes_free: 1, or 2 for a curve that is dashed
#
# Curves that lie on each other get thinner towards the top one.
# The plot's own script has set unit (that y is in), curve (how it is
# drawn) and the axes.

low = 1e99
left = 1e99
right = 0
high = 0
do for [call in 'malloc free'] {
   stats call using 1:2 nooutput
   low = STATS_min_y < low ? STATS_min_y : low
   left = STATS_min_x < left ? STATS_min_x : left
   right = STATS_max_x > right ? STATS_max_x : right
   high = STATS_max_y > high ? STATS_max_y : high
}
set yrange [0.6 * low * unit : 1.6 * high * unit]
set logscale y
set xrange [0.8 * left : 1.2 * right]
set multiplot layout 1,2
set label 1 at graph 0.5,1.06 center front
do for [call in 'malloc free'] {
   set label 1 call
   set key at screen (call eq 'malloc' ? 0.352 : 0.852),0.89 left top \
      Left reverse samplen 1.5 spacing 1.1
   set lmargin at screen call eq 'malloc' ? 0.088 : 0.588
   set rmargin at screen call eq 'malloc' ? 0.345 : 0.845
   if (call eq 'free') { unset label 1001; unset label 1002 }
   styles = system('cat styles_'.call)
   dashes = system('cat dashes_'.call)
   if (curve eq 'linespoints') {
      plot for [i = 1 : words(styles)] call index i - 1 \
         using 1:($2 * unit) with linespoints \
         lt word(styles, i) dt int(word(dashes, i)) \
         title columnheader(1)
   } else {
      plot for [i = 1 : words(styles)] call index i - 1 \
         using 1:($2 * unit) with fsteps \
         lt word(styles, i) lw (i < 7 ? 5.5 - 0.6 * i : 1.5) dt int(word(dashes, i)) \
         title columnheader(1)
   }
}
unset multiplot
