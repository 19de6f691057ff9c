# PrairieLearn's results.json, at most 1 MB.  What is not gradable does not
# count as an attempt, and a person can still set the points.

include "export";
include "feedback";

overridden($overrides)
| if .score == null then
     {gradable: false, message: (text | cut(20000)),
      output: (text | cut(20000))}
  else
     {gradable: true, score: ([([0, .score / .max] | max), 1] | min),
      message: summary, output: "",
      tests: [counted[]
         | {name: test_name, description: .section,
            points: (.points // 0), max_points: .max,
            message: outcome, output: (details | cut(1000))}]}
  end
