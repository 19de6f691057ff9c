# steps.gp: steps per call for more and more chunks (panels.gp).

unit = 1
curve = 'linespoints'
set format y '%.0f'
set logscale x 2
set xtics ('64' 64, '256' 256, '1024' 1024, '4096' 4096, '16384' 16384, \
   '65536' 65536, '262144' 262144, '1048576' 1048576)
set xlabel 'calls of malloc'
set tmargin 4
set bmargin 6
