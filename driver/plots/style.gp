# style.gp: what all plots have in common.
#
# Before it, "format" is set to png or svg and "name" to the plot's name;
# the current folder is the one with the plot's data.  All text that
# comes from data is shown as it is (noenhanced), whatever it contains.

set encoding utf8
set micro
if (format eq 'png') {
   set terminal pngcairo size 1600,900 font 'DejaVu Sans,19' \
      noenhanced rounded linewidth 2 background '#ffffff'
} else {
   set terminal svg size 1600,900 font 'DejaVu Sans,24' \
      noenhanced rounded linewidth 3 background '#ffffff' name name
}
set datafile separator tab
set output '../../'.name.'.'.format

# Points are larger in SVG.
p = format eq 'png' ? 1.0 : 0.55

# One colour and one kind of point for each manager, in all plots: the
# six stages, the system's malloc (7), others (8 to 13).  The first seven
# are by Okabe and Ito, and differ for colour-blind eyes too.
set linetype  1 lc rgb '#E69F00' pt  5 lw 2 ps 1.5 * p
set linetype  2 lc rgb '#56B4E9' pt  9 lw 2 ps 1.7 * p
set linetype  3 lc rgb '#D55E00' pt  7 lw 2 ps 1.5 * p
set linetype  4 lc rgb '#0072B2' pt 13 lw 2 ps 1.8 * p
set linetype  5 lc rgb '#009E73' pt 11 lw 2 ps 1.7 * p
set linetype  6 lc rgb '#CC79A7' pt 15 lw 2 ps 1.7 * p
set linetype  7 lc rgb '#000000' pt  2 lw 2 ps 1.5 * p
set linetype  8 lc rgb '#8B4513' pt  4 lw 2 ps 1.5 * p
set linetype  9 lc rgb '#5D3A9B' pt  8 lw 2 ps 1.7 * p
set linetype 10 lc rgb '#7F7F7F' pt  6 lw 2 ps 1.5 * p
set linetype 11 lc rgb '#A08C00' pt 12 lw 2 ps 1.8 * p
set linetype 12 lc rgb '#B00020' pt 10 lw 2 ps 1.7 * p
set linetype 13 lc rgb '#3D1C02' pt 14 lw 2 ps 1.7 * p
set linetype cycle 13

# Where a figure stands above its column: many columns are narrow.
few = 'center offset 0,0.8'
many = 'left rotate by 55 offset -0.3,0.5'

set dashtype 2 (6,4)
set dashtype 3 (2,4)

# The parts of a heap have their colours from plots.sh, which takes them
# from demo/palette.h: payload, internal, overhead, external, unknown.

set border 3 lc rgb '#404040'
set tics nomirror
set grid ytics lc rgb '#CCCCCC' lw 0.7 dt 1
set grid noxtics
set style fill solid 1.0 noborder

# One line below each plot: workload, seed, compiler.
small = 'DejaVu Sans,'.(format eq 'png' ? '14' : '18')
middle = 'DejaVu Sans,'.(format eq 'png' ? '16' : '20')
large = 'DejaVu Sans,'.(format eq 'png' ? '24' : '30')
caption = system("cat caption")
heading = system("cat heading")
set label 1001 caption at screen 0.012,0.02 left front font small \
   tc rgb '#404040'
set label 1002 heading at screen 0.012,0.965 left front font large
set tmargin 6
set bmargin 5
