# All results of a course, with the overrides and the clocks (see clock.jq),
# from results, $overrides and $clocks.

def round2: . * 100 + 0.5 | floor | . / 100;

($overrides | split("\n")
   | map(select(. != "" and (startswith("#") | not)) | split("\t"))
   | map({key: .[0], value: {points: (.[1] | rtrimstr("\r") | tonumber),
                             reason: (.[2] // "")}})
   | from_entries) as $changed
| ($clocks | map({key: .who, value: .clocks}) | from_entries) as $times
| map(. as $result
   | {who, submission, status, provisional, automatic: .score, reasons,
      sections, tier, kit, compiler,
      override: ($changed[.who] // $changed[.submission] // null),
      missing: [.managers[] | select(.status == "missing").name],
      clocks: ($times[.who] // []),
      tests: [.tests[] | select(.status != "human")
         | {test: "\(.manager) \(.test)", status, points, max}]}
   | .score = .automatic
   | if .override then .status = "graded" | .score = .override.points
     else . end)
| sort_by(.who) as $students
| ([$students[].score | numbers]) as $scores
| {max: (([$students[0].sections[].max] | add) // 0 | round2),
   mean: (if $scores == [] then null
          else $scores | add / length | round2 end),
   students: $students,
   unknown_overrides: (($changed | keys)
      - [$students[] | .who, .submission])}
