#!/bin/bash
# coverage.sh: which lines of the machine its tests have not reached.
#
# Usage: coverage.sh, after the tests of the build "coverage" have run.
# Each line is counted once, for all test programs together.
set -euo pipefail

folder=${BUILD:-build}/machine/coverage
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for data in "$folder"/*.gcda; do
   gcov --json-format --stdout "$data" 2>/dev/null
done | jq -r '.files[]
   | select(.file | test("^machine/[a-z_]+[.][ch]$"))
   | .file as $file | .lines[]
   | "\($file):\(.line_number) \(.count)"' |
   awk '{ reached[$1] += $2 }
      END {
         for (line in reached) {
            lines++
            if (reached[line] == 0) { missed++; print line }
         }
         printf "%d of %d lines reached\n", lines - missed, lines
      }' | sort -t : -k 1,1 -k 2,2n
