# What the pages and texts made from a result share.

def round2: . * 100 + 0.5 | floor | . / 100;

# Text that comes from a submission, harmless within HTML.
def html: tostring | @html | gsub("[\u0000-\u0008\u000b-\u001f]"; "?");

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
   else .score = $override.points | .set_by_person = $override.reason end;

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

# The lost points of one manager, those that can be explained first.
def lost: map(select(.points != .max and .status != "human"));

def hex: ascii_downcase | explode
   | reduce .[] as $digit (0; . * 16 + $digit
      - if $digit < 97 then 48 else 87 end);

# What the suites' inputs were drawn from, for instructors only.
def seed: .seed[3:] | hex;

# The command that shows the same at home.
def command:
   if .section == "Compiler" then "make"
   elif has("ratio") then
      "make compare"
   elif .visibility == "hidden" then
      (if .test == "play_random" then "RandomRandom 5000 2000"
       elif .test == "play_worst" then "Worst 2000 2000"
       elif .test == "play_lifo" then "LifoRandom 4000 2000"
       else "FifoRandom 4000 2000" end) as $workload
      | "build/debug/testheapmgr\(if .manager == "4" then "4_dlist"
         else "5_bins" end) \($workload)"
   else
      "build/check\(if .manager == "4" then "4_dlist" else "5_bins"
         end) --only \(.test)"
   end;

# Is it a test whose sizes were drawn from a seed?
def drawn: .visibility == "visible" and (has("ratio") | not)
   and (.section | IN("Compiler", "Style") | not);

# Addresses say nothing to a student in a hidden test, the sentence does.
def explained($full):
   if .visibility == "hidden" and $full == "no"
      and (has("ratio") | not)
   then del(.message, .said) else . end
   | if .said then .said |= rtrimstr("\n") else . end;
