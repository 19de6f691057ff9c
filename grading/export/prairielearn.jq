# PrairieLearn's results.json from result.json, at most 1 MB.

include "feedback";

{gradable: (.score != null),
 score: ((.score // .provisional) / .max),
 message: (.reasons | join("\n")),
 output: "",
 tests: [.tests[] | select(.status != "human" and .max > 0)
    | explained("no")
    | {name: "\(.manager) \(.test)", description: .title,
       points: (.points // 0), max_points: .max,
       message: .status, output: ((.message // "")[:2000])}]}
