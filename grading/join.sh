#!/bin/bash
# Put the points into a gradebook that a course's system has exported.
#
#    join.sh COURSE.JSON GRADEBOOK.CSV KEY POINTS [STYLE]
#
# KEY is the header of the column that names the student as the folder of
# the submission does (an email address, a user name), POINTS that of the
# column to fill.  Rows without a submission stay as they are, and so do
# those that need a person.  The new gradebook goes to stdout; who was
# not found is told on stderr.

set -euo pipefail

if [ $# -lt 4 ]
then
   echo "usage: grading/join.sh COURSE.JSON GRADEBOOK.CSV KEY POINTS" >&2
   exit 2
fi
jq -r -n --slurpfile course "$1" --rawfile book "$2" --arg key "$3" \
   --arg points "$4" '
   # RFC 4180: cells may be quoted, and then hold commas and line ends.
   def rows:
      [scan("(?:\"(?:[^\"]|\"\")*\"|[^,\r\n\"]*)(?:,|\r?\n|$)")]
      | reduce .[] as $piece ({done: [], row: []};
           ($piece | sub("(,|\r?\n)$"; "")) as $cell
           | .row += [$cell | if startswith("\"")
                then .[1:-1] | gsub("\"\""; "\"") else . end]
           | if $piece | endswith(",") then .
             else .done += [.row] | .row = [] end)
      | .done | map(select(. != [""]));
   def cell:
      if test("[\",\r\n]") then "\"" + gsub("\""; "\"\"") + "\""
      else . end;
   ($course[0].students | map({key: .who, value: .score}) | from_entries)
      as $scores
   | ($book | sub("^\ufeff"; "") | rows) as $rows
   | ($rows[0] | index($key)) as $k
   | ($rows[0] | index($points)) as $p
   | if $k == null or $p == null then
        error("the gradebook has no column \($key) or \($points)")
     else . end
   | (($scores | keys) - [$rows[][$k]]) as $lost
   | ($lost | if . == [] then empty
        else "join: not in the gradebook: \(join(", "))"
           | stderr | empty end),
     ($rows | to_entries[] | .key as $i | .value
        | if $i > 0 and $scores[.[$k]] != null
          then .[$p] = ($scores[.[$k]] | tostring) else . end
        | map(cell) | join(",") + "\r")'
