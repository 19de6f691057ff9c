# What Autolab reads: the feedback, and in the last line the points of each
# problem; the problems are called as the rubric's sections.  Of the text,
# no line begins as that one does.  A blank is null: without any scores
# Autolab would give zero.  Points that a person set are in the scoreboard
# only, for they belong to no section.

include "export";

overridden($overrides)
| (text | split("\n")
   | map(if test("^\\s*[\\[{]") then "| " + . else . end) | join("\n")),
  ({scores: (.score as $score | [.sections[] | select(.max > 0)
      | {key: .section, value: (if $score == null then null
                                else .points end)}] | from_entries),
    scoreboard: [.score]} | tojson)
