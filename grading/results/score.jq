# From verdicts to points.
#
#    jq -n -f score.jq --slurpfile admitted ... > result.json
#
# In: $rubric (text of rubric.tsv), $admitted, $verdicts and $references
# (arrays of {manager, test, status, ...}), $suite (the names of the suites'
# tests, a line each, in the order in which students see them), $meta.  Nothing here depends
# on time or load.

def rows:
   $rubric | split("\n") | map(select(. != "" and (startswith("#") | not)))
   | map(split("\t"))
   | .[0] as $names
   | .[1:]
   | map([$names, .] | transpose | map({key: .[0], value: .[1]})
         | from_entries
         | .points |= tonumber);

def round2: . * 100 + 0.5 | floor | . / 100;

def manager_name:
   {"4": "heapmgr4_dlist", "5": "heapmgr5_bins", "-": ""}[.];

# The measure of kind $kind from what a play has measured.
def measure($kind; $static):
   if $kind == "steps" then (.malloc_steps + .free_steps) / .calls
   elif $kind == "free_steps" then .free_steps / .calls
   else .peak_payload / (.peak_heap + $static)
   end;

# The part of the points for a ratio: 1 up to $full, 0 from $zero on.
def part($full; $zero):
   [1, ([0, (. - $zero) / ($full - $zero)] | max)] | min;

def verdict_on($list; $row; $test):
   $list[$row.manager + " " + $test];

# The managers that the rubric has rows for.
def managers:
   [rows[].manager | manager_name] as $named
   | [$admitted[0].managers[] | select(.name | IN($named[]))];

def built($row): $admitted[0].managers[]
   | select(.name == ($row.manager | manager_name));

def blank($row):
   {manager: $row.manager, test: $row.test, section: $row.section,
    visibility: $row.visibility, max: $row.points,
    title: $row.title, hint: $row.hint};

# Must another test pass first, and hasn't?
def waits($row; $verdicts):
   $row.parent != "-"
   and (verdict_on($verdicts; $row; $row.parent).status
        | IN("passed", "left out") | not);

def waiting($row):
   {points: 0, status: "not run",
    message: "First the test \($row.parent) must pass"};

# What the compiler had to say.
def weigh_warnings($row; $built; $verdicts):
   if $built.status != "admitted" then {points: 0, status: "not run"}
   elif waits($row; $verdicts) then waiting($row)
   else ($built.warnings | part($row.full | tonumber;
                                $row.zero | tonumber)) as $part
      | {points: ($part * $row.points | round2),
         status: (if $part == 1 then "passed" else "failed" end)}
      + if $part == 1 then {} else
           {message: "The compiler warned \(
              if $built.warnings == 1 then "once"
              else "\($built.warnings) times" end):\n\(
              $built.diagnostics)"} end
   end;

def weigh_measure($row; $built; $verdicts; $references):
   verdict_on($verdicts; $row; $row.args) as $mine
   | verdict_on($references; $row; $row.args) as $reference
   | if $mine == null or $mine.status != "passed" then
        {points: 0, status: "not run",
         message: "First the test \($row.args) must pass"}
     elif waits($row; $verdicts) then waiting($row)
     elif $reference == null or $reference.status != "passed" then
        {points: null, status: "internal",
         message: "The reference was not measured"}
     else
        ($mine.measured | measure($row.kind; $built.static_bytes)) as $a
        | ($reference.measured | measure($row.kind;
              $reference.static_bytes)) as $b
        | ($a / $b | . * 1000 + 0.5 | floor | . / 1000) as $ratio
        | ($ratio | part($row.full | tonumber; $row.zero | tonumber))
          as $part
        | {points: ($part * $row.points | round2),
           status: (if $part == 1 then "passed" else "failed" end),
           ratio: $ratio, measured: ($a | . * 1000 | round / 1000),
           reference: ($b | . * 1000 | round / 1000),
           play: $row.args}
        + if $part == 1 then {} else
             {message: "\(if $row.kind == "space" then "Utilization"
                elif $row.kind == "free_steps" then "Steps of each free"
                else "Steps of each call" end): yours \(
                $a | . * 100 | round / 100), the reference's \(
                $b | . * 100 | round / 100); full points for \(
                $row.full) times that, none for \($row.zero) times"} end
     end;

def weigh_test($row; $built; $verdicts):
   verdict_on($verdicts; $row; $row.test) as $verdict
   | if $built.status != "admitted" then
        {points: 0, status: "not run",
         message: "\($built.name).c is \($built.status)"}
     elif $verdict == null then
        {points: null, status: "internal", message: "There is no verdict"}
     elif $verdict.status == "internal" then
        {points: null, status: "internal", message: $verdict.message}
     else
        {points: (if $verdict.status == "passed" then $row.points
                  else 0 end),
         status: $verdict.status}
        + ($verdict | {message, said, lecture, measured}
           | with_entries(select(.value != null)))
        + (if $row.kind == "play"
           then {workload: ($row.args | split(":")[0])} else {} end)
        + (if $row.title == "-" then {title: $verdict.title} else {} end)
        + (if $row.hint == "-" then {hint: $verdict.hint} else {} end)
     end;

def weigh($verdicts; $references):
   . as $row
   | (if $row.manager == "-" then null else built($row) end) as $built
   | blank($row)
   + (if $row.kind == "human" then {points: null, status: "human"}
      elif $row.kind == "warnings" then weigh_warnings($row; $built; $verdicts)
      elif $row.kind | IN("suite", "play") then
         weigh_test($row; $built; $verdicts)
      else weigh_measure($row; $built; $verdicts; $references)
      end)
   | if .title == "-" then .title = .test else . end;

def by_key: map({key: (.manager + " " + .test), value: .}) | from_entries;

# The test to begin with, by manager: of those that failed and that a student
# can try, the first in the suites' own order.
def begin($tests):
   ($suite | split("\n")) as $order
   | [$tests[] | select(.status == "failed" and .visibility == "visible")
      | .place = (.test as $name | $order | index($name))
      | select(.place != null)]
   | group_by(.manager)
   | map(min_by(.place) | {key: .manager, value: .test}) | from_entries;

# Files that might be the manager . under another name, and are not the
# other manager under another name.
def others:
   (if .name == "heapmgr4_dlist" then "bins|heapmgr5"
    else "dlist|heapmgr4" end) as $other
   | (if .name == "heapmgr4_dlist" then "dlist|heapmgr4"
      else "bins|heapmgr5" end) as $mine
   | $admitted[0].others // []
   | map(select(test("heapmgr|dlist|bins"; "i")
      and (test("^(heapmgr(1_minimal|2_pad|3_list|6_vm)\\.|heapmgr_gnu|heapmgr\\.h$|testheapmgr)"; "i") | not)
      and (test($mine; "i") or (test($other; "i") | not))));

# Why a person should look at this submission.
def reasons($tests):
   [managers[]
      | select(.status | IN("refused", "not compiled"))
      | "\(.name).c is \(.status): \(.reasons | join("; "))"]
   + [managers[] | select(.status == "missing")
      | select(.reasons != [])
      | "\(.name).c is not taken: \(.reasons | join("; "))"]
   + [managers[] | select(.status == "missing" and .reasons == [])
      | select(others != [])
      | "there is no \(.name).c, but \(others | join(", "))"]
   + (if all(managers[]; .status == "missing")
      then ["no file of the assignment was found"] else [] end)
   + (if any($tests[]; .status == "internal")
      then ["the grader itself failed in: \([$tests[]
         | select(.status == "internal") | .test] | join(", "))"]
      else [] end);

# What of a file is the starter's still, in words.
def unwritten:
   if .unwritten == ["file"]
   then "\(.name).c is the starter's file, its code unchanged"
   else "in \(.name).c these are the starter's, unchanged: \(
      .unwritten | join(", "))" end;

def with_note:
   if (.unwritten // []) == [] then . else .note = unwritten end;

($verdicts | by_key) as $mine
| ($references | by_key) as $theirs
| [rows[] | weigh($mine; $theirs)] as $tests
| reasons($tests) as $reasons
| ([$tests[].points | numbers] | add | round2) as $sum
| $meta + {
   score: (if $reasons == [] then $sum else null end),
   provisional: $sum,
   max: ([$tests[].max] | add | round2),
   status: (if $reasons == [] then "graded" else "needs a person" end),
   reasons: $reasons,
   remarks: ($admitted[0].remarks
      + [managers[] | select(.status == "missing")
         | "\(.name).c was not found"]
      + [managers[] | with_note | .note // empty]
      + (if $admitted[0].readme_characters == 0
         then ["there is no readme, or it is empty"] else [] end)),
   sections: [$tests | group_by(.section)[]
      | {section: .[0].section,
         points: ([.[].points | numbers] | add // 0 | round2),
         max: ([.[].max] | add | round2)}],
   begin: begin($tests),
   managers: (managers | map(with_note)),
   tests: $tests}
