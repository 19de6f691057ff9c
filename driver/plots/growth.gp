# growth.gp: time per call for more and more chunks (panels.gp).

unit = 1e-9
curve = 'linespoints'
set format y '%.0s %cs'
set logscale x 2
set xtics 4
set xlabel 'calls of malloc'
set tmargin 4
set bmargin 6
