#!/bin/bash
# seeded.sh: which seeded bugs does the prover find?
#
# Usage: seeded.sh BUILD [NAME ...]
#
# Each bug in grading/specimens/seeded/ (or those named) is put into its manager,
# and small scopes are searched until one of them shows it.  A line is
# printed for each: the fewest calls that break a rule, the rule, and the
# scope.  If all scopes close, isValid is tried on states with a field
# changed: "isValid misses", and the field.  Otherwise the bug must be in
# grading/assurance/prove/seeded.tsv, which says why a small heap can't show it.
#
# The exit status is 1 if a bug is neither found nor explained, or both.

set -euo pipefail

build=$1
shift
work=$build/prove/seeded
table=grading/assurance/prove/seeded.tsv
mkdir -p "$work"
export CFLAGS="-std=c11 -w" HEADER_ONLY=
scopes=("--bytes 240" "--bytes 50000 --sizes 16336,16352,20000"
   "--bytes 200 --offset 8 --foreign 24" "--bytes 144 --offset 1"
   "--bytes 150000 --sizes 70000,140000"
   "--bytes 240000 --sizes 70000 --foreign 100000"
   "--bytes 360 --sizes 1,160,192")

# Prove $work/$1.c with layout $2 and the options that follow.
prove()
{
   local name=$1 layout=$2

   shift 2
   LAYOUT=$layout bash grading/assurance/prove/prove.sh "$build" "$work/$name.c" "$@" \
      --seconds 20 2>/dev/null
}

# Print what finds bug $1 in a manager of layout $2.  Fail if nothing
# does.
seek()
{
   local name=$1 layout=$2 scope out options

   for scope in "${scopes[@]}"; do
      read -r -a options <<< "$scope"
      out=$(prove "$name" "$layout" "${options[@]}") || true
      if grep -q 'a rule is broken' <<< "$out"; then
         awk -F ': ' -v name="$name" -v scope="$scope" '
            NR == 1 { rule = $2 }
            / calls lead there/ { split($2, calls, " ") }
            END { printf "%-24s %2d calls  %-28s %s\n", name, calls[1],
               rule, scope }' <<< "$out"
         return
      fi
      grep -q ': closed' <<< "$out" ||
         { echo "$name: not closed: $scope"; return 1; }
   done
   scope='--bytes 208 --damage'
   read -r -a options <<< "$scope"
   out=$(prove "$name" "$layout" "${options[@]}") || true
   out=$(grep -E -m 1 'isValid: (MISSED|CRASHED|HUNG|CHANGED|false alarm)' \
      <<< "$out") || return 1
   awk -F ': ' -v name="$name" -v scope="$scope" '
      { sub(/ (from|of the chunk|\(the heap).*/, "", $4)
        printf "%-24s  isValid %-9s %-28s %s\n", name, tolower($3),
           $4 ($5 == "" ? "" : ": " $5), scope }' <<< \
      "$(sed 's/ of the chunk.*//; s/ (the heap.*//' <<< "$out")"
}

if [ $# -gt 0 ]; then
   patches=("${@/#/grading/specimens/seeded/}")
   patches=("${patches[@]/%/.patch}")
else
   patches=(grading/specimens/seeded/*.patch)
fi
found=0
explained=0
bad=0
for patch in "${patches[@]}"; do
   name=$(basename "$patch" .patch)
   file=$(sed -n 's,^--- a/,,p' "$patch" | head -1)
   layout=
   case $file in
      *3_list.c) layout=header ;;
      heapmgr*) ;;
      *)
         printf '%-24s is in %s\n' "$name" "$file"
         continue
         ;;
   esac
   cp "$file" "$work/$name.c"
   patch -s "$work/$name.c" "$patch"
   why=$(awk -F '\t' -v name="$name" '$1 == name { print $2 }' "$table")
   if seek "$name" "$layout"; then
      found=$((found + 1))
      [ -z "$why" ] || { bad=$((bad + 1))
         echo "$name: $table says that it $why"; }
   elif [ -n "$why" ]; then
      explained=$((explained + 1))
      printf '%-24s  closed: it %s\n' "$name" "$why"
   else
      bad=$((bad + 1))
      printf '%-24s  CLOSED, and %s does not say why\n' "$name" "$table"
   fi
done
echo "$found found, $explained explained, $bad neither"
[ "$bad" -eq 0 ]
