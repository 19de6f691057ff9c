# costs.gp: which part of the calls takes so many steps or more
# (panels.gp).

unit = 100
curve = 'fsteps'
set format y '%g %%'
set logscale x 10
set format x '%.0s%c'
set xlabel 'steps: at least'
set tmargin 4
set bmargin 6
