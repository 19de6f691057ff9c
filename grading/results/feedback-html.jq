# A page of feedback from result.json: the student's, or with $full
# "yes" the instructor's.  It refers to nothing outside itself.

include "feedback";

def style: "
body { font: 16px/1.5 sans-serif; max-width: 60em; margin: 2em auto;
   padding: 0 1em; color: #222 }
h1 { font-size: 1.6em } h2 { margin-top: 2em; border-bottom: 1px solid #ccc }
table { border-collapse: collapse } td, th { padding: .2em .8em;
   text-align: left } td.n, th.n { text-align: right }
pre { background: #f4f4f4; padding: .6em; white-space: pre-wrap;
   overflow-wrap: anywhere;
   font-size: 14px; margin: .4em 0 }
.instructor { background: #a00; color: #fff; padding: .4em .8em;
   font-weight: bold }
details { margin: .6em 0; border-left: 4px solid #999; padding-left: .8em }
details.failed { border-color: #D55E00 } details.part { border-color: #E69F00 }
summary { cursor: pointer } .points { float: right; color: #555 }
.total { font-size: 1.3em } .note { background: #fff3d6; padding: .6em }
.legend { color: #555 } svg { max-width: 100%; height: auto }
.bar { fill: #0072B2 } .reference { fill: #E69F00 }
svg text { font: 14px sans-serif }";

# Two bars: mine, and the reference's.
def bars($title; $mine; $reference):
   ([$mine, $reference] | max) as $most
   | "\($title | html)<br><svg width=\"560\" height=\"52\" viewBox=\"0 0 560 52\" role=\"img\" aria-label=\"\(
        $title | html): yours \($mine), reference \($reference)\">"
   + "<rect class=\"bar\" x=\"90\" y=\"2\" height=\"18\" width=\"\(
        $mine / $most * 380 | floor)\"/>"
   + "<text x=\"0\" y=\"16\">yours</text><text x=\"\(
        $mine / $most * 380 + 96 | floor)\" y=\"16\">\($mine)</text>"
   + "<rect class=\"reference\" x=\"90\" y=\"26\" height=\"18\" width=\"\(
        $reference / $most * 380 | floor)\"/>"
   + "<text x=\"0\" y=\"40\">reference</text><text x=\"\(
        $reference / $most * 380 + 96 | floor)\" y=\"40\">\($reference
        )</text></svg>";

def plots:
   map(select(has("ratio")))
   | if length == 0 then "" else
        "<h3>Measured against the reference</h3>"
        + (map("<p>" + bars(
              .title;
              .measured; .reference) + "</p>") | join("\n"))
     end;

def one_test($all):
   explained($full)
   | "<details class=\"\(if .status == "failed" then
        (if .points > 0 then "part" else "failed" end)
      else "other" end)\"\(if .status == "failed" then " open" else "" end
      )><summary><span class=\"points\">\(.points // "-") of \(.max
      )</span><b>\(outcome)</b>: \(.title | html) <code>\(.test | html
      )</code></summary>"
   + (if .message then "<pre>\(.message | html)</pre>" else "" end)
   + (if (.said // "") != "" then
         "<p>Your program printed:</p><pre>\(.said | html)</pre>"
      else "" end)
   + (if .status == "failed" then
         (if (.hint // "-") != "-" then "<p><i>\(.hint | html)</i></p>"
          else "" end)
         + (if .lecture then
               "<p>Read again: the lecture, section \"\(.lecture
                  | lecture_title | html)\".</p>"
            else "" end)
         + "<p>\(if $full == "yes"
               then "The same: <code>\(exact_command($all) | html)</code>"
               else "At home: <code>\(command | html)</code>" end)\(
            if drawn and $full == "no" and ($all.practice | not)
            then " (other sizes, as here: add <code>--seed 1</code>,"
               + " <code>--seed 2</code> ...)"
            else "" end)</p>"
      else "" end)
   + "</details>";

# How an instructor comes to programs with the student's files in them.
def at_home:
   "<p>The commands above are for programs with this student's files in"
   + " them; in the kit itself they would try the solution. Unlike the"
   + " grader they run the student's code on this very computer: read it"
   + " first. In the kit's folder:</p><pre>make starter\n"
   + "rm -rf build/heapmgr-starter\n"
   + "tar -xzf build/heapmgr-starter.tar.gz -C build\n"
   + "cp WHERE/THE/STUDENTS/FILES/ARE/heapmgr*.c build/heapmgr-starter\n"
   + "cd build/heapmgr-starter\n"
   + (["check", "debug/testheapmgr", "steps/testheapmgr"]
      | map("make build/\(.)4_dlist build/\(.)5_bins\n") | join(""))
   + "</pre>";

def one_manager($all):
   . as $number
   | ($all.tests | map(select(.manager == $number))) as $tests
   | any($all.managers[]; (.name | manager_number) == $number
        and .status == "admitted") as $usable
   | "<h2>\($number | manager_title)</h2>"
   + ([$all.managers[]
       | select((.name | manager_number) == $number)
       | select(.status != "admitted")
       | "<p class=\"note\">This file is \(.status | html).</p>"
         + (if (.reasons | length) > 0 then
               "<pre>\(.reasons | join("\n") | html)</pre>" else "" end)
         + (if .diagnostics != "" then
               "<p>The compiler said:</p><pre>\(.diagnostics | html)</pre>"
            else "" end)] | join(""))
   + ($tests | [where_to_begin($all) | "<p><b>\(html)</b></p>"] | join(""))
   + ($tests | lost($all) | map(select(.status != "not run")
      | one_test($all)) | join("\n"))
   + (if $usable then $tests | not_run
         | map("<p>Not run until <code>\(.first | html)</code> passes: \(
            .tests | join(", ") | html).</p>") | join("")
      else "" end)
   + (if $usable and ($tests | lost($all) | length) == 0 then "<p>All tests passed.</p>"
      else "" end)
   + ($tests | plots)
   + (if $full == "yes" then
         "<details><summary>All tests</summary>"
         + ($tests | map(one_test($all)) | join("\n")) + "</details>"
      else "" end);

with_override($override)
| . as $all
| "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
+ "<title>\(if $full == "yes" then "Instructor only: " else "" end
   )Heap managers: \(name | html)</title><style>\(style)</style>"
+ "</head><body>" + (if $full == "yes" then
      "<p class=\"instructor\">For instructors only: this page has the hidden"
      + " inputs. The student's is <a href=\"feedback.html\""
      + " style=\"color: #fff\">feedback.html</a>.</p>"
   else "" end)
+ "<h1>Heap managers: feedback for \(
   name | html)</h1>"
+ (if .score != null then
      "<p class=\"total\">\(.score) of \(.max) points</p>"
   else
      "<p class=\"note\">No points yet: a person will look at this. So far"
      + " \(.provisional) of \(.max).</p><pre>\(.reasons | join("\n")
      | html)</pre>"
   end)
+ (if .set_by_person then
      "<p class=\"note\">\(by_person | html)</p>"
   else "" end)
+ "<p>Style is read by a person; its points are not among these.</p><table>"
+ "<tr><th>section</th><th class=\"n\">points</th><th class=\"n\">of</th></tr>"
+ (.sections | map(select(.max > 0)
     | "<tr><td>\(.section | html)</td><td class=\"n\">\(.points
       )</td><td class=\"n\">\(.max)</td></tr>") | join(""))
+ "</table>"
+ (if (.remarks | length) > 0 then
      "<h2>Remarks</h2><pre>\(.remarks | join("\n") | html)</pre>"
   else "" end)
+ "<p class=\"legend\">\(legend | html)</p>"
+ (stages | map(one_manager($all)) | join("\n"))
+ (if $full == "yes" then
      "<h2>For the instructor</h2><pre>"
      + ([$all | .submission, "seed \(.seed)", "kit \(.kit)", .compiler,
          .command] | join("\n") | html) + "</pre>"
      + at_home
   else "" end)
+ "</body></html>"
