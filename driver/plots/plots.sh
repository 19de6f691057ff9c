#!/bin/bash
# plots.sh: draw plots by gnuplot, as PNG and SVG.
#
# Usage: make plots, or BUILD=build plots.sh [--list | --of MAKER | PLOT...]
#
# Without a PLOT, those are drawn whose tables make plots sees to; with --of
# those whose tables are written by MAKER, such as "make compare".  driver/plots/PLOT.awk makes the data
# that a plot needs from the tables named in its head, which lie under
# $BUILD, and PLOT.gp draws it; style.gp is what all have in common.
# Only numbers and columns of text reach gnuplot, never a script that is
# made of them.  The plots lie under $BUILD/plots.
#
# Exit status: 0; 1 if gnuplot failed; 2 if a table or gnuplot is missing.
set -euo pipefail
export LC_ALL=C
# shellcheck source=driver/script.sh disable=SC1091
. "$(dirname "$0")/../script.sh"

build=${BUILD:-build}
out=$build/plots
scripts=$PWD/driver/plots
status=0
# The colours of a heap's parts, as in payload='#0072B2';
palette=$(sed -n "s/^ *COLOUR_\([A-Z]*\) = 0x\([0-9A-F]*\).*/\L\1='#\2';/p" \
   demo/palette.h | tr '\n' ' ')
# All plots: a NAME.awk and a NAME.gp each.
all=()
for script in "$scripts"/*.gp; do
   script=$(basename "$script" .gp)
   [ ! -f "$scripts/$script.awk" ] || all+=("$script")
done

# Print what the head of plot $1 says after the word $2.
head_of()
{
   sed -n "s/^# $2: //p" "$scripts/$1.awk"
}

# Set tables to what plot $1 is drawn from, maker to what writes the last
# of them, and helpers to what its two scripts share with other plots.
find_tables()
{
   local words helper
   [[ " ${all[*]} " == *" $1 "* ]] || die "no plot '$1': there are ${all[*]}"
   words=$(head_of "$1" Tables)
   read -ra tables <<<"${words%% (*}"
   tables=("${tables[@]/#/$build/}")
   maker=${words##*(}
   maker=${maker%)}
   awk_helper=
   gnuplot_helper=
   for helper in $(head_of "$1" Helpers); do
      case $helper in
         *.awk) awk_helper=$scripts/$helper ;;
         *.gp) gnuplot_helper=$scripts/$helper ;;
      esac
   done
}

# Print the plots whose tables are written by what matches $1.
plots_of()
{
   local plot
   for plot in "${all[@]}"; do
      find_tables "$plot"
      [[ ! $maker =~ ^$1$ ]] || echo "$plot"
   done
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

case ${1-} in
--list)
   printf '%s\n' "${all[@]}"
   exit ;;
--of)
   mapfile -t plots < <(plots_of "$2")
   set -- "${plots[@]}" ;;
'') # what make plots measures
   mapfile -t plots < <(plots_of 'make (compare|scaling|plots)')
   set -- "${plots[@]}" ;;
esac
if ! command -v gnuplot >/dev/null; then
   die "gnuplot isn't installed: make setup installs it"
fi
for plot; do
   make_plot "$plot"
done
exit "$status"
