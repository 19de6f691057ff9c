# Gradescope's results.json.
#
# All tests are visible, for there a hidden one hides the total as well.
# Of a test that the rubric hides, a student sees title, points and hint.
# Without points there are neither tests nor a score, so that nobody gets
# a sum of zero; the text says why.

include "export";

def all: overridden($overrides);

all
| {output: (if .score == null then text else summary end),
   output_format: "text", test_output_format: "text",
   test_name_format: "text", visibility: "visible",
   stdout_visibility: "hidden",
   extra_data: {kit, compiler, status, reasons, override}}
  + (if .score == null then {} else
       {score,
        tests: [counted[]
           | {name: test_name, output: details, output_format: "text",
              name_format: "text", max_score: .max,
              status: (if .status == "passed" then "passed"
                       else "failed" end),
              tags: [.section], visibility: "visible"}
             + if .points == null then {} else {score: .points} end]}
     end)
