# The class summary, from course.json.

include "feedback";

def distribution:
   ([.students[].score | numbers]) as $scores
   | ([range(0; 10)] | map(. as $i
        | {low: ($i * 10), count: ([$scores[]
             | select((. / 10 | floor | if . > 9 then 9 else . end)
                == $i)] | length)})) as $bins
   | ([$bins[].count, 1] | max) as $most
   | "<svg width=\"560\" height=\"230\" role=\"img\" aria-label=\"scores\">"
   + ($bins | map("<rect class=\"bar\" x=\"\(.low * 5 + 30)\" width=\"44\""
        + " y=\"\(190 - .count / $most * 160 | floor)\" height=\"\(
          .count / $most * 160 | floor)\"/>"
        + "<text x=\"\(.low * 5 + 46)\" y=\"\(184 - .count / $most * 160
          | floor)\">\(.count)</text>"
        + "<text x=\"\(.low * 5 + 30)\" y=\"210\">\(.low)</text>")
      | join(""))
   + "<text x=\"530\" y=\"210\">100</text></svg>";

def failing:
   [.students[].tests[] | select(.status == "failed")]
   | group_by(.test)
   | map({test: .[0].test, count: length}) | sort_by(-.count, .test)
   | .[:25]
   | map("<tr><td><code>\(.test | html)</code></td><td class=\"n\">\(.count
        )</td></tr>") | join("");

def people:
   map("<tr><td><a href=\"students/\(.who | @uri)/full.html\">\(
        .submission | html)</a></td><td class=\"n\">\(.score // ""
        )</td><td>\(.status | html)\(if .override then ", override: "
        + (.override.reason | html) else "" end)</td><td>\(.reasons
        | join("; ") | html)</td></tr>") | join("\n");

"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
+ "Heap managers: the class</title><style>body { font: 16px/1.5 sans-serif;"
+ " max-width: 70em; margin: 2em auto; padding: 0 1em } td, th { padding:"
+ " .2em .8em; text-align: left; vertical-align: top } td.n { text-align:"
+ " right } .bar { fill: #0072B2 } svg text { font: 14px sans-serif }"
+ "</style></head><body><h1>Heap managers: the class</h1><p>\(
   .students | length) submissions, mean \(.mean // "none") of \(.max).</p>"
+ "<h2>Scores</h2>" + distribution
+ ([.students[] | select(.status != "graded")] as $open
   | "<h2>For a person: \($open | length)</h2><table>" + ($open | people)
   + "</table>")
+ (if .unknown_overrides == [] then "" else
      "<p>overrides.tsv names who has no submission: \(
       .unknown_overrides | join(", ") | html)</p>" end)
+ "<h2>Tests that fail most</h2><table><tr><th>test</th><th>students</th>"
+ "</tr>" + failing + "</table><h2>All</h2><table>"
+ (.students | people) + "</table></body></html>"
