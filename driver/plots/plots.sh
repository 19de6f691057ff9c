#!/bin/bash
# plots.sh: draw plots by gnuplot, as PNG and SVG.
#
# Usage: make plots, or BUILD=build plots.sh [PLOT]...
#
# Without a PLOT, all are drawn.  Each is drawn from tables under $BUILD that something else has
# written.  driver/plots/PLOT.awk makes the data that a plot needs from
# the tables, and PLOT.gp draws it; style.gp is what all have in common.
# Only numbers and columns of text reach gnuplot, never a script that is
# made of them.  The plots lie under $BUILD/plots.
#
# Exit status: 0; 1 if gnuplot failed; 2 if a table or gnuplot is missing.
set -euo pipefail
export LC_ALL=C

build=${BUILD:-build}
out=$build/plots
scripts=$PWD/driver/plots
status=0
# The colours of a heap's parts, as in payload='#0072B2';
palette=$(sed -n "s/^ *COLOUR_\([A-Z]*\) = 0x\([0-9A-F]*\).*/\L\1='#\2';/p" \
   demo/palette.h | tr '\n' ' ')
readonly all=(time space utilization steps growth heap costs robson)

# Set tables to what plot $1 is drawn from, maker to what writes the last
# of them, and helpers to what its two scripts share with other plots.
find_tables()
{
   local compare=$build/compare own=$build/plots/tables
   maker='make compare'
   awk_helper=
   gnuplot_helper=
   case $1 in
      time | space | utilization)
         tables=("$compare/about.tsv" "$compare/medians.tsv") ;;
      steps)
         tables=("$own/about.tsv" "$build/scaling/scaling.tsv")
         maker='make scaling' ;;
      heap | costs | growth | robson)
         tables=("$own/about.tsv" "$own/$1.tsv")
         maker='make plots' ;;
      real)
         tables=("$build/real/real.tsv")
         maker='make real' ;;
      *)
         printf 'plots: no plot %s: there are %s\n' "'$1'" "${all[*]}" >&2
         exit 2 ;;
   esac
   case $1 in
      steps | costs | growth)
         awk_helper=$scripts/curves.awk
         gnuplot_helper=$scripts/panels.gp ;;
      robson)
         awk_helper=$scripts/curves.awk ;;
   esac
}

# Draw plot $1 in format $2 from the data in folder $3.
draw()
{
   local name=$1 format=$2 folder=$3 picture=$out/$1.$2
   rm -f "$picture"
   if ! (cd "$folder" && LC_ALL=C.UTF-8 gnuplot \
      -e "$palette name='$name'; format='$format'" \
      "$scripts/style.gp" "$scripts/$name.gp" \
      ${gnuplot_helper:+"$gnuplot_helper"}) >"$folder/log" 2>&1 ||
      grep -qi warning "$folder/log" || [ ! -s "$picture" ]; then
      printf 'plots: gnuplot failed at %s:\n' "$picture" >&2
      cat "$folder/log" >&2
      rm -f "$picture"
      status=1
   fi
}

# Make plot $1, all of it.
make_plot()
{
   local name=$1 table folder=$out/data/$1
   find_tables "$name"
   for table in "${tables[@]}"; do
      if [ ! -s "$table" ]; then
         printf 'plots: no %s plot: %s is missing, %s writes it\n' \
            "$name" "$table" "$maker" >&2
         status=2
         return
      fi
   done
   rm -rf "$folder"
   mkdir -p "$folder"
   awk -v folder="$folder" -v test="${PLOT_TEST:-RandomRandom}" \
      -f "$scripts/common.awk" ${awk_helper:+-f "$awk_helper"} \
      -f "$scripts/$name.awk" "${tables[@]}"
   draw "$name" png "$folder"
   draw "$name" svg "$folder"
}

if ! command -v gnuplot >/dev/null; then
   echo "plots: gnuplot isn't installed: make setup installs it" >&2
   exit 2
fi
[ $# -gt 0 ] || set -- "${all[@]}"
for plot; do
   make_plot "$plot"
done
exit "$status"
