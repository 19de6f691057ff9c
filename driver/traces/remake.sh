#!/bin/sh
# remake.sh: record the traces of this directory anew.
#
#    driver/traces/remake.sh
#
# leaves NAME.rep.gz and index.tsv in $BUILD/traces ($BUILD is the
# checkout's build/ unless set), with the programs of the machine it
# runs on; what isn't installed is left out.  Traces made elsewhere, or
# with other inputs than those below, are like the shipped ones but not
# equal to them: nobody can know them by heart.

set -u

root=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd) || exit 2
build=${BUILD:-$root/build}
mkdir -p "$build" && build=$(cd "$build" && pwd) || exit 2
work=$build/traces.work
out=$build/traces
tab=$(printf '\t')

# The same hash functions, language and settings everywhere, and the
# system's own programs rather than a version manager's shims.
PATH=/usr/bin:/bin:$PATH
BUILD=$build
LC_ALL=C
PERL_HASH_SEED=0
PYTHONHASHSEED=0
GIT_CONFIG_NOSYSTEM=1
GIT_CONFIG_GLOBAL=/dev/null
GIT_AUTHOR_NAME=author
GIT_AUTHOR_EMAIL=author@example.org
GIT_AUTHOR_DATE='2024-01-01T00:00:00Z'
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME
GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
export BUILD LC_ALL PERL_HASH_SEED PYTHONHASHSEED GIT_CONFIG_NOSYSTEM \
   GIT_CONFIG_GLOBAL GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE \
   GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE

# Make trace $1: the longest one that a process of program $2 leaves
# while the shell runs the command $4.  $3 is the program with its
# version and $5 says what the command works on.
trace()
{
   if [ -z "$3" ]; then
      echo "remake.sh: no trace $1: $2 isn't installed" >&2
      return
   fi
   rm -rf "$work/record"
   sh "$root/driver/record/record.sh" -o "$work/record" -- sh -c "$4" \
      >"$work/$1.out" 2>&1 </dev/null

   longest=
   most=0
   for file in "$work/record/$2".*.rep; do
      [ -f "$file" ] || continue
      operations=$(sed -n 3p "$file")
      if [ "$operations" -gt "$most" ]; then
         most=$operations
         longest=$file
      fi
   done
   if [ -z "$longest" ]; then
      echo "remake.sh: no trace $1: see $work/$1.out" >&2
      return
   fi
   gzip -9nc "$longest" >"$out/$1.rep.gz"
   row=$1$tab$3$tab"$4 ($5)"$tab$most
   row=$row$tab$(sed -n 2p "$longest")$tab$(sed -n 4p "$longest")
   echo "$row" >>"$out/index.tsv"
   echo "$row"
}

# Print program $1 with its version, the first word that looks like one
# in what $1 $2 prints; or nothing if there is no such program.
version()
{
   command -v "$1" >/dev/null 2>&1 || return
   "$1" "$2" 2>&1 </dev/null | awk -v name="$1" '
   {
      for (i = 1; i <= NF; i++)
      {
         sub(/^[(]?(v|jq-)?/, "", $i)
         sub(/[),]+$/, "", $i)
         if ($i ~ /^[0-9]+\.[0-9]/ ||
             $i ~ /^[0-9][0-9][0-9][0-9][0-9]$/)
         {
            print name, $i
            exit
         }
      }
   }'
}

rm -rf "$work" "$out"
mkdir -p "$work" "$out" && cd "$work" || exit 2
make -s -C "$root" -f driver/record/record.mk "$build/librecord.so" || exit 2
printf 'name\tprogram\tcommand\toperations\tids\tpeak_payload_bytes\n' \
   >"$out/index.tsv"

# STEP 1: the inputs.

# Text: words of a made-up language, which follow Zipf's law, in lines
# of uneven length; seed, lines.
text()
{
   awk -v seed="$1" -v lines="$2" '
   function next_random(n)
   {
      seed = (seed * 1103515 + 12345) % 2147483648
      return int(seed / 65536) % n
   }
   BEGIN {
      split("ba ce di fo gu ka le mi no pu ra se ti vo zu", part, " ")
      for (line = 1; line <= lines; line++)
      {
         text = ""
         for (word = next_random(14); word >= 0; word--)
         {
            rank = int(exp(next_random(700) / 100)) * 7919
            text = text part[rank % 15 + 1] part[int(rank / 15) % 15 + 1]
            if (rank % 3)
               text = text part[int(rank / 225) % 15 + 1]
            text = text (next_random(9) ? " " : ". ")
         }
         print text
      }
   }'
}
text 7 900 >words.txt
head -n 30 words.txt >few.txt
head -n 500 words.txt >some.txt

# The recorder's own source.
cp "$root/driver/record/record.c" .

# A repository of twelve files and 150 commits.
if command -v git >/dev/null 2>&1; then
   git init -q repository
   for number in 1 2 3 4 5 6 7 8 9 10 11 12; do
      text "$number" $((number * 60)) >"repository/file$number.txt"
   done
   git -C repository add . && git -C repository commit -qm start
   commit=1
   while [ "$commit" -lt 150 ]; do
      file=$(find repository -name '*.txt' | sort |
         sed -n $((commit * 7 % 12 + 1))p)
      awk -v commit="$commit" '
      (NR + commit) % 97 == 0 { next }
      (NR * 31 + commit * 17) % 61 == 0 { $0 = $0 " change " commit }
      { print }' "$file" >changed && cp changed "$file"
      echo "number $commit" >>"$file"
      [ $((commit % 25)) -ne 0 ] ||
         git -C repository mv "${file##*/}" "moved$commit.txt"
      git -C repository add . &&
         git -C repository commit -qm "change number $commit"
      commit=$((commit + 1))
   done
fi

cat >plots.gp <<'END'
set terminal svg size 800,600
set output "surface.svg"
set isosamples 50
set hidden3d
set contour both
splot [-3:3] [-3:3] sin(x) * cos(y) * exp(-(x*x + y*y) / 9)
unset hidden3d
unset contour
set pm3d
set output "map.svg"
splot [-2:2] [-2:2] x*x*x - 3*x*y*y
unset pm3d
set samples 1000
do for [i = 1:15] {
   set output sprintf("plot%d.svg", i)
   set title sprintf("functions, part %d", i)
   plot [0:20] besj0(x*i/9) title "J0", besj1(x) title "J1", \
      sin(x)/x, "words.txt" using 0:(strlen(stringcolumn(1))) \
      with steps title "first words"
}
END

cat >report.pl <<'END'
use strict;
use warnings;

my (%lines, %next, @paragraphs, $last);
while (my $line = <>)
{
   chomp $line;
   push @paragraphs, [] if $. % 12 == 1;
   push @{$paragraphs[-1]}, $line;
   for my $word (map { lc } $line =~ /(\w+)/g)
   {
      push @{$lines{$word}}, $.;
      $next{$last}{$word}++ if defined $last;
      $last = $word;
   }
}
for my $paragraph (@paragraphs)
{
   my $text = join " ", @$paragraph;
   $text =~ s/\s+/ /g;
   $text =~ s/(\w+)\./ucfirst($1) . "!"/ge;
   print "$1\n" while $text =~ /\G(.{1,60})(?:\s|$)/gc;
}
for my $word (sort { @{$lines{$b}} <=> @{$lines{$a}} || $a cmp $b }
              keys %lines)
{
   my $after = $next{$word} || {};
   my @often = sort { $after->{$b} <=> $after->{$a} || $a cmp $b }
      keys %$after;
   printf "%-12s %5d  %s\n", $word, scalar @{$lines{$word}},
      join ", ", @often[0 .. ($#often < 3 ? $#often : 3)];
}
END

cat >report.py <<'END'
class Entry:
    def __init__(self, number, line):
        self.number = number
        self.words = [word.strip(".") for word in line.split()]

    def key(self):
        return tuple(sorted(word[::-1] for word in self.words))

def pairs(entries):
    for entry in entries:
        yield from zip(entry.words, entry.words[1:])

entries = [Entry(*both) for both in enumerate(open("some.txt"))]
index = {}
for entry in entries:
    for word in entry.words:
        index.setdefault(word, set()).add(entry.number)
follow = {}
for first, second in pairs(entries):
    follow.setdefault(first, {}).setdefault(second, []).append(None)
for entry in sorted(entries, key=Entry.key)[:60]:
    print(" ".join(word.title() for word in entry.words))
for word, where in sorted(index.items(), key=lambda item: -len(item[1])):
    after = sorted(follow.get(word, {}), key=lambda w: (len(w), w))[:4]
    print("{:12} {:5} {} {}".format(word, len(where), min(where), after))
print(3 ** 2000 % 10 ** 300, sum(len(w) for w in index))
END

cat >sales.sql <<'END'
CREATE TABLE customer(id INTEGER PRIMARY KEY, name TEXT, city TEXT);
CREATE TABLE sale(id INTEGER PRIMARY KEY, customer INT, day INT,
   cents INT, note TEXT);
WITH RECURSIVE n(i) AS
   (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
   INSERT INTO customer
   SELECT i, 'customer ' || i, 'city ' || (i * 7 % 31) FROM n;
WITH RECURSIVE n(i) AS
   (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)
   INSERT INTO sale SELECT i, i * 7919 % 500 + 1, i * 31 % 365,
   i * 104729 % 9973, printf('%.*c', i % 97, 'x') FROM n;
CREATE INDEX saleByCustomer ON sale(customer, day);
SELECT city, count(*), sum(cents), group_concat(DISTINCT customer.id)
   FROM sale JOIN customer ON customer.id = sale.customer
   GROUP BY city ORDER BY sum(cents) DESC;
SELECT day, max(length(note)), replace(upper(note), 'X', 'yz')
   FROM sale WHERE note LIKE '%x%' GROUP BY day ORDER BY 2, 1;
UPDATE sale SET note = note || ' paid' WHERE cents > 5000;
DELETE FROM sale WHERE day < 90;
VACUUM;
SELECT count(*), sum(length(note)) FROM sale;
END

awk 'BEGIN {
   printf "["
   for (i = 0; i < 800; i++)
   {
      printf "%s{\"id\":%d,\"name\":\"item %d\",\"price\":%.2f,", \
         (i ? ",\n" : ""), i, i, i * 37 % 1009 / 4
      printf "\"tags\":["
      for (k = 1; k <= i % 7 + 1; k++)
         printf "%s\"t%d\"", (k > 1 ? "," : ""), i % k
      printf "],\"at\":{\"x\":[%d,%d],\"y\":null}}", i, i * i
   }
   print "]"
}' >items.json

awk 'BEGIN {
   print "<?xml version=\"1.0\"?><shop>"
   for (i = 0; i < 900; i++)
   {
      printf "<item id=\"i%d\" lang=\"%s\"><name>item &lt;%d&gt;</name>",
         i, i % 3 ? "en" : "de", i
      for (k = 0; k < i % 5; k++)
         printf "<part n=\"%d\">part <b>%d</b> of %d</part>", k, k, i
      print "</item>"
   }
   print "</shop>"
}' >shop.xml

cat >count.lua <<'END'
local count, keys = {}, {}
for line in io.lines("words.txt") do
   for word in line:gmatch("%a+") do
      count[word] = (count[word] or 0) + 1
   end
   for from = 1, #line, 9 do
      keys[#keys + 1] = line:sub(from, from + 30):upper() .. #line
   end
end
table.sort(keys)
local out = {}
for i, key in ipairs(keys) do
   out[i] = key:gsub("%u%u", function(pair)
      return (count[pair:lower()] or 0) .. pair
   end)
end
print(#table.concat(out, "\n"))
END

cat >count.bash <<'END'
declare -A count
while read -r -a words; do
   for word in "${words[@]}"; do
      word=${word%.}
      count[$word]=$((${count[$word]:-0} + 1))
   done
done <few.txt
for word in "${!count[@]}"; do
   printf '%s %d\n' "${word^}" "${count[$word]}"
done
END

cat >count.awk <<'EOF'
{ for (i = 1; i <= NF; i++) { n[$i]++; at[$i] = at[$i] " " NR } }
END {
   m = asorti(n, names)
   for (i = 1; i <= m; i++)
      print n[names[i]], toupper(names[i]) substr(at[names[i]], 1, 60)
}
EOF

cat >pi.bc <<'END'
scale = 200
4 * a(1)
e(1)
for (i = 1; i < 150; i++) x += 1 / i ^ 3
x
define f(n) { if (n < 2) return (1); return (n * f(n - 1)); }
f(200)
END

{
   echo '.TH WORDS 1'
   awk 'NR % 20 == 1 { print ".SH " toupper($1) }
        NR % 5 == 0 { print ".TP\n.B " $1 }
        { print $0 }' few.txt
} >words.1

# STEP 2: the traces.
trace gcc cc1 "$(version gcc --version)" \
   'gcc -std=c11 -Og -c record.c' "cc1, on the recorder's own source"
trace perl perl "$(version perl -v)" \
   'perl report.pl words.txt' 'an index of 900 lines of text'
trace git git "$(version git --version)" \
   'git -C repository --no-pager log -p --stat -M' \
   'a repository of 12 files and 150 commits'
trace gnuplot "$(basename "$(readlink -f "$(command -v gnuplot)")")" \
   "$(version gnuplot --version)" \
   'gnuplot plots.gp' 'two surfaces and 15 plots of four curves, as SVG'
python=$(basename "$(readlink -f "$(command -v python3)")")
trace python "$python" "$(version "$python" --version)" \
   "PYTHONMALLOC=malloc $python -S report.py" \
   'an index of 500 lines of text'
trace sqlite sqlite3 "$(version sqlite3 --version)" \
   'sqlite3 :memory: ".read sales.sql"' \
   '6000 sales: index, join, update, delete, vacuum'
trace jq jq "$(version jq --version)" \
   'jq "group_by(.id % 13) | map({n: length, t: map(.tags[]) | unique})"'\
' items.json' '800 objects'
trace clang-format clang-format "$(version clang-format --version)" \
   'clang-format --style=GNU record.c' "the recorder's own source"
trace xmllint xmllint "$(version xmllint --version)" \
   'xmllint --format shop.xml' '900 items with attributes and parts'
trace lua "$(basename "$(readlink -f "$(command -v lua5.4)")")" \
   "$(version lua5.4 -v)" \
   'lua5.4 count.lua' '900 lines of text: count, sort, substitute'
trace bash bash "$(version bash --version)" \
   'bash count.bash' '30 lines of text: word counts'
trace gawk gawk "$(version gawk --version)" \
   'gawk -f count.awk words.txt' '900 lines of text: a word index'
trace bc bc "$(version bc --version)" \
   'bc -lq pi.bc' '200 digits of pi, e, a series; a factorial'
trace troff troff "$(version troff --version)" \
   'groff -man -Tps words.1' 'a manual page of 30 lines of text'
