# All results of a course, with the overrides and the clocks (see clock.jq),
# from results, $overrides and $clocks.

def round2: . * 100 + 0.5 | floor | . / 100;

($overrides | split("\n")
   | map(select(. != "" and (startswith("#") | not)) | split("\t"))
   | map({key: .[0], value: {points: (.[1] | tonumber),
                             reason: (.[2] // "")}})
   | from_entries) as $changed
| ($clocks | map({key: .who, value: .clocks}) | from_entries) as $times
| map(. as $result
   | {who, submission, status, provisional, automatic: .score, reasons,
      sections, tier,
      override: ($changed[.who] // null),
      clocks: ($times[.who] // []),
      score: (if $changed[.who] then $changed[.who].points
              else .score end),
      tests: [.tests[] | select(.status != "human")
         | {test: "\(.manager) \(.test)", status, points, max}]}
   | if .override then .status = "graded" else . end)
| sort_by(.who) as $students
| ([$students[].score | numbers]) as $scores
| {max: (([$students[0].sections[].max] | add) // 0 | round2),
   mean: (if $scores == [] then null
          else $scores | add / length | round2 end),
   students: $students,
   unknown_overrides: (($changed | keys) - [$students[].who])}
