# JUnit XML from result.json.  XML has no control characters.

include "feedback";

def xml: tostring
   | gsub("[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]"; "?")
   | @html;

"<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
"<testsuites>",
(.who as $who | [.tests[] | select(.status != "human")]
 | group_by(.manager)[]
 | "<testsuite name=\"stage \(.[0].manager)\" tests=\"\(length
   )\" failures=\"\([.[] | select(.status == "failed")] | length
   )\" skipped=\"\([.[] | select(.status | IN("not run", "left out"))]
      | length)\" errors=\"\([.[] | select(.status == "internal")]
      | length)\">",
   (.[] | explained("no")
    | "<testcase classname=\"\($who | xml)\" name=\"\(.test | xml)\">"
    + (if .status == "failed" then
          "<failure message=\"\(.title | xml)\">\(.message // "" | xml
          )</failure>"
       elif .status == "internal" then "<error/>"
       elif .status | IN("not run", "left out") then "<skipped/>"
       else "" end)
    + "</testcase>"),
   "</testsuite>"),
"</testsuites>"
