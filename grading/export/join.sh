#!/bin/bash
# join.sh: put points into a gradebook.
#
# usage: grading/export/join.sh [OPTION]... GRADEBOOK.csv GRADES.csv COLUMN
#
# Put the points of GRADES.csv, which grading/grade has written, into the
# column called COLUMN of a gradebook that Canvas, Moodle or Blackboard has
# exported, and print the gradebook.  All else in it stays as it is, to the
# byte.  Who a row is says its login, user name, email or ID; a submission
# may be named by it, or as these systems name what they let you download.
#
#    -m, --most N       scale the points, so that N are the most
#    -h, --help
#
# A row without a submission, or whose submission has no points yet, is left
# alone.  Who is missing on either side is told on stderr.
# Exit status: 0 all are matched and have points, 1 some not, 2 nothing done.

set -euo pipefail
export LC_ALL=C

# shellcheck source=driver/script.sh disable=SC1091
. "$(dirname "$0")/../../driver/script.sh"
grading=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly grading

most=
words=$(getopt -n join -o m:h -l most:,help -- "$@" 2>&1) || misused "$words"
eval set -- "$words"
while [ "$1" != -- ]
do
   case $1 in
   -m | --most)
      most=$2
      [[ "$most" =~ ^[0-9]+(\.[0-9]+)?$ && "$most" =~ [1-9] ]] ||
         die "--most wants a number above 0, not \"$most\""
      shift ;;
   -h | --help) usage; exit 0 ;;
   esac
   shift
done
shift
[ $# = 3 ] || misused 'a gradebook, grades.csv and a column are wanted'
for file in "$1" "$2"
do
   [ -e "$file" ] || die "there is no $file"
   [ ! -d "$file" ] || die "$file is a folder, and no file"
   [ -r "$file" ] || die "$file can't be read"
done
[ -n "$3" ] || misused 'the name of the column is empty'

work=$(mktemp -d "${TMPDIR:-/tmp}/join.XXXXXXXX")
trap 'rm -rf "$work"' EXIT
cat -- "$2" >"$work/grades"
cat -- "$1" >"$work/book"
[ -s "$work/grades" ] || die "$2 is empty"
[ -s "$work/book" ] ||
   die "$1 is empty; what is printed must go to another file than this"

# Blackboard's file for spreadsheets is UTF-16.
encoding=
case $(head -c 2 "$work/book" | od -An -tx1) in
' ff fe') encoding=UTF-16LE ;;
' fe ff') encoding=UTF-16BE ;;
esac
if [ -n "$encoding" ]
then
   iconv -f $encoding -t UTF-8 "$work/book" >"$work/book8" ||
      die "$1 is not whole: it begins as $encoding and does not go on so"
   mv "$work/book8" "$work/book"
fi
status=0
most=$most name=$3 apart=$grading/export/decompose.tsv awk -f "$grading/export/join.awk" "$work/grades" \
   "$work/book" >"$work/joined" || status=$?
[ "$status" -le 1 ] || exit 2
if [ -n "$encoding" ]
then
   iconv -f UTF-8 -t $encoding "$work/joined"
else
   cat "$work/joined"
fi
exit "$status"
