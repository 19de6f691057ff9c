# The student's feedback as plain text, from result.json.

include "feedback";

def indent: split("\n") | map("      " + .) | join("\n");

def point_line: "\(.points) of \(.max)";

def one_test($practice):
   explained("no")
   | "  \(outcome): \(.title)  (\(.test), \(point_line))\n"
   + (if .message then (.message | indent) + "\n" else "" end)
   + (if (.said // "") != "" then
         "      Your program printed:\n"
         + (.said | split("\n") | map("      > " + .) | join("\n"))
         + "\n"
      else "" end)
   + (if .status == "failed" then
         (if (.hint // "-") != "-" then "      Question: \(.hint)\n"
          else "" end)
         + (if .lecture then
               "      Read again: docs/lecture.md, section \"\(.lecture | lecture_title)\"\n"
            else "" end)
         + "      At home: \(command)\n"
         + (if drawn and ($practice | not) then
               "      (other sizes, as here: add --seed 1, --seed 2 ...)\n"
            else "" end)
      else "" end);

def one_manager($all):
   . as $number
   | ($all.tests | map(select(.manager == $number))) as $tests
   | any($all.managers[]; (.name | manager_number) == $number
        and .status == "admitted") as $usable
   | "\n\($number | manager_title)\n\n"
   + ([$all.managers[]
       | select((.name | manager_number) == $number)
       | select(.status != "admitted")
       | "  This file is \(.status).\n"
         + (.reasons | map("    \(.)\n") | join(""))
         + (if .diagnostics != "" then
               "  The compiler said:\n" + (.diagnostics | indent) + "\n"
            else "" end)] | join(""))
   + ($tests | [where_to_begin($all) | "  \(.)\n\n"] | join(""))
   + ($tests | lost($all) | map(select(.status != "not run")
      | one_test($all.practice)) | join("\n"))
   + (if $usable then $tests | not_run
         | map("\n  Not run until \(.first) passes:\n"
            + (.tests | map("    \(.)\n") | join(""))) | join("")
      else "" end)
   + (if $usable and ($tests | lost($all) | length) == 0 then "  All tests passed.\n"
      else "" end);

with_override($override)
| . as $all
| ("Heap managers: feedback for \(name | gsub("[\u0000-\u001f\u007f]"; "?"))\n\n"
+ (if .score != null then "Points: \(.score) of \(.max)\n"
   else "Points: none yet; a person will look at this (so far"
      + " \(.provisional) of \(.max))\n"
      + (.reasons | map("  \(.)\n") | join("")) end)
+ (if .set_by_person then "\(by_person)\n"
   else "" end)
+ "Style is read by a person; its points are not among these.\n\n"
+ (.sections | map(select(.max > 0)
     | "  \(.section + "                    " | .[:20]) \(
        .points) of \(.max)\n") | join(""))
+ (if (.remarks | length) > 0
   then "\nRemarks\n" + (.remarks | map("  \(.)\n") | join(""))
   else "" end)
+ "\n\(legend)\n"
+ (stages | map(one_manager($all)) | join("")))
| plain
