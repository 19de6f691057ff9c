# What Moodle's VPL reads on stdout.  The points are scaled to the
# activity's, which VPL has in VPL_GRADEMAX.  Without a line for the grade
# there is none.  Nothing else may look like one of VPL's marks: those are
# taken apart, and each line of a text begins with >.

include "export";
include "feedback";

def inert: gsub(":=>>"; ": =>>")
   | gsub("<\\|--"; "< |--") | gsub("--\\|>"; "--| >");
def quoted: plain | rtrimstr("\n") | split("\n") | map(">" + inert)
   | join("\n");

overridden($overrides)
| "<|--\n-Summary\n\(summary + unusable | quoted)\n--|>",
  (counted[] | select(.points != .max)
   | "<|--\n-\(test_name | inert) (\(test_points))\n\(details | quoted
     )\n--|>"),
  (if .score == null then empty
   else "Grade :=>>\(if $most == "" then .score
      else .score / .max * ($most | tonumber) | round2 end)" end)
