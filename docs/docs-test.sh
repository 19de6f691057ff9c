#!/bin/bash
# docs-test.sh: run the commands that the documents show.
#
# Usage: docs-test.sh [--all]
#
# A command is a line of a block marked sh, or an indented line, or words
# between backquotes, that begins with make, build/ or diff, in README.md
# or docs/*.md.  Each is run and must succeed; the ones that take long
# (HEAVY) are only looked up in the Makefile, unless --all or they are
# about a single small thing (LIGHT).  Links to files must lead somewhere.
set -uo pipefail

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../.ci/count.sh"
build=${BUILD:-build}
log=$build/docs-test.log
all=${1:-}
must_have "$build/testheapmgr4_dlist" programs

# Commands that take long, ask for an answer, or show a file of the
# reader's own as an example.
heavy='setup|compare|check|scaling|plots|docs|race|measure-long|prove|fuzz|soak|mutants|coverage|sanitize|record|submit|debug|grade|gradescope|similar|everything|starter|clean|lint|demo-pictures| real$'
light='^make prove(-isvalid)? MANAGERS=[0-9a-z_]+$'
example='build/mine|path/to|\.\.\.|…|NAME|N=|=$|TEST=|SUBMISSION|=DIR|=dir'

# Print the commands of document $1, a line each.
commands()
{
   awk '
      /^```sh/ { block = 1; next }
      /^```/ { block = 0; next }
      block || /^    [^ ]/ { sub(/^    /, ""); print; next }
      {
         while (match($0, /`[^`]+`/)) {
            print substr($0, RSTART + 1, RLENGTH - 2)
            $0 = substr($0, RSTART + RLENGTH)
         }
      }' "$1" |
      sed 's/ *#.*//' | grep -E '^(make +[a-zA-Z-]|build/[a-z]+[0-9_/a-z]* |diff +[a-z])' ||
      true
}

documents=(README.md docs/*.md)
for document in "${documents[@]}"; do
   commands "$document"
done | sort -u >"$build/docs-commands"

while IFS= read -r command; do
   if [[ $command =~ $example ]] || {
      [[ $command =~ ^make.*($heavy) ]] &&
         ! [[ $command =~ $light ]] && [ "$all" != --all ]; }; then
      # Is there such a target?
      targets=$(echo "$command" | tr ' ' '\n' |
         grep -E '^[a-z][a-z0-9_-]*$' | grep -v '^make$' || true)
      [ -n "$targets" ] || continue
      status=0
      for target in $targets; do
         make -n "$target" >/dev/null 2>&1 ||
            grep -q "^$target:" grading/starter/student.mk || status=1
      done
      echo "no such target" >"$log"
      went "there is: $command" "$status" "$log"
   else
      # A program that a build command before would have made.
      if [[ $command =~ ^build/[^\ ]* ]]; then
         make -s "${BASH_REMATCH[0]/#build/$build}" >/dev/null 2>&1
      fi
      timeout 100 bash -c "${command//build\//$build/}" >"$log" 2>&1 \
         </dev/null
      status=$?
      # diff says 1 where files differ, as they should.
      [[ $command == diff* && $status -eq 1 ]] && status=0
      went "$command" "$status" "$log"
   fi
done <"$build/docs-commands"

# The lecture's table, as a target and as it is printed.
make -s lecture-table BUILD="$build" >"$log" 2>&1
went "make lecture-table" $? "$log"
awk -v rows=${#stages[@]} \
   'length > 80 { bad = 1 } END { exit bad || NR != rows + 2 }' "$log"
went "all rows of it fit into 80 columns" $? "$log"
# Steps depend on the compiler, so they are not compared.
diff <(awk '/^[1-6]_/ { print $1, $6, $7 }' "$log") \
   <(awk -F '|' '{ gsub(/ /, "") } $2 ~ /^[1-6]_/ { print $2, $7, $8 }' \
      docs/lecture.md) >"$log.diff"
went "its figures are those of the lecture" $? "$log"

# Before footers are introduced, no demo shows any.
commands <(sed '/^## Doubly linked list/,$d' docs/lecture.md) |
   grep '^make demo' | grep -v 'MANAGER=[123]' >"$log"
[ ! -s "$log" ]
went "the lecture's demos before footers are of managers without" $? "$log"

# Links.
for document in "${documents[@]}"; do
   # The lecture's figures are drawn by make docs.
   grep -oE '\]\([^)#:]+' "$document" | sed 's/^](//' | sort -u |
      grep -v '^figures/' |
      while IFS= read -r link; do
         [ -e "$(dirname "$document")/$link" ] ||
            echo "$document: no file $link"
      done
done >"$log"
[ ! -s "$log" ]
went "links lead to files" $? "$log"

end_count
