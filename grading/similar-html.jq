# The page of similar.sh: pairs by share, each with the code of both, in
# which lines that both have (but for white space and names) are marked.

# Two lines are alike if they are when all names are one.
def shape: gsub("[A-Za-z_][A-Za-z_0-9]*"; "x") | gsub("\\s+"; "");
def lines: split("\n")[:1000];
def marked($other):
   ([$other | lines[] | shape | select(length > 5)]
    | map({key: ., value: true}) | from_entries) as $known
   | [lines[] | if $known[shape] then "<mark>\(.[:200] | @html)</mark>"
                else .[:200] | @html end] | join("\n");
def clean: explode | map(if (. < 32 and . != 10 and . != 9) or . == 127
      or (. >= 8234 and . <= 8238) or (. >= 8294 and . <= 8297)
   then 63 else . end) | implode;

"<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\">",
"<title>Similar submissions</title><style>",
"body{font:16px/1.4 sans-serif;margin:2em}td,th{padding:.2em 1em;",
"text-align:left;vertical-align:top}pre{font-size:12px;width:46vw;",
"overflow:auto;margin:0}mark{background:#F0E442}",
".pair{display:flex;gap:1em}</style>",
"<h1>Similar submissions</h1>",
"<p>\($count) submissions were compared. A share says how much of the",
"first one's code is in the second one, too. Comments and given lines are",
"left out. This shows where to look; it proves nothing, and is no",
"score.</p>",
(if length == 0 then "<p>No pair shares \($least) % or more.</p>" else
   (.[] | ($codes[0]["\(.a)"] | clean) as $a
      | ($codes[0]["\(.b)"] | clean) as $b
      | "<details><summary>\(.share) % of <b>\(.who | clean | @html
      )</b> is in <b>\(.whose | clean | @html)</b></summary>",
      "<div class=\"pair\"><pre>\($a | marked($b))</pre><pre>\(
         $b | marked($a))</pre></div></details>")
 end),
"</html>"
