# The class summary, from course.json.

include "feedback";

def seconds: . / 10000 | round / 100;

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

# What a failed test hides is not known of its children: they are not run.
def failing:
   .failing[:25]
   | map("<tr><td><code>\(.test | html)</code></td><td>\(.title | html
        )</td><td class=\"n\">\(.failed)</td><td class=\"n\">\(.not_run
        )</td></tr>") | join("\n");

# Whose steps can hardly be all of their work.
def hasty:
   map(. as $student | .clocks[] | select(.disagree)
      | "<tr><td><a href=\"students/\($student.who | @uri)/full.html\">\(
           $student.submission | html)</a></td><td>stage \(.manager
           )</td><td class=\"n\">\(.submission.steps)</td><td class=\"n\">\(
           .submission.cpu_us | seconds)</td><td class=\"n\">\(
           .reference.cpu_us | seconds)</td></tr>")
   | if . == [] then "" else
        "<h2>Steps and CPU time disagree: \(length)</h2><p>These took more"
        + " than three times the CPU time that fits the steps they counted."
        + " Points are as counted. Look at the code: does it work in a"
        + " function of the C library, which counts no steps, or change the"
        + " counter?</p><table><tr><th>submission</th><th></th>"
        + "<th>steps</th><th>seconds</th><th>reference</th></tr>"
        + join("\n") + "</table>" end;

def people:
   map("<tr><td><a href=\"students/\(.who | @uri)/full.html\">\(
        .submission | html)</a></td><td><a href=\"students/\(.who | @uri
        )/feedback.html\">page</a></td><td class=\"n\">\(.score // ""
        )</td><td class=\"n\">\([.clocks[].submission.cpu_us] | add // 0
        | seconds)</td><td>\(.status | html)\(if .override then ", override: "
        + (.override.reason | html) else "" end)</td><td>\(.reasons
        + .notes | join("; ") | html)</td></tr>") | join("\n");

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
+ (.students | hasty)
+ (if .unknown_overrides == [] then "" else
      "<p>overrides.tsv names who has no submission: \(
       .unknown_overrides | join(", ") | html)</p>" end)
+ "<h2>Tests that fail most</h2><p>Of how many students. Not run is a"
+ " test whose parent failed: whether they would pass it, nobody knows"
+ " yet.</p><table><tr><th>test</th><th></th><th class=\"n\">failed</th>"
+ "<th class=\"n\">not run</th></tr>" + failing + "</table><h2>All</h2><table><tr><th>submission</th>"
+ "<th>student's</th><th class=\"n\">points</th><th class=\"n\">CPU s</th><th>status</th>"
+ "<th></th></tr>"
+ (.students | people) + "</table></body></html>"
