# steps.gp: steps per call for more and more chunks (panels.gp).

unit = 1
curve = 'linespoints'
set format y '%.0f'
set logscale x 2
set xtics 4
set xlabel 'calls of malloc'
set tmargin 4
set bmargin 6
