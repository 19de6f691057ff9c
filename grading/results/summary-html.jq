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

# What a failed test hides is not known of its children: they are not run.
def failing:
   .failing[:25]
   | map("<tr><td><code>\(.test | html)</code></td><td>\(.title | html
        )</td><td class=\"n\">\(.failed)</td><td class=\"n\">\(.not_run
        )</td></tr>") | join("\n");

def links:
   "<td><a href=\"students/\(.who | @uri)/full.html\">\(
      .submission | html)</a></td><td><a href=\"students/\(.who | @uri
      )/feedback.html\">page</a></td>";

# Points, or in brackets what they are so far.
def points: "<td class=\"n\">\(.score // "(\(.provisional))")</td>";

def remarks: "<td>\(.reasons + .notes | join("; ") | html)</td>";

def everybody:
   "<table><tr><th>submission</th><th>student's</th><th class=\"n\">points"
   + "</th><th>status</th><th>remarks</th></tr>"
   + (map("<tr>" + links + points
        + "<td>\(.status | html)\(if .override
           then ", override: " + (.override.reason | html)
           else "" end)</td>" + remarks + "</tr>") | join("\n"))
   + "</table>";

# Those that have no points yet, and what to do with them.
def open:
   map(select(.status != "graded"))
   | "<h2>For a person: \(length)</h2>"
   + if . == [] then "<p>All have points.</p>" else
        "<p>They have no points in the gradebook; in brackets is what the"
        + " tests have given so far. Where a file only has the wrong name, or"
        + " a slip keeps it from being compiled, mend it in the folder of"
        + " submissions and grade again: only what has changed is graded."
        + " Or decide yourself, in a line of <code>overrides.tsv</code>:"
        + " who, points, reason, with TABs between them. Then grade"
        + " again.</p>"
        + "<table><tr><th>submission</th><th>student's</th>"
        + "<th class=\"n\">points</th><th>why</th></tr>"
        + (map("<tr>" + links + points + remarks + "</tr>") | join("\n"))
        + "</table>"
     end;

# How many have points, and how many have none.
def count:
   ([.students[].score | numbers] | length) as $scored
   | "\($scored) with points: mean \(.mean // "none") of \(.max); \(
        (.students | length) - $scored) without.";

"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
+ "Heap managers: the class</title><style>body { font: 16px/1.5 sans-serif;"
+ " max-width: 70em; margin: 2em auto; padding: 0 1em } td, th { padding:"
+ " .2em .8em; text-align: left; vertical-align: top } .n { text-align:"
+ " right } td code, th { white-space: nowrap }"
+ " .bar { fill: #0072B2 } svg text { font: 14px sans-serif }"
+ "</style></head><body><h1>Heap managers: the class</h1><p>\(count)</p>"
+ "<h2>Scores</h2>" + distribution
+ (.students | open)
+ (if .unknown_overrides == [] then "" else
      "<p>overrides.tsv names who has no submission: \(
       .unknown_overrides | join(", ") | html)</p>" end)
+ "<h2>Tests that fail most</h2><p>Of how many students. Not run is a"
+ " test whose parent failed: whether they would pass it, nobody knows"
+ " yet.</p><table><tr><th>test</th><th></th><th class=\"n\">failed</th>"
+ "<th class=\"n\">not run</th></tr>" + failing + "</table><h2>All</h2>"
+ (.students | everybody) + "</body></html>"
