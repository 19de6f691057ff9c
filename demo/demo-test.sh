#!/bin/bash
# demo-test.sh: test the demos (demo).
#
#    make check-demo
#
# plays the scenarios as text and looks for the facts that they are to
# show; drives the demo's screen in tmux; lets managers crash, hang and
# exit; answers a quiz; draws pictures; and opens the page in a browser.
# Programs are taken from $BUILD (build/ unless set), whatever is written
# goes to $BUILD/demo-test/.  What needs a program that isn't installed
# is skipped, and said to be.
set -euo pipefail

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../.ci/count.sh"
BUILD=${BUILD:-build}
demo=$BUILD/demo/demo
work=$BUILD/demo-test
must_have "$demo" check-demo
unset NO_COLOR
tmux="tmux -L demo-test-$$" # a server that nobody else knows
trap '$tmux kill-server 2>/dev/null || true' EXIT
hosts="^$PWD/$BUILD/demo/demohost"
others=$(pgrep -f "$hosts" || true) # of demos that someone looks at

rm -rf "$work"
mkdir -p "$work"

#---------------------------------------------------------------------
# Reporting
#---------------------------------------------------------------------

# Succeed if text $1, with its line breaks as blanks, contains $2.
has()
{
   local text
   text=$(tr -s '\n ' '  ' <<<"$1")
   if [[ $text != *"$2"* ]]; then
      printf 'expected: %s\nin:\n%s\n' "$2" "$1"
      return 1
   fi
}

# Succeed if text $1 does not contain $2.
lacks()
{
   ! has "$1" "$2" >/dev/null
}

# Write what manager $1 says and shows at step $3 of scenario $2.
step()
{
   "$demo" --plain --manager "$1" --scenario "$2" --from "$3" --to "$3"
}

#---------------------------------------------------------------------
# The lecture's facts
#---------------------------------------------------------------------

for m in 3_list 4_dlist 5_bins; do
   ok "$m: after p4, the hole is of no use" \
      has "$(step $m lecture 5)" \
      'They stay unused, which is external fragmentation'
   ok "$m: p3's chunk and the hole become one" \
      has "$(step $m lecture 6)" \
      'p3 is free and coalesced with the previous chunk, which was free'
   ok "$m: at the end all is one chunk" \
      has "$(step $m lecture 10)" \
      'p5 is free and coalesced with both neighbours'
   ok "$m: 100 and 50 are free, 150 do not fit" \
      has "$(step $m external 7)" \
      'External fragmentation: the heap grows'
   ok "$m: in bytes, rounding hides the point" \
      has "$(step $m lecture-bytes 5)" 'p4 lies where p2 was'
done
ok '3_list returns the tail: p5 lies where p3 was' \
   has "$(step 3_list lecture 7)" \
   'its tail (48) is returned, its front (64) stays free. p5 lies where p3 was'
for m in 4_dlist 5_bins; do
   ok "$m returns the front: p5 takes p2's place" \
      has "$(step $m lecture 7)" \
      'its front (64) is returned, its tail (80) stays free. p5 lies where p2 was'
done
ok 'what is freed last is first on the list of 4_dlist' \
   has "$(step 4_dlist lecture 8)" 'free list -> [+16: 80] -> [+160: 80]'
ok 'the list of 3_list is in address order' \
   has "$(step 3_list lecture 9)" 'number 2 of 2'
ok 'a bin of its own for each size' \
   has "$(step 5_bins bins 42)" 'bin 22 -> [+448: 352] -> NULL'
ok 'and as many bytes are free as the running order says' \
   has "$(step 3 external 7)" "although $(sed -n \
      's/.*SCENARIO=external` | \([0-9]*\) bytes are free.*/\1/p' \
      docs/lecture.md) bytes are free"
ok '90 bytes in the place of 100' \
   has "$(step 4_dlist internal 4)" '22 bytes of its chunk were not asked for'
ok 'the four cases of coalescing: none' \
   has "$(step 4 coalesce 8)" 'its neighbours are in use: nothing to'
ok 'the four cases of coalescing: next' \
   has "$(step 4 coalesce 9)" 'coalesced with the next chunk'
ok 'the four cases of coalescing: both' \
   has "$(step 4 coalesce 13)" 'coalesced with both neighbours'
ok 'minimal never uses anything again' \
   has "$(step 1 grow 4)" "p1's bytes will never be used again"
ok 'pad has a pad' has "$(step 2 grow 2)" 'Cut from the pad'
ok 'vm gives back' has "$(step 6 vm 4)" \
   'The heap shrinks: 102400 bytes go back to the system'
ok 'too large a request fails, and the heap is as it was' \
   has "$(step 4 refusal 2)" 'malloc returns NULL, and the heap is unchanged'
ok 'the footer finds an overrun' \
   has "$(step 4 overrun 6)" 'HeapMgr_isValid returns false'
ok 'and the manager aborts: its words and the last picture' \
   has "$(step 4 overrun 7)" 'aborted in this call (signal 6'
ok 'a picture has all parts, to scale' \
   has "$(step 4 lecture 4)" \
   'HHHH############FFFFHHHH....FFFFHHHH################FFFF'

# What a scenario may be.
# Succeed if the scenario of text $1 (as printf %b takes it) is refused in
# one line that contains $2 and nothing that a terminal obeys.
refuses()
{
   local status=0

   printf '%b' "$1" >"$work/refused.txt"
   "$demo" --plain --scenario "$work/refused.txt" \
      >"$work/refused.out" 2>&1 || status=$?
   [ "$status $(wc -l <"$work/refused.out")" = '2 1' ] &&
      ! LC_ALL=C grep -q '[^ -~]' "$work/refused.out" &&
      has "$(cat "$work/refused.out")" "$2"
}
ok 'text after a NUL is not dropped' refuses \
   'p = malloc(8)\nfree p\0000 q = malloc(9)\n' \
   ':2: expected text, there is a byte 0 in this line'
ok 'no escape reaches the terminal in an error line' refuses \
   'p = \0033[31mmalloc(8)\n' '(the line is "p = ?[31mmalloc(8)")'
ok 'nor in what is expected before it' refuses \
   'p = malloc(8) \0302\0233x\n' ':1: expected text, there is a control'
ok 'nor in a caption' refuses '# \0033]0;x\0007\ncheck\n' \
   ':1: expected text, there is a control'
ok 'nor one that turns the direction of writing' refuses \
   'title a\0342\0200\0256b\ncheck\n' \
   ':1: expected text, there is a control'
ok 'a line too long is not two lines' refuses \
   "# $(printf '%0999d' 0)check\n" ':1: expected a line of fewer'
ok 'a caption too long is not cut' refuses \
   "$(for i in 1 2 3; do printf '# %0900d\\n' "$i"; done)check\n" \
   ':3: expected a caption of fewer than'
printf '\xef\xbb\xbfp = malloc(8)\r\nfree p\r\n' >"$work/mark.txt"
ok 'a byte order mark and CRLF are accepted' \
   has "$(step 4 "$work/mark.txt" 2)" 'step 2 of 2'
ok 'a folder is no scenario' \
   has "$("$demo" --plain -s . 2>&1 || true)" \
   'there is no scenario or trace "."'
mkdir -p "$work/shadow/lecture"
ok 'nor does one hide the scenario of its name' \
   has "$(cd "$work/shadow" && "$OLDPWD/$demo" --root "$OLDPWD" --plain \
      -m 4 -s lecture --from 1 --to 1 2>&1)" 'step 1 of 10'
ok '/dev/zero is no scenario' \
   has "$(timeout 10 "$demo" --plain -s /dev/zero 2>&1 || true)" \
   '/dev/zero:1: expected text'
ok 'nor is text without an end' \
   has "$(yes check | timeout 60 "$demo" --plain -s /dev/stdin 2>&1 ||
      true)" 'expected at most 100000 lines'
for option in '--gif x.gif' '--managers 4' '--seed 3'; do
   ok "${option% *} alone is refused" \
      has "$(xargs "$demo" --plain -m 4 <<<"$option" 2>&1 || true)" \
      "${option% *} does nothing without --"
done
ok 'low memory is not blamed on the manager' \
   has "$(ulimit -v 50000; "$demo" --plain -m 4 2>&1 || true)" \
   "no memory left for the demo's own tables, which is not the manager's"

# A write of 100 into a payload of 80: footer and what lies behind.
printf '%s\n' 'p = malloc(80)' 'q = malloc(16)' 'write p 100' 'free q' \
   >"$work/beyond.txt"
ok 'an overrun past the footer names footer and what lies behind' \
   has "$(step 4 "$work/beyond.txt" 3)" \
   "the chunk's own footer (16 bytes) and 4 bytes behind the chunk"
ok 'the destroyed half of a footer is drawn as destroyed' \
   has "$(step 4 overrun 5)" 'HHHH######ww!!FF'
ok 'and stays so while the heap is looked at' \
   has "$(step 4 overrun 6)" 'HHHH######ww!!FF'
ok 'what rounding takes is not destroyed' \
   lacks "$(step 4 overrun 4)" '!'
ok 'adjoining payloads without headers have an edge' \
   has "$(step 1 grow 15)" '#|#'
ok 'a mapping has no place' has "$(step 6 vm 3)" \
   'returns +16 in a mapping of its own'
ok 'nor in its bar' has "$(step 6 vm 3)" ' mapping #####'
ok 'deferred coalescing is put off until a malloc needs it' \
   has "$(step _deferred coalesce 15)" 'lay apart until now become one'
ok 'calls that the demo refused are not counted' \
   has "$(step 3 external 7)" 'system calls 1, in all 5'
# Write the steps that manager $1 takes for step $2 of the scenario bins.
bins_steps()
{
   step "$1" bins "$2" | sed -n 's/^steps \([0-9]*\),.*/\1/p'
}
for s in 43 44; do
   ok "step $s of bins: fewer steps than with one list" \
      test $((3 * $(bins_steps 5 $s) / 2)) -lt "$(bins_steps 4 $s)"
done
# A screen has two lines of 80 characters for it, beside a second manager.
ok 'no caption is too long for the screen' \
   test -z "$(awk '/^# / { text = text substr($0, 2); next }
      length(text) > 152 { print FILENAME ": " text }
      { text = "" }' demo/scenarios/*.txt)"
ok 'no title is, either' \
   test -z "$(grep -nE '^title: .{44}' demo/scenarios/*.txt)"

# The steps that the list's free takes grow, those of dlist's don't.
free_steps()
{
   step "$1" slow-free "$2" | sed -n 's/^steps \([0-9]*\),.*/\1/p'
}
ok 'the list makes free slow' \
   test "$(free_steps 3 61)" -gt $((3 * $(free_steps 3 42)))
ok 'footers keep it fast' \
   test "$(free_steps 4 61)" -le $(($(free_steps 4 42) + 5))

#---------------------------------------------------------------------
# The lecture's table: system calls and utilization (steps depend on
# the compiler, so they are not compared)
#---------------------------------------------------------------------

while IFS='|' read -r _ m _ _ _ _ calls utilization _; do
   m=${m// /}
   ok "the lecture's table is true of $m" \
      test "$("$BUILD/steps/testheapmgr$m" --no-parts --no-header \
         RandomRandom 20000 2000 | awk 'NR == 1 { print $7, $9 }')" = \
      "${calls// /} ${utilization// /}"
done < <(grep -E '^\| ([1-6]|)_' docs/lecture.md)
ok 'the lecture has a row for each manager' \
   test "$(grep -cE '^\| ([1-6]|)_' docs/lecture.md)" -eq \
   "$("$demo" --list | grep -cE '^([1-6]|)_')"
ok 'the list of managers has programs only' lacks "$("$demo" --list)" '.'


#---------------------------------------------------------------------
# Every scenario with every manager: it ends, and the parts of the heap
# add up to the heap
#---------------------------------------------------------------------

sums()
{
   tr -s '\n ' '  ' | grep -oE 'heap [0-9]+ = [^(]*' |
      awk '{ sum = 0
             for (i = 5; i <= NF; i++) if ($i ~ /^[0-9]+$/) sum += $i
             n++
             if (sum != $2) { print "does not add up: " $0; bad = 1 } }
           END { exit bad || n == 0 }'
}
for file in demo/scenarios/*.txt; do
   name=$(basename "$file" .txt)
   for m in "${stages[@]}"; do
      "$demo" --plain -m "$m" -s "$name" >"$work/$name-$m.txt"
      sums <"$work/$name-$m.txt" >>"$work/sums" ||
         echo "$name with $m" >>"$work/sums"
   done
done
# Of the appendix, those scenarios that differ most from the stages'.
for name in lecture external realloc; do
   for m in _buddy _deferred _hybrid _payload _segregated _unsorted; do
      "$demo" --plain -m $m -s "$name" >"$work/$name$m.txt"
      sums <"$work/$name$m.txt" >>"$work/sums" ||
         echo "$name with $m" >>"$work/sums"
   done
done
ok 'late coalescing is not told as a split' \
   has "$(step _hybrid lecture 7)" 'lay apart until now become one'
ok 'no rest is less than nothing' \
   test -z "$(grep -l '(-[0-9]' "$work"/*_*.txt)"
ok 'reuse names who was at the very address' \
   has "$(step 4 external 9)" 'p6 lies where p1 was'
ok 'in all scenarios, with all managers, the parts add up' \
   test ! -s "$work/sums"

#---------------------------------------------------------------------
# Scenario files
#---------------------------------------------------------------------

# A scenario of the lines given.
scenario()
{
   printf '%s\n' "$@" >"$work/s.txt"
}
refused()
{
   local status=0
   "$demo" --plain -s "$work/s.txt" 2>"$work/err" || status=$?
   [ "$status" -eq 2 ] && [ "$(wc -l <"$work/err")" -eq 1 ] &&
      has "$(cat "$work/err")" "$1"
}
scenario 'p1 = malloc(3)' 'free p2'
ok 'a free of what nobody has' refused 's.txt:2: free of p2'
scenario 'p1 = maloc(3)'
ok 'a misspelt call' refused 's.txt:1: expected malloc(SIZE)'
scenario 'p1 = malloc(99999999999999999999)'
ok 'a size that is too large' refused 'too large'
scenario 'p1..p4 = malloc(3)' 'free p1..p4 by 66666666666666666666'
ok 'a stride beyond all numbers' refused 's.txt:2: expected names like'
scenario 'scale 1,000' 'p1 = malloc(3)'
ok 'a scale with more than a number' refused 's.txt:1: expected a scale'
scenario '# nothing'
ok 'a scenario without steps' refused 'there is no step'
scenario 'title: T' 'p1..p9 = malloc(16)' 'free p1..p9 by 2' 'check'
ok 'names in a row' has "$("$demo" --plain -s "$work/s.txt")" \
   'step 15 of 15 T'
unknown()
{
   { "$demo" --plain -m "$1" >/dev/null; } 2>&1 || true
}
ok 'an unknown manager: those that there are' \
   has "$(unknown 9)" \
   'there is no manager "9"; the demo shows: 1_minimal 2_pad 3_list'
ok 'one that can not be shown: the same' \
   has "$(unknown _gnu)" 'there is no manager "_gnu"; the demo shows'
mkdir "$work/few"
cp -l "$demo" "$work/few/demo"
ok 'one that has not been built: how to build it' \
   has "$("$work/few/demo" -m bins 2>&1 || true)" '"make demo MANAGER=bins" does that'
ok 'a file name will do for a manager' \
   has "$("$demo" --plain -m heapmgr3_list --to 0)" 'heapmgr3_list step 0'
ok 'its name without the number, too' \
   has "$("$demo" --plain -m bins --to 0)" 'heapmgr5_bins step 0'
ok 'an unknown scenario' \
   has "$("$demo" -s nonesuch 2>&1 || true)" 'there is no scenario'

#---------------------------------------------------------------------
# Managers that fail
#---------------------------------------------------------------------

faulty()
{
   scenario 'a = malloc(40)' 'b = malloc(100)' "c = malloc($1)" \
      'd = malloc(8)'
   timeout 20 "$demo" --plain -m own_demo_faulty -s "$work/s.txt"
}
ok 'no inspection functions: the payloads are shown' \
   has "$(faulty 1)" 'b:100'
ok 'and the rest is said to be unknown' \
   has "$(faulty 1)" 'this manager has no inspection functions'
ok 'a crash: the call and the last good picture' \
   has "$(faulty 1001)" \
   '> c = malloc(1001) The manager crashed in this call (signal 11'
ok 'an exit' has "$(faulty 1003)" 'ended the program in this call'
ok 'NULL without a reason' has "$(faulty 1004)" \
   'although the system refused nothing'
faulty 1002 >"$work/hang.txt" &
hang=$!

#---------------------------------------------------------------------
# Lists that a mistake has damaged
#---------------------------------------------------------------------

# Make manager own_$2, which is $1 with mistake $2, and what shows it.
mistaken()
{
   cp "heapmgr$1.c" "$work/$2.c"
   patch -s "$work/$2.c" "grading/specimens/mistakes/$2.patch"
   make -s MANAGER="$work/$2.c" "$BUILD/demo/demohostown_$2"
}
mistaken 4_dlist double-insertion
mistaken 4_dlist merged-on-list
ok 'no list of a sound manager is said to be damaged' \
   test -z "$(grep -l 'free list is damaged' "$work"/*.txt)"
ok 'a cycle: it has no end' \
   has "$(step own_double-insertion coalesce 8)" \
   'A free list is damaged: it comes back to the chunk at'
ok 'and where it comes back is shown' \
   has "$(step own_double-insertion coalesce 8)" 'again!] heap'
ok "a file of one's own is called what it is" \
   test "$(step own_merged-on-list coalesce 1 | head -n 1)" = \
   ' merged-on-list  step 1 of 15  The four cases of coalescing'
ok 'a chunk on the list that is part of another' \
   has "$(step own_merged-on-list coalesce 9)" \
   'where no chunk starts'
ok 'is not shown as a chunk' \
   has "$(step own_merged-on-list coalesce 9)" 'no chunk!]'

#---------------------------------------------------------------------
# Without a terminal, and without colours
#---------------------------------------------------------------------

ok 'no terminal: no control characters' \
   lacks "$("$demo" | cat)" $'\033'
ok 'two managers in step' \
   has "$("$demo" -m 3 --second 4 --from 5 --to 5)" \
   'heapmgr4_dlist step 5'
q=$(printf '32\n7\n\n\n\n\n\n\n\n\n' | "$demo" --quiz --seed 3)
ok 'quiz: a right answer' has "$q" '? Right.'
ok 'quiz: a wrong one, and the truth' has "$q" 'No: 112.'
ok 'quiz: the score' has "$q" 'Score: 1 of 10'
ok 'quiz: q ends it, and is no wrong answer' \
   has "$(printf '32\nq\n' | "$demo" --quiz --seed 3)" 'Score: 1 of 1'
ok 'quiz: it says so' has "$q" 'q and Enter end the quiz'
ok 'quiz: another seed, other questions' \
   test "$(printf '\n%.0s' {1..10} | "$demo" --quiz --seed 4)" != \
   "$(printf '\n%.0s' {1..10} | "$demo" --quiz --seed 5)"

#---------------------------------------------------------------------
# A full disk
#---------------------------------------------------------------------

ok 'text that cannot be written is no success' \
   has "$("$demo" --plain 2>&1 >/dev/full || echo "status $?")" \
   "demo: can't write the text: No space left on device status 2"
# Run the demo where every fork fails of the process that $1 names: the
# manager's host, or a worker, which the host has forked.
forkless()
{
   NO_FORKS_OF=$1 LD_PRELOAD=$PWD/$work/forkless.so timeout 20 \
      "$demo" "${@:2}"
}
cat >"$work/forkless.c" <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static pid_t iFirst;
__attribute__((constructor)) static void begin(void)
{
   iFirst = getpid();
}
pid_t fork(void)
{
   pid_t (*pfFork)(void) = (pid_t(*)(void))dlsym(RTLD_NEXT, "fork");
   int iWorker = (strcmp(getenv("NO_FORKS_OF"), "worker") == 0);

   if (strstr(program_invocation_short_name, "demohost") == NULL
       || iWorker != (getpid() != iFirst))
      return pfFork();
   errno = EAGAIN;
   return -1;
}
END
"${CC:-gcc}" -w -shared -fPIC -o "$work/forkless.so" "$work/forkless.c"
ok 'if no process can be had for a step, that is said' \
   has "$(forkless host --plain --to 1)" "It says: demohost: can't start a process"
if have gnuplot 'pictures of a long run'; then
   awk 'BEGIN { for (i = 0; i < 5000; i++) print "a " i " 100" }' \
      </dev/null >"$work/keep.script"
   ok 'a moment that could not be kept is played again' \
      forkless worker -s "$work/keep.script" --from 4990 --to 4991 \
      --frames "$work/forkless"
fi

ok 'if nobody wants more of it, nothing is said' \
   test -z "$({ "$demo" --plain | head -n 1 >/dev/null; } 2>&1)"

# Run the demo where /tmp holds no more than 4096 bytes.
cramped()
{
   bwrap --dev-bind / / --bind "$PWD" /mnt --chdir /mnt \
      --size 4096 --tmpfs /tmp "$demo" "$@" 2>&1 || echo "status $?"
}
if ! bwrap --dev-bind / / true 2>/dev/null; then
   skip 'frames of all data' 'bwrap is missing, or may not make namespaces'
elif have gnuplot 'frames of all data'; then
   ok 'frames are drawn of all data, or not at all' \
      has "$(cramped --frames "$work/cramped")" \
      "can't keep the data for gnuplot in /tmp: No space left on device status 2"
   ok 'and so is the map' \
      has "$(cramped -s driver/traces/bash.rep.gz --map "$work/cramped.png")" \
      "can't keep the map's pixels in /tmp: No space left on device status 2"
fi

#---------------------------------------------------------------------
# A trace of 100,000 operations
#---------------------------------------------------------------------

# Of 600 places each is taken and given back in turn.
awk 'BEGIN { for (i = 0; i < 100000; i++) {
   random = (random * 1103515245 + 12345) % 2147483648
   place = int(random / 65536) % 600
   if (place in live) { print "f " live[place]; delete live[place] }
   else { print "a " ++id " " 1 + int(random / 64) % 700
          live[place] = id } } }' </dev/null >"$work/long.script"
ok 'the trace has 100,000 operations' \
   test "$(wc -l <"$work/long.script")" -eq 100000

# What the screen of session $1 shows.
screen()
{
   $tmux capture-pane -p -t "$1"
}
# Wait until the screen of session $1 has text $2; give up after 2 s.
await()
{
   local i
   for ((i = 0; i < 40; i++)); do
      if [[ $(screen "$1") == *"$2"* ]]; then
         return 0
      fi
      sleep 0.05
   done
   printf 'after 2 s no "%s" in:\n%s\n' "$2" "$(screen "$1")"
   return 1
}
# Start the demo with options $2... in session $1, 80 by 24.
session()
{
   local name=$1
   shift
   $tmux -f /dev/null new-session -d -s "$name" -x 80 -y 24 \
      "$demo $*"
}
# Press keys $2... in session $1; if it has ended, what should
# come of that doesn't come.
press()
{
   local name=$1
   shift
   $tmux send-keys -t "$name" "$@" || true
}

if have tmux 'the screen'; then
   # The server ends with its last session, so one is there all the time.
   $tmux -f /dev/null new-session -d -s hold 'sleep 600'
   session long -m 5 -s "$work/long.script"
   ok 'opens within two seconds' await long 'step 0 of 100000'
   press long 1 0 0 0 0 0 G
   ok 'its end, within two seconds' await long 'step 100000 of 100000'
   press long b
   ok 'a step back from there' await long 'step 99999 of 100000'
   press long 5 0 0 0 1 G
   ok 'its middle' await long 'step 50001 of 100000'
   press long c
   ok 'the next coalescing' await long 'coalesced with'
   press long q

   # A search in vain takes long: it says how far it is, and can be ended.
   awk 'BEGIN { for (i = 1; i <= 40000; i++) print "a " i " 100" }' \
      >"$work/vain.script"
   session vain -m 4 -s "$work/vain.script"
   ok 'a long trace without a free' await vain 'step 0 of 40000'
   press vain c
   ok 'a search shows how far it is' await vain 'of 40000; any key stops'
   press vain n
   ok 'and a key ends it' await vain 'Stopped: no coalescing'
   press vain q

   session keys
   ok 'starts before the first step' await keys 'step 0 of 10'
   press keys Space n Right Enter Down
   ok 'five keys for the next step' await keys 'step 5 of 10'
   ok 'the sentence is there' await keys 'external fragmentation'
   press keys b Left BSpace
   ok 'three keys back' await keys 'step 2 of 10'
   press keys c
   ok 'on to the next coalescing' await keys 'step 6 of 10'
   press keys s
   ok 'on to the next split' await keys 'step 7 of 10'
   press keys s
   ok 'no split after that, and it says so' await keys 'No split from here'
   press keys m
   ok 'the next manager at the same step' \
      await keys 'heapmgr5_bins  step 7'
   press keys Home
   ok 'Home' await keys 'step 0 of 10'
   press keys End
   ok 'End' await keys 'step 10 of 10'
   press keys '?'
   ok 'help' await keys 'back one step'
   press keys x
   ok 'any key ends help' await keys 'step 10 of 10'
   $tmux resize-window -t keys -x 120 -y 40
   ok 'resized to 120 by 40' await keys \
      '- in no chunk'
   ok 'the last line is at the bottom' \
      has "$(screen keys | sed -n 40p)" 'space next'
   $tmux resize-window -t keys -x 30 -y 8
   ok 'too small: it says so' await keys 'too small'
   $tmux resize-window -t keys -x 80 -y 24
   ok 'and comes back' await keys 'step 10 of 10'
   press keys Home r
   ok 'runs' await keys 'step 1 of 10'
   press keys q
   sleep 0.3
   ok 'q ends it' \
      lacks "$($tmux list-sessions 2>&1)" 'keys:'

   session two -m 3 --second 4
   ok "two managers start" await two "heapmgr4_dlist  step 0"
   press two n n n n n n n
   ok 'two managers on one screen' await two "heapmgr4_dlist  step 7"
   ok 'the first of them, in step' has "$(screen two)" \
      'heapmgr3_list step 7'
   press two q

   session small -m 3 --second 4 -s slow-free
   await small 'step 0 of 62' >/dev/null || true
   press small End
   ok 'small chunks: what is free can be seen' await small '#.#.#.#.#'
   ok 'the caption for both, whole' \
      has "$(screen small)" 'costs much. (SECOND=4_dlist makes none.)'
   press small q

   session next -s lecture
   press next n n n n
   ok 'the next call, and what to ask the class' await next \
      'next: p4 = malloc(6)   (1 is 16 bytes: 96)   Does p4 fit into the hole'
   ok 'the legend' has "$(screen next)" \
      'H header # payload # new w internal F footer . free _ pad ? unknown'
   press next End
   await next 'step 10 of 10' >/dev/null || true
   ok 'no call is next at the end' lacks "$(screen next)" 'next:'
   press next q

   # README's demo of bins, at the size that README says is enough.
   session bins -m 5 --second 4 -s bins
   await bins 'step 0 of 45' >/dev/null || true
   press bins 4 4 G
   ok 'bins beside a list: the bins, on 24 lines' await bins \
      'bin 13   -> [+592: 208] -> NULL'
   ok 'each of them' has "$(screen bins)" \
      '(7 more) bin 6 -> [+160: 96] -> [+16: 96] -> NULL bin 13'
   ok 'and the list' has "$(screen bins)" \
      'free list -> [+592: 208] -> [+1712: 48]'
   ok 'and all that is said' has "$(screen bins)" \
      'were not asked for: internal fragmentation. 32B/col'
   press bins 4 1 G
   ok 'no bin is left out' lacks "$(screen bins)" 'in larger bins'
   $tmux resize-window -t bins -x 160 -y 50
   press bins 4 4 G
   ok '160 by 50' await bins 'step 44 of 45  Bins at work  '
   await bins 's21:16' >/dev/null || true
   ok 'a caption that stands there once' \
      test "$(screen bins | grep -o 'Which chunk is split' | wc -l)" -eq 1
   press bins q

   session both -m 5 --second 4 -s lecture
   await both 'step 0 of 10' >/dev/null || true
   press both 7 G
   ok 'beside a second manager, too, what a call returned' \
      await both 'p5 = malloc(2)  returns +112'
   $tmux resize-window -t both -x 60 -y 14
   ok 'in a small window, both managers and their counters' \
      await both '(45%)  steps 30, in all'
   ok 'and both bars' \
      test "$(screen both | grep -cE '^ +[+]16 HH')" -eq 2
   press both q

   session names -m 3 --second 4 -s slow-free
   await names 'step 0 of 62' >/dev/null || true
   press names 4 2 G
   await names 'heapmgr4_dlist  step 42' >/dev/null || true
   ok 'where names have no room, the freed one has' \
      test "$(screen names | grep -cE '^32B/col +p2$')" -eq 2
   ok 'the whole caption' has "$(screen names)" 'and does that change?'
   press names q

   session grow -m 2 -s grow
   await grow 'step 0 of 15' >/dev/null || true
   press grow 1 4 G
   ok 'p2 has its name beside p1' await grow 'p1     p2:2000'
   press grow q

   $tmux -f /dev/null new-session -d -s plain -x 80 -y 24 \
      "NO_COLOR=1 $demo"
   ok 'NO_COLOR: the screen, with its keys' await plain 'space next'
   press plain n
   ok 'step by step' await plain 'step 1 of 10'
   ok 'without colours' lacks \
      "$($tmux capture-pane -e -p -t plain)" $'\033['
   press plain q
   $tmux -f /dev/null new-session -d -s dumber -x 80 -y 24 \
      "TERM=dumb $demo --scenario refusal; sleep 60"
   ok 'a dumb terminal: plain text, and no keys' \
      await dumber 'step 5 of 5'
   ok 'and no control characters' lacks \
      "$($tmux capture-pane -e -p -t dumber)" $'\033['

   session crash -m 4 -s overrun
   press crash End
   ok 'a crash is shown' await crash 'aborted in this call'
   press crash b
   ok 'and one can step back from it' await crash 'step 6 of 7'
   press crash f
   ok 'the next failure is the crash' await crash 'step 7 of 7'
   press crash q
   sleep 0.3
   $tmux kill-server 2>/dev/null || true
fi
ok 'no host is left behind' \
   test -z "$(comm -13 <(sort <<<"$others") \
      <(pgrep -f "${hosts}4_dlist" | sort))"

#---------------------------------------------------------------------
# Pictures
#---------------------------------------------------------------------

if have gnuplot 'frames and GIF'; then
   "$demo" --frames "$work/frames" --gif "$work/demo.gif" 2>/dev/null
   ok 'a frame for each step' test -s "$work/frames/frame-10.svg"
   ok 'a frame has its sentence' \
      has "$(cat "$work/frames/frame-05.svg")" 'which is external'
   "$demo" -m 4 -s overrun --frames "$work/overrun" 2>/dev/null
   ok 'what is destroyed is red in a frame' \
      has "$(cat "$work/overrun/frame-05.svg")" '170, 0, 0'
   "$demo" -m 2 -s grow --from 15 --to 15 --frames "$work/pad"
   pad=$(sed -n 's/.*<text>\(.*\)<.*/\1/p' "$work/pad/frame-01.svg" |
      tr -s '\n' ';')
   ok 'in a frame, too, a narrow payload has its name' \
      has "$pad" ';p1;p2: 2000;'
   ok 'and no two places overlap' lacks "$pad" '+12032'
   ok 'a strip' test -s "$work/frames/strip.png"
   ok 'an animation' \
      has "$(head -c 6 "$work/demo.gif")" 'GIF89a'
   "$demo" -m 4 -s "$work/long.script" --map "$work/map.png" 2>/dev/null
   mkdir -p "$work/bin"
   printf '#!/bin/sh\ncat >"%s"\n' "$PWD/$work/map.gp" >"$work/bin/gnuplot"
   chmod +x "$work/bin/gnuplot"
   PATH=$PWD/$work/bin:$PATH "$demo" -m 4 -s refusal \
      --map "$work/none.png"
   ok 'the map marks growth and failure, where they are' \
      test "$(awk '/^EOD/ { exit } /^[0-9]/ { printf "%s:%d%d ", $1, $6, $7 }' \
      "$work/map.gp")" = '1:10 2:01 3:00 4:00 5:10 '
   ok 'a map' has "$(head -c 4 "$work/map.png" | tail -c 3)" 'PNG'
   # With a second manager, both maps have the scale of the larger heap.
   for pair in '2 3' '3 2'; do
      PATH=$PWD/$work/bin:$PATH "$demo" -m "${pair% *}" \
         --second "${pair#* }" -s grow --map "$work/none.png"
      grep -o 'dx=[0-9.]*' "$work/map.gp"
   done >"$work/scales"
   ok 'two maps to be compared have the same scale' \
      test "$(sort -u "$work/scales" | wc -l) $(wc -l <"$work/scales")" = '1 2'
   ok 'and one alone has its own' \
      lacks "$(PATH=$PWD/$work/bin:$PATH "$demo" -m 2 -s grow \
         --map "$work/none.png"; cat "$work/map.gp")" \
      "$(head -n 1 "$work/scales")"
fi

"$demo" --html "$work/short.html"
"$demo" -m 3 --html "$work/several.html" --managers 3,4_dlist,5
"$demo" -m 3 -2 4 -s overrun --html "$work/failed.html"
"$demo" -m 5 -s "$work/long.script" --html "$work/long.html"
ok 'the page of 100,000 operations is below 2 MB' \
   test "$(stat -c %s "$work/long.html")" -lt 2000000
ok 'a page begins as one' \
   test "$(head -n 1 "$work/short.html")" = '<!DOCTYPE html>'
ok 'a page fetches nothing' \
   test -z "$(grep -aoE '(src|href)="?https?:|@import|fetch\(' "$work/short.html")"

# Colours are told apart by nobody if two pictures give them two meanings.
colours()
{
   grep -aoE '#[0-9A-F]{6}\b' demo/page.html
   grep -aoE 'background:#[0-9A-F]{3}\b' demo/page.html |
      sed -E 's/.*#(.)(.)(.)/#\1\1\2\2\3\3/'
}
ok "the page's colours are those of the other pictures" \
   test -z "$(colours | sed 's/#/0x/' | sort -u |
      grep -v -x -f <(grep -o '0x[0-9A-F]*' demo/palette.h))"

# Press keys and buttons in a copy $2 of page $1, as the script $3 says,
# and put what its title says each time into its last line.
drive()
{
   local script
   script=$(tr '\n' ' ' <<<"$3")
   sed 's|</body>|<pre id="log"></pre><script>\
function log() { document.getElementById("log").textContent +=\
  element("title").textContent.replace(/:.*/, "") + ";"; }\
function key(k) { document.dispatchEvent(new KeyboardEvent("keydown",\
  { key: k, cancelable: true })); log(); }\
const wait = setInterval(() => {\
  if (!document.body.dataset.ready) return;\
  clearInterval(wait);\
  '"$script"' }, 20);</script></body>|' "$1" >"$2"
}
browse()
{
   timeout 60 chromium --headless --no-sandbox --disable-gpu \
      --disable-quic --no-first-run --disable-background-networking \
      --user-data-dir="$work/chromium" --virtual-time-budget=10000 \
      --dump-dom "file://$PWD/$1" 2>/dev/null
}
if have chromium 'the page in a browser'; then
   drive "$work/short.html" "$work/driven.html" \
      'log(); element("next").click(); log(); key(" "); key("End");
       key("b"); key("Home"); key("c"); element("split").click(); log();
       element("slider").value = 4;
       element("slider").dispatchEvent(new Event("input")); log();'
   page=$(browse "$work/driven.html")
   steps=$(grep -o 'id="log">.*</pre>' <<<"$page" |
      grep -oE 'step [0-9]+' | tr -dc '0-9\n' | tr '\n' ' ')
   ok 'buttons, keys and slider move the page' \
      test "$steps" = '0 1 2 10 9 0 6 7 4 '
   ok 'the page has the sentence' \
      has "$page" 'p2 is free, its neighbours are in use'
   drive "$work/several.html" "$work/driven.html" \
      'key("7"); key("G"); key("m"); key("M"); key("M"); key("M");
       element("first").click(); key("x");
       window.dispatchEvent(new Event("beforeprint"));'
   page=$(browse "$work/driven.html")
   titles=$(grep -o 'id="log">.*</pre>' <<<"$page" | sed 's/.*">//; s/<.*//')
   s='step 7 of 10'
   ok 'the page switches managers, and shows two, at the same step' \
      test "$titles" = "heapmgr3_list, step 0 of 10;heapmgr3_list, $s;\
heapmgr4_dlist, $s;heapmgr4_dlist and heapmgr3_list, $s;\
heapmgr4_dlist and heapmgr5_bins, $s;heapmgr4_dlist, $s;\
heapmgr4_dlist, step 5 of 10;"
   ok 'on paper, all steps' \
      test "$(grep -o 'class="source"' <<<"$page" | wc -l)" -eq 11
   page=$(browse "$work/failed.html#step=7")
   ok 'one manager fails, the other one goes on: the call' \
      has "$page" 'free(p1)</div><div class="sentence alarm">'
   page=$(browse "$work/several.html#step=4")
   ok 'the page shows what is next, and asks' has "$page" \
      'next: p4 = malloc(6) (1 is 16 bytes: 96) Does p4 fit into'
   "$demo" -m 6 -s vm --html "$work/vm.html"
   ok 'on the page, too, a mapping has no place' \
      has "$(browse "$work/vm.html#step=3")" \
      'returns +16 in a mapping of its own'
   "$demo" -m 3 -s external --html "$work/external.html"
   ok 'and refused calls are not counted' \
      has "$(browse "$work/external.html#step=7")" \
      'system calls 1, in all 5<'
   drive "$work/long.html" "$work/driven.html" \
      'window.dispatchEvent(new Event("beforeprint"));'
   page=$(browse "$work/driven.html#step=99999")
   ok 'on paper, of a long run a part, and it says so' \
      has "$page" 'Of 100000 steps these are 2, from step 99999 on'
   ok 'the long page opens at its end' \
      has "$page" 'step 99999 of 100000'
   expected=$(step 5 "$work/long.script" 99999 |
      sed -n 's/^heap \([0-9]*\) = .*/heap \1 = /p')
   ok 'and shows the same heap as the text' has "$page" "$expected"
fi

wait "$hang" || true
ok 'a manager that hangs is given up' \
   has "$(cat "$work/hang.txt")" "doesn't come back in this call"

end_count
