# The gradebook, from course.json.  A cell that a spreadsheet would take
# for a formula gets an apostrophe in front.

def cell:
   if . == null then ""
   elif type == "number" then tostring
   else tostring
      | if test("^[=+@\t\r-]") then "'" + . else . end
      | if test("[\",\r\n]") then "\"" + gsub("\""; "\"\"") + "\""
        else . end
   end;

def line: map(cell) | join(",") + "\r";

([.students[0].sections[] | select(.max > 0) | .section]) as $sections
| (["Who", "Submission", "Points", "Of", "Status"] + $sections
   + ["Style", "Override reason", "Remarks"] | line),
  (.max as $max | .students[]
   | [.who, .submission, .score, $max, .status]
     + (. as $student | $sections
        | map(. as $section | $student.sections[]
           | select(.section == $section) | .points))
     + [null, .override.reason, (.reasons as $reasons | $reasons + [.missing[] | "\(.).c"
        | select(. as $file | all($reasons[]; contains($file) | not))
        | "no \(.)"] | join("; "))]
   | line)
