#!/bin/bash
# export.sh: print results in the form of another system.
#
# usage: grading/export/export.sh [OPTION]... SYSTEM RESULT...
#
# Print a result of grading/grade as SYSTEM wants it: gradescope,
# prairielearn, autolab, moodle-vpl, or junit, which alone takes several.
# RESULT is a student's folder of results, or a result.json.
#
#    -o, --overrides FILE  points set by a person (the overrides.tsv beside
#                          the folder students, if there is one)
#    -f, --failed MESSAGE  instead of RESULT: the grader could not do its
#                          work.  Then, as with a result that cannot be
#                          read, there will be a blank and the message,
#                          not zero points.
#
# Exit status: 0 printed, 1 a result could not be read, 2 wrong usage.

set -euo pipefail

# shellcheck source=driver/script.sh disable=SC1091
. "$(dirname "$0")/../../driver/script.sh"
grading=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly grading

# Print, as JSON, a result that stands for the missing one of $1.
stand_in()
{
   jq -n -L "$grading/export" -L "$grading/results" --arg who "$1" --arg message "$2" \
      --rawfile rubric "$grading/rubric.tsv" \
      'include "export"; failed($who; $message; $rubric)'
}

# Print the result that is found at $1.  Status 1 if it's a stand-in.
read_result()
{
   local file=$1

   [ ! -d "$file" ] || file=${file%/}/result.json
   case $file in
   -*) file=./$file ;;
   esac
   if jq -e -s 'length == 1 and (.[0] | (.tests | type == "array")
         and has("score") and has("who"))' "$file" >/dev/null 2>&1
   then
      cat -- "$file"
   else
      echo "export: $file is no whole result; there will be a blank" >&2
      stand_in "$(basename -- "${1%/result.json}")" \
         "The grader could not do its work. A person will look at this."
      return 1
   fi
}

#----------------------------------------------------------------------

overrides=
failed=
words=$(getopt -n export -o o:f:h -l overrides:,failed:,help -- "$@" 2>&1) || misused "$words"
eval set -- "$words"
while [ "$1" != -- ]
do
   case $1 in
   -o | --overrides)
      overrides=$2
      { [ ! -d "$overrides" ] && [ -r "$overrides" ]; } ||
         die "there are no overrides in $overrides, or they can't be read"
      shift ;;
   -f | --failed)
      failed=$2
      [ -n "$failed" ] || misused '--failed wants a message'
      shift ;;
   -h | --help) usage; exit 0 ;;
   esac
   shift
done
shift

system=${1-}
case $system in
gradescope | prairielearn | autolab | moodle-vpl | junit) shift ;;
'') misused 'no system is named' ;;
*) die "there is no system \"$system\"; see --help" ;;
esac
if [ -n "$failed" ]
then
   [ $# = 0 ] || misused '--failed stands for the result, so there is none'
elif [ $# = 0 ]
then
   misused 'no result is named'
elif [ "$system" != junit ] && [ $# -gt 1 ]
then
   misused "$system takes one result"
fi
case ${VPL_GRADEMAX-} in
*[!0-9.]* | *.*.* | .) die "VPL_GRADEMAX=$VPL_GRADEMAX is no number" ;;
esac
work=$(mktemp -d "${TMPDIR:-/tmp}/export.XXXXXXXX")
trap 'rm -rf "$work"' EXIT
: >"$work/results"
: >"$work/overrides"
status=0
[ -z "$failed" ] || stand_in submission "$failed" >"$work/results"
for result
do
   read_result "$result" >>"$work/results" || status=1
done
if [ -z "$overrides" ] && [ $# -gt 0 ]
then
   overrides=${1%/result.json}/../../overrides.tsv
   [ -f "$overrides" ] || overrides=
fi
if [ -n "$overrides" ]
then
   cat -- "$overrides" >"$work/overrides"
   awk -v program=export -v "file=$overrides" -f "$grading/results/overrides.awk" \
      "$work/overrides" >&2 || exit 2
fi

options=()
[ "$system" != junit ] || options=(-s)
jq -r "${options[@]}" -L "$grading/export" -L "$grading/results" \
   --rawfile overrides "$work/overrides" --arg most "${VPL_GRADEMAX-}" \
   -f "$grading/export/$system.jq" "$work/results" >"$work/printed"
cat "$work/printed"
exit $status
