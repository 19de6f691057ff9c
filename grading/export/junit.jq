# JUnit XML: a suite for each manager of each student.

include "export";

def xml: plain | @html;
def attribute: one_line | @html;

def body:
   if .status == "internal" then
      "<error message=\"the grader itself failed\">\(details | xml)</error>"
   elif .status | IN("not run", "left out") then
      "<skipped message=\"\(.message // .status | attribute)\"/>"
   elif .points != .max then
      "<failure message=\"\(test_points)\">\(details | xml)</failure>"
   else "" end;

def suite($name; $cases):
   "<testsuite name=\"\($name | attribute)\" tests=\"\($cases | length
      )\" failures=\"\([$cases[] | select(startswith("<failure"))] | length
      )\" errors=\"\([$cases[] | select(startswith("<error"))] | length
      )\" skipped=\"\([$cases[] | select(startswith("<skipped"))]
         | length)\">";

"<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
"<testsuites>",
(.[] | overridden($overrides) | .who as $who | . as $all
 | (if .score == null or .override then
       (if .score == null then "<error message=\"no points yet\">"
        else "<system-out>" end) as $open
       | suite("\($who): points"; [$open]),
       "<testcase classname=\"\($who | attribute)\" name=\"points\">\(
          $open)\(summary + unusable | xml)\(
          if .score == null then "</error>" else "</system-out>" end
          )</testcase>",
       "</testsuite>"
    else empty end),
   (counted | group_by(.manager)[]
    | suite("\($who): stage \(.[0].manager)"; map(body)),
      (.[] | "<testcase classname=\"\($who | attribute).\(.section
          | attribute)\" name=\"\(test_name | attribute)\">\(body
          )</testcase>"),
      "</testsuite>")),
"</testsuites>"
