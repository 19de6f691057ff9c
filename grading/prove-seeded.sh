#!/bin/bash
# prove-seeded.sh: which of the seeded bugs does the prover find?
#
# Usage: prove-seeded.sh BUILD [NAME ...]
#
# Each bug in grading/seeded/ (or those named) is put into its manager,
# and four small scopes are searched until one of them shows it.  A line
# is printed for each: the rule that is broken and the fewest calls that
# break it, or "closed": within the four scopes the bug breaks no rule
# (it wastes time or memory, or is about clients' mistakes).

set -euo pipefail

build=$1
shift
work=$build/prove/seeded
mkdir -p "$work"
export CFLAGS="-std=c11 -w" HEADER_ONLY=
scopes=("--bytes 240" "--bytes 50000 --sizes 16336,16352,20000"
   "--bytes 200 --offset 8 --foreign 24"
   "--bytes 150000 --sizes 70000,140000")

seek()
{
   local name=$1 layout=$2 scope out options
   for scope in "${scopes[@]}"; do
      read -r -a options <<< "$scope"
      out=$(LAYOUT=$layout grading/prove.sh "$build" "$work/$name.c" \
         "${options[@]}" --seconds 20 2>/dev/null) || true
      if grep -q 'a rule is broken' <<< "$out"; then
         awk -F ': ' -v name="$name" -v scope="$scope" '
            NR == 1 { rule = $2 }
            / calls lead there/ { split($2, calls, " ") }
            END { printf "%-24s %2d calls  %-28s %s\n", name, calls[1],
               rule, scope }' <<< "$out"
         return
      fi
      grep -q ': closed' <<< "$out" || { echo "$name: open: $scope"; return; }
   done
   printf '%-24s closed\n' "$name"
}

if [ $# -gt 0 ]; then
   patches=("${@/#/grading/seeded/}")
   patches=("${patches[@]/%/.patch}")
else
   patches=(grading/seeded/*.patch)
fi
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
   seek "$name" "$layout"
done
