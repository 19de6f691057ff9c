# shellcheck shell=bash
# jobs.sh: the real programs of make real, for real.sh to source.
#
# A job is a name, the program that it needs, and a function job_NAME,
# which prints what it has done.  $root is the kit, $build its build
# folder, and $data the folder of the files that the jobs read.
# shellcheck disable=SC2154,SC2034,SC2317

readonly all=(compile perl python sqlite git awk sort gnuplot xml tar
   threads)
declare -Ar needs=([compile]=gcc [perl]=perl [python]=python3
   [sqlite]=sqlite3 [git]=git [awk]=awk [sort]=sort [gnuplot]=gnuplot
   [xml]=xmllint [tar]=gzip [threads]=sh)

job_compile()
{
   cd "$root" && gcc -O2 -g -S -I. -Idriver -o - driver/player.c
}
job_perl()
{
   perl -e 'my %lists; push @{$lists{$_}}, $_ for 1 .. 30000;
      my $sum = 0; $sum += @$_ for values %lists;
      print scalar(keys %lists), " $sum\n"'
}
job_python()
{
   python3 -S -c 'import json
table = {str(i): [i, str(i * i)] for i in range(60000)}
text = json.dumps(table, sort_keys=True)
print(len(text), len(json.loads(text)))'
}
job_sqlite()
{
   sqlite3 :memory: 'CREATE TABLE t (id INTEGER PRIMARY KEY, word TEXT);
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL
         SELECT i + 1 FROM n WHERE i < 100000)
      INSERT INTO t SELECT i, hex(i * 7919) FROM n;
      CREATE INDEX words ON t (word);
      SELECT count(*), min(word), max(word) FROM t;'
}
job_git() { git -C "$data/repository" --no-pager log --stat main; }
job_awk()
{
   awk '{ count[$1 "-" $2]++ } END { for (w in count) n++; print n, NR }' \
      "$data/words"
}
job_sort() { sort -k 2 "$data/words" | tail -n 3; }
job_gnuplot()
{
   gnuplot -e "set terminal svg; plot '$data/words' using 1:3 with dots"
}
job_xml() { xmllint --format "$data/tree.xml" | cksum; }
job_tar() { cd "$root" && tar -cf - --mtime=@0 docs demo | gzip -9 | wc -l; }
job_threads() { "$build/lib/threads"; }

# The files that the jobs read: the same every time.
make_data()
{
   awk 'BEGIN { for (i = 1; i <= 100000; i++)
      print i, "word" (i * 7919) % 50021, (i * 104729) % 1000 }' \
      >"$data/words"
   awk 'BEGIN { print "<tree>"; for (i = 1; i <= 20000; i++)
      print "<leaf n=\"" i "\"><name>leaf " i "</name></leaf>"
      print "</tree>" }' >"$data/tree.xml"
   [ ! -d "$data/repository" ] || return 0
   git init -q "$data/repository" 2>/dev/null || return 0
   awk 'BEGIN { for (i = 1; i <= 400; i++) {
      printf "commit refs/heads/main\ncommitter A <a@b> %d +0000\n", i
      text = "commit " i "\n"
      printf "data %d\n%s", length(text), text
      for (k = 1; k <= 3; k++) {
         text = ""
         for (l = 0; l < i % 40 + k; l++) text = text i " " l * k "\n"
         printf "M 644 inline file%d\ndata %d\n%s", (i * k) % 50,
            length(text), text
      }
      print ""
   } }' | git -C "$data/repository" fast-import --quiet --force
}
