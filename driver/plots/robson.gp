# robson.gp: the peak heap against the proved bounds.
#
# heaps: the same as in panels.gp: name; SIZE, ratio
# styles_heaps: their linetypes
# forced, bound: SIZE, ratio; forced is for a contiguous heap

styles = system('cat styles_heaps')
apart(i) = 2 ** (0.15 * (i - (words(styles) + 1) / 2.0))
set tmargin 4
set bmargin 6
set logscale x 2
set xlabel 'SIZE: the largest chunk, bytes'
set xrange [32 : *]
set yrange [0 : *]
set format y '%g'
set key outside right top Left reverse samplen 1.5 spacing 1.1
plot 'bound' using 1:2 with lines lc rgb '#B00020' lw 3 dt 2 \
      title 'first fit: at most', \
   for [i = 1 : words(styles)] 'heaps' index i - 1 \
      using ($1 * apart(i)):2 with points lt word(styles, i) \
      title columnheader(1), \
   'forced' using 1:2 with lines lc rgb '#7F7F7F' lw 3 dt 3 \
      title 'contiguous: at least'
