# What Moodle's VPL reads, from result.json.  A line of a student's that
# looks like one of VPL's is taken apart.

include "feedback";

def inert: tostring | gsub("(?m)^(?<a>Grade|Comment) :="; "\(.a)  :=")
   | gsub("<\\|--"; "< |--") | gsub("--\\|>"; "--| >");

(.tests[] | select(.status == "failed") | explained("no")
 | "Comment :=>>- \(.manager) \(.test): \(.title | inert) (\(.points
   ) of \(.max))",
   (if .message then "<|--\n\(.message | inert)\n--|>" else empty end)),
(if .score == null then
    "Comment :=>>A person will look at this submission."
 else "Grade :=>>\(.score)" end)
