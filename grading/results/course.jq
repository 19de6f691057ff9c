# All results of a course, with the overrides, from results and $overrides.

include "spellings";

def round2: . * 100 + 0.5 | floor | . / 100;

# The tests that students failed, or that were not run because another one
# was failed; most failures first.
def failing:
   [.[].tests[] | select(.status == "failed" or .waits)]
   | group_by(.test)
   | map({test: .[0].test, title: .[0].title,
          failed: ([.[] | select(.status == "failed")] | length),
          not_run: ([.[] | select(.waits)] | length)})
   | sort_by(-.failed, -.not_run, .test);

($overrides | split("\n")
   | map(select(. != "" and (startswith("#") | not)) | split("\t"))
   | map({key: .[0], value: {points: (.[1] | rtrimstr("\r") | tonumber),
                             reason: (.[2] // "")}})
   | from_entries) as $changed
| map(. as $result
   | [.managers[] | select(.status == "admitted").name] as $usable
   | {who, submission, status, provisional, automatic: .score, reasons,
      sections, kit, compiler,
      override: (first($changed[spellings[]] | values) // null),
      missing: [.managers[] | select(.status == "missing").name],
      notes: [.managers[].note // empty],
      tests: [.tests[] | select(.status != "human")
         | .manager as $number
         | {test: "\($number) \(.test)", title, status, points, max,
            waits: (.status == "not run"
               and any($usable[]; startswith("heapmgr\($number)")))}]}
   | .score = .automatic
   | if .override then .status = "graded" | .score = .override.points
     else . end)
| sort_by(.who) as $students
| ([$students[].score | numbers]) as $scores
| {max: (([$students[0].sections[].max] | add) // 0 | round2),
   mean: (if $scores == [] then null
          else $scores | add / length | round2 end),
   students: $students,
   failing: ($students | failing),
   unknown_overrides: (($changed | keys)
      - [$students[] | spellings[]])}
