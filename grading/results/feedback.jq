# What the pages and texts made from a result share.

def round2: . * 100 + 0.5 | floor | . / 100;

# Text without what a terminal obeys or shows the other way round: control
# characters (C1 too), and those of Unicode that turn the direction.
def plain:
   gsub("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]"; "?");

# Text that comes from a submission, harmless within HTML.
def html: tostring | @html | plain;

def manager_title: {"4": "Stage 4: heapmgr4_dlist",
   "5": "Stage 5: heapmgr5_bins", "-": "Both stages"}[.];

def manager_number: if . == "heapmgr4_dlist" then "4" else "5" end;

# Whose feedback it is, by the name that was handed in.
def name: .submission | sub("(\\.zip|\\.tar\\.gz|\\.tgz|\\.c)$"; "");

# The managers that are graded: "4", "5".
def stages: [.managers[].name | manager_number];

# The title of a section of the lecture.
def lecture_title: {"minimal": "Minimal", "pad": "Pad", "chunk": "Chunk",
   "list": "List", "dlist": "Doubly linked list", "bins": "Bins",
   "vm": "Virtual memory"}[.] // .;

# With the points that a person has set, if there are any.
def with_override($override):
   if $override == null then .
   else .by_tests = (.score // .provisional) | .score = $override.points
        | .set_by_person = $override.reason end;

# Why points and sections differ, where a person has set the points.
def by_person: "Set by a person: \(.set_by_person
   | sub("[. ]+$"; "")). The tests gave \(.by_tests), and the sections say"
   + " what for.";

# What a student must know to read the messages.
def legend: "In messages, +528 is the place 528 bytes after the start of the"
   + " heap. In pictures of the heap, low addresses left, each chunk has its"
   + " whole size in bytes, header and footer included; stars mark the one"
   + " concerned.";

# In words, what came of a test.
def outcome:
   if .status == "passed" then "passed"
   elif .status == "failed" then
      if .points > 0 then "in part" else "failed" end
   elif .status == "left out" then "left out"
   elif .status == "not run" then "not run"
   elif .status == "human" then "read by a person"
   else "the grader failed" end;

# Is it the test of its manager to begin with?
def is_first($all): .test == $all.begin[.manager]?;

# The lost points of one manager: the test to begin with, then the others.
def lost($all):
   map(select(.points != .max and .status != "human"))
   | map(select(is_first($all))) + map(select(is_first($all) | not));

# In words, where to begin; nothing if there is no choice.
def where_to_begin($all):
   map(select(.status == "failed"))
   | if length < 2 then empty
     else first(.[] | select(is_first($all)))
        | "Begin with \(.test): others can fail by the same mistake." end;

# What was not run, by the test that must pass before: [{first, tests}].  If
# that one was not run either, it is the one that it waits for.
def awaited($tests):
   (.message // "" | capture("^First the test (?<name>[^ ]+) must pass$").name)
   as $name
   | first($tests[] | select(.test == $name and .status == "not run")
        | awaited($tests)) // $name;

def not_run:
   . as $tests
   | map(select(.status == "not run" and .max > 0)
      | {test, max, first: (awaited($tests) // "another test")})
   | group_by(.first)
   | map({first: .[0].first, tests: map("\(.test) (\(.max))")});

def hex: ascii_downcase | explode
   | reduce .[] as $digit (0; . * 16 + $digit
      - if $digit < 97 then 48 else 87 end);

# What the suites' inputs were drawn from, for instructors only.
def seed: .seed[3:] | hex;

# The end of a program's name.
def program: if .manager == "4" then "4_dlist" else "5_bins" end;

# The command that shows the same at home.
def command:
   if .section == "Compiler" then "make"
   elif has("ratio") then
      "make compare"
   elif has("workload") then
      "build/debug/testheapmgr\(program) \(.workload) \(
         {RandomRandom: 5000, Worst: 2000}[.workload] // 4000) 2000"
   elif .visibility == "hidden" then "make check-\(.manager)"
   else "build/check\(program) --only \(.test)"
   end;

# The same for instructors, with the inputs that were drawn.
def exact_command($all):
   . as $test
   | first($all.plays[]? | select(.manager == $test.manager
        and .test == ($test.play // $test.test))) // null
   | if . != null then
        ($test | program) as $program
        | (if $test.play then "build/steps/testheapmgr\($program) --steps"
           else "build/debug/testheapmgr\($program)" end)
          + " --seed \(.seed) \(.workload) \(.count) \(.size)"
     elif $test.section == "Compiler" or ($test | has("ratio")) then
        $test | command
     else
        "build/check\($test | program) --only \($test.test)\(
           if $all.practice then "" else " --seed \($all | seed)" end)"
     end;

# Is it a test whose sizes were drawn from a seed?
def drawn: .visibility == "visible"
   and (has("ratio") or has("workload") | not)
   and (.section | IN("Compiler", "Style") | not);

# Addresses say nothing to a student in a hidden test, the sentence does.
def explained($full):
   if .visibility == "hidden" and $full == "no"
      and (has("ratio") | not)
   then del(.message, .said) else . end
   | if .said then .said |= rtrimstr("\n") else . end;
