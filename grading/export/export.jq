# What the exporters share.

include "feedback";
include "spellings";

# Text without control characters, but line ends and tabs: neither a
# terminal nor an XML reader nor a browser can take it for more.  What
# turns the direction of reading goes as well.
def plain: tostring | gsub("\r\n?"; "\n") | explode
   | map(if (. < 32 and . != 9 and . != 10) or (. >= 127 and . < 160)
            or (. >= 8234 and . <= 8238) or (. >= 8294 and . <= 8297)
            or (. >= 55296 and . < 57344) or . == 65534 or . == 65535
         then 63 else . end)
   | implode;

def one_line: plain | gsub("[\n\t]+"; " ");

def cut($most):
   if length > $most then .[:$most] + "\n(cut here)" else . end;

# The change a person made to this result, from the text of overrides.tsv,
# or null.
def override($overrides):
   .who as $who
   | spellings as $names
   | [$overrides | split("\n")[] | rtrimstr("\r")
      | select(. != "" and (startswith("#") | not)) | split("\t")
      | select(.[0] | IN($names[]))] | last
   | if . == null then null
     else {points: (.[1] as $points | try ($points | tonumber)
              catch error("overrides: the points of \($who) are \"\(
                 $points)\", which is no number")),
           reason: (.[2] // "no reason given" | one_line)} end;

def overridden($overrides):
   override($overrides) as $override
   | if $override == null then .
     else .override = $override | .automatic = .score
        | .score = $override.points | .status = "graded" end;

# A result that stands for one that could not be had.
def failed($who; $message; $rubric):
   {who: $who, score: null, provisional: 0, status: "needs a person",
    reasons: [$message], remarks: [], managers: [], tests: [],
    failed: true} as $blank
   | [$rubric | split("\n")[] | select(. != "" and (startswith("#") | not))
      | split("\t")] as $rows
   | [$rows[1:][] | {section: .[$rows[0] | index("section")],
        max: (.[$rows[0] | index("points")] | tonumber)}]
   | group_by(.section)
   | map({section: .[0].section, points: null,
          max: (map(.max) | add | round2)})
   | $blank + {sections: ., max: (map(.max) | add | round2)};

def test_name:
   "\(if .manager == "-" then "Both stages" else "Stage \(.manager)"
      end): \(if .title == "-" then .test else .title end | one_line) (\(
      .test))";

def test_points: "\(.points // "-") of \(.max)";

# What a student may read about one test.
def details:
   explained("no")
   | [(if .status == "not run" then
          "Not run." else empty end),
      (.message // empty | plain | cut(4000)),
      (if (.said // "") == "" then empty
       else "Your program printed:\n" + (.said | plain | cut(2000)
          | split("\n") | map("> " + .) | join("\n")) end),
      (if .status != "failed" then empty else
          (if (.hint // "-") == "-" then empty
           else "Question: \(.hint | plain)" end),
          (if .lecture then
             "Read again: docs/lecture.md, section \(.lecture)"
           else empty end),
          "At home: \(command)" end)]
   | join("\n");

# The result in a few lines.
def summary:
   (if .failed then "Points: none yet\n"
    elif .score == null then
       "Points: none yet; a person will look at this (so far \(
          .provisional) of \(.max))\n"
    else "Points: \(.score) of \(.max)\n" end)
   + (if .override then
         "A person has set the points\(if .automatic != null
            then " (the tests gave \(.automatic))" else "" end
            ): \(.override.reason)\n" else "" end)
   + (.reasons | map("  \(plain)\n") | join(""))
   + (if .failed then "" else
         (.sections | map(select(.max > 0)
           | "  \(.section + "                    " | .[:20]) \(
              .points) of \(.max)\n") | join("")) end)
   + (.remarks | map("Remark: \(plain)\n") | join(""));

# The tests that count, in the rubric's order.
def counted: [.tests[] | select(.status != "human" and .max > 0)];

# Why a file could not be used.
def unusable:
   .managers | map(select(.status != "admitted")
      | "\(.name).c is \(.status).\n"
      + (if (.diagnostics // "") == "" then ""
         else "The compiler said:\n" + (.diagnostics | plain | cut(8000))
            + "\n" end)) | join("");

# Everything a student may read, as text.
def text:
   summary + unusable
   + (counted | map(select(.points != .max and .status != "not run")
        | "\n\(test_name): \(test_points)\n"
        + (details | split("\n") | map("   " + .) | join("\n")) + "\n")
     | join(""))
   + (counted | map(select(.status == "not run")
        | "   \(test_name): \(test_points)\n")
      | if . == [] then "" else "\nNot run, for other tests must pass"
           + " first, or the file could not be used:\n" + join("") end);
