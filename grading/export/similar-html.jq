# The page of similar.sh: groups, pairs, and who is like the solution; each
# pair with the code of both, in which lines that both have (but for white
# space and names) are marked.  $shown is how many pairs a list has at most.

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

# Each pair once, with the larger of its two shares; largest first.
def once: group_by([.a, .b] | sort) | map(max_by(.share))
   | sort_by(-.share, .a, .b);

# Submissions that are alike by so much, directly or by way of others, are
# a group.
def alike: 70;

# {group: that of each submission, pairs}, where a pair has joins if it is
# what makes its group larger: these suffice to see the group.
def grouped:
   reduce .[] as $pair ({group: {}, pairs: []};
      (.group["\($pair.a)"] // $pair.a) as $a
      | (.group["\($pair.b)"] // $pair.b) as $b
      | ($pair.share >= alike and $a != $b) as $joins
      | .pairs += [$pair + {$joins}]
      | if $joins then
           .group |= (map_values(if . == $b then $a else . end)
              | .["\($pair.a)"] = $a | .["\($pair.b)"] = $a)
        else . end);

def code($number): $codes[0]["\($number)"] | clean;
def show_pair:
   code(.a) as $a | code(.b) as $b
   | "<details><summary>\(.share) % of <b>\(.who | clean | @html
   )</b> is in <b>\(.whose | clean | @html)</b></summary>",
   "<div class=\"pair\"><pre>\($a | marked($b))</pre><pre>\(
      $b | marked($a))</pre></div></details>";
def how_many($what):
   "<p>\([length, $shown] | min) of \(length) \($what) shown\(
      if length > $shown then "; all are in similar.tsv" else "" end).</p>";

# Those of a group stand together, the most similar group first.
def show_pairs:
   grouped as {$group, $pairs}
   | ($pairs | map(. + {group: ($group["\(.a)"] // "\(.a) \(.b)")}
        | if .group == ($group["\(.b)"] // .group) then .
          else .group = "\(.a) \(.b)" end)) as $pairs
   | ($pairs | map(select(.joins)) | group_by(.group)
      | sort_by(-(map(.share) | max)) | .[]
      | (map(.who, .whose) | unique | map(clean | @html) | join(", "))
        as $names
      | "<p><b>Group</b>, \(map(.share) | min) to \(
         map(.share) | max) %: \($names)</p>"),
   ($pairs | how_many("pairs")),
   ($pairs | sort_by((.joins | not), -.share)[:$shown]
      | group_by(.group) | map(sort_by(-.share)) | sort_by(-.[0].share)
      | .[][] | show_pair);

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
(once | map(select(.solution | not)) as $pairs
   | map(select(.solution)) as $like
   | if length == 0 then "<p>No pair shares \($least) % or more.</p>"
     else empty end,
   if $pairs != [] then "<h2>Among submissions</h2>",
      ($pairs | show_pairs) else empty end,
   if $like != [] then "<h2>Like the kit's solution</h2>",
      ($like | how_many("submissions"), (.[:$shown][] | show_pair))
   else empty end),
"</html>"
