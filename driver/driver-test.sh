#!/bin/bash
# driver-test.sh: test testheapmgr itself.
#
#    make check-driver
#
# runs the faulty managers in grading/specimens/faulty/, whose faults the driver
# must find and name; wrong arguments and malformed traces, which it
# must refuse in one line; and sound managers, of whom it must say "ok"
# and measure the same every time.  Programs are taken from $BUILD
# (build/ unless set); everything written goes to $BUILD/driver-test/.
# It prints a line for each check and exits 0 if all passed.
#
# Some tests keep out weaknesses of the assignment's driver, from which
# this one was made: it ended with status 0 whatever it had found, and
# counted only the break.

set -euo pipefail

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../.ci/count.sh"
BUILD=${BUILD:-build}
CC=${CC:-gcc}
work=$BUILD/driver-test

tests='LifoFixed FifoFixed LifoRandom FifoRandom RandomFixed
   RandomRandom Worst'
managers='1_minimal 2_pad 3_list 4_dlist 5_bins 6_vm'
columns='manager test count size seed status malloc_ns free_ns syscalls
   peak_heap_bytes end_heap_bytes peak_payload_bytes utilization
   mean_utilization'
bins=$BUILD/testheapmgr5_bins
must_have "$BUILD/faulty/testheapmgr_null" check-driver

#---------------------------------------------------------------------
# Reporting
#---------------------------------------------------------------------

# The same, where what is expected is a regular expression for the
# whole of $2.
like()
{
   if [[ $2 =~ ^($3)$ ]]; then
      same "$1" "$2" "$2"
   else
      same "$1" "$2" "$3"
   fi
}

# The same, where $2 must be a number that fits the condition $3, such
# as "> 0".
holds()
{
   if awk -v n="$2" "BEGIN { exit !(n ~ /^[0-9.]+\$/ && n $3) }"; then
      same "$1" "$2" "$2"
   else
      same "$1" "$2" "a number $3"
   fi
}

#---------------------------------------------------------------------
# Running
#---------------------------------------------------------------------

# Run the command $2 ... as run $1: what it prints is in $work/$1.out
# and .err, its exit status in .rc.
run()
{
   local name=$1 status=0

   shift
   "$@" >"$work/$name.out" 2>"$work/$name.err" || status=$?
   echo "$status" >"$work/$name.rc"
}

# Print what run $1 wrote: to the file of kind $2, or column $2 of its
# only row.
written()
{
   cat "$work/$1.$2"
}

column()
{
   awk -F '\t' -v name="$2" '
      NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) wanted = i }
      NR == 2 { print wanted ? $wanted : "no such column" }
      END { if (NR != 2) print "not two lines but " NR }
      ' "$work/$1.out"
}

# Run the program of manager $2, a good or a faulty one, with --tsv and
# the arguments $3 ... as run $1.
measure()
{
   local name=$1 program=$BUILD/testheapmgr$2

   [ -x "$program" ] || program=$BUILD/faulty/testheapmgr_$2
   shift 2
   run "$name" "$program" --tsv "$@"
}

# Write the arguments, a line each, to the trace $work/$1.
trace()
{
   local name=$1

   shift
   printf '%s\n' "$@" >"$work/$name"
}

#---------------------------------------------------------------------
# Faulty managers
#---------------------------------------------------------------------

# A row: manager @ arguments @ status in the table @ the message; the
# last two are regular expressions.  In LifoFixed 20 100 and in FifoFixed, operations
# 1 to 20 are malloc and 21 to 40 are free; FifoFixed frees first what
# operation 1 got.
faults()
{
   local h='0x[0-9a-f]+'

   cat <<END
null@LifoFixed 20 100@NULL without reason at operation 1@operation 1: malloc\(100\) returned NULL, though no brk or mmap was refused: the heap is 0 bytes, 0 of them live payload
lazynull@LifoFixed 20 100@NULL without reason at operation 11@operation 11: malloc\(100\) returned NULL, though .*, 1000 of them live payload
onepointer@LifoFixed 20 100@overlap at operation 2@operation 2: malloc\(100\) returned ($h), .* overlap a live payload: the 100 bytes at $h, from operation 1 .*handed out twice.*
tenbuffers@LifoFixed 20 100@overlap at operation 11@operation 11: .* overlap a live payload: the 100 bytes at $h, from operation 1 .*
static@LifoFixed 20 100@outside the heap at operation 1@operation 1: malloc\(100\) returned $h, .* brk or mmap
shortbreak@LifoFixed 20 100@outside the heap at operation 3@operation 3: malloc\(100\) returned $h, .* brk or mmap
misaligned@LifoFixed 20 100@misaligned at operation 1@operation 1: malloc\(100\) returned $h, which is 8 bytes past a multiple of 16: .*
below@--trace below.script@overlap at operation 3@operation 3 \(line 3\): malloc\(120\) returned $h, whose bytes up to $h overlap a live payload: the 100 bytes at $h, from operation 2 \(line 2\)
above@LifoFixed 20 100@overlap at operation 3@operation 3: malloc\(100\) returned $h, whose bytes up to $h overlap a live payload: the 100 bytes at $h, from operation 2
nosizecheck@--trace grow.script@overlap at operation 4@operation 4 \(line 4\): malloc\(200\) returned $h, whose bytes up to $h overlap a live payload: the 100 bytes at $h, from operation 2 \(line 2\)
firstbyte@FifoFixed 20 100@payload overwritten at operation 21@operation 21: byte 0 of the 100 at $h, the payload from operation 1, .*
lastbyte@FifoFixed 20 101@payload overwritten at operation 21@operation 21: byte 100 of the 101 at $h, the payload from operation 1, .*
middle@FifoFixed 20 10000@payload overwritten at operation 21@operation 21: byte 5000 of the 10000 at $h, .*
onebit@FifoFixed 20 100@payload overwritten at operation 21@operation 21: byte 7 of the 100 at $h, .*
zerofill@FifoFixed 20 100@payload overwritten at operation 21@operation 21: byte 0 of the 100 at $h, .*
shift@FifoFixed 20 100@payload overwritten at operation 21@operation 21: byte 16 of the 100 at $h, .*
swap@FifoFixed 20 100@payload overwritten at operation 21@operation 21: byte 0 of the 100 at $h, .*
tail@LifoFixed 20 100@payload overwritten at operation 22@operation 22: byte 96 of the 100 at $h, the payload from operation 19, .*
firstbyte@--trace line.script@payload overwritten at operation 5@operation 5 \(line 7\): byte 0 of the 100 at $h, the payload from operation 1 \(line 2\), .*
firstbyte@--check 1 --trace line.script@payload overwritten at operation 3@operation 3 \(line 5\): byte 0 of the 100 at $h, the payload from operation 1 \(line 2\), .*
firstbyte@--trace end.script@payload overwritten at operation 3@operation 3 \(line 3\): byte 0 of the 100 at $h, the payload from operation 1 \(line 1\), .*
firstbyte@--trace realloc.script@payload overwritten at operation 3@operation 3 \(line 3\): byte 0 of the 100 at $h, the payload from operation 1 \(line 1\), .*
zero@--trace zero.script@0 bytes served at operation 2@operation 2 \(line 2\): malloc\(0\) returned $h, expected NULL
special@LifoFixed 20 448@outside the heap at operation 1@operation 1: malloc\(448\) returned $h, .*
special@LifoRandom 5000 1000@(outside the heap|overlap) at operation [0-9]+@operation [0-9]+: malloc\(448\) returned $h, .*
late@LifoFixed 1100 100@overlap at operation 1001@operation 1001: .* from operation 1000 .*
arith32@--fast --trace big.script@outside the heap at operation 1@operation 1 \(line 1\): malloc\(4294967312\) returned $h, .*
wraps@--fast --trace huge.script@outside the heap at operation 1@operation 1 \(line 1\): malloc\(9223372036854775807\) returned $h, .*
shrinks@FifoFixed 20 100@payload given back at operation 22@operation 22: not all of the 100 bytes at $h, the payload from operation 2, .*
unmaps@--trace unmaps.script@payload given back at operation 4@operation 4 \(line 4\): not all of the 100 bytes at $h, the payload from operation 1 \(line 1\), .*
unmaps@--fast --trace touch.script@payload given back at operation 4@operation 4 \(line 4\): not all of the 100 bytes at $h, the payload from operation 1 \(line 1\), .*
twice@--trace twice.script@payload given back at operation 5@operation 5 \(line 5\): not all of the 100 bytes at $h, the payload from operation 3 \(line 3\), .*
invalid@LifoFixed 20 100@invalid heap at operation 1@operation 1: HeapMgr_isValid finds the heap invalid .*above\)
segvmalloc@LifoFixed 20 100@crashed at operation 3@signal 11 \(Segmentation fault\) in HeapMgr_malloc, operation 3: malloc of 100 bytes for id 2
segvfree@LifoFixed 20 100@crashed at operation 21@signal 11 \(Segmentation fault\) in HeapMgr_free, operation 21: free of id 19
segvfree@--trace line.script@crashed at operation 5@signal 11 \(Segmentation fault\) in HeapMgr_free, operation 5 \(line 7\): free of id 0
segvvalid@LifoFixed 20 100@crashed at operation 1@signal 11 \(Segmentation fault\) in HeapMgr_isValid, operation 1: malloc of 100 bytes for id 0
abort@LifoFixed 20 100@aborted at operation 3@signal 6 \(Aborted\) in HeapMgr_malloc, operation 3: malloc of 100 bytes for id 2 .*above\)
kill@LifoFixed 20 100@crashed at operation 3@signal 9 \(Killed\) in HeapMgr_malloc, operation 3: .*
loopmalloc@LifoFixed 20 100@> 1 s at operation 3@not done after (1 s of CPU time|14 s by the clock), given up in HeapMgr_malloc, operation 3: .*
loopfree@LifoFixed 20 100@> 1 s at operation 21@not done after (1 s of CPU time|14 s by the clock), given up in HeapMgr_free, operation 21: free of id 19
loopvalid@LifoFixed 20 100@> 1 s at operation 1@not done after (1 s of CPU time|14 s by the clock), given up in HeapMgr_isValid, operation 1: .*
stubborn@LifoFixed 20 100@> 1 s at operation 3@not done after (1 s of CPU time|14 s by the clock), given up in HeapMgr_malloc, operation 3: .*
sleep@LifoFixed 20 100@> 1 s at operation 3@not done after [0-9]+ s by the clock, given up in HeapMgr_malloc, operation 3: .*
exit0@LifoFixed 20 100@exited at operation 3@exit status 0 in HeapMgr_malloc, operation 3: malloc of 100 bytes for id 2: a heap manager must not exit
exitraw@LifoFixed 20 100@exited at operation 21@exit status 0 in HeapMgr_free, operation 21: .*
score@LifoFixed 20 100@exited at operation 3@exit status 0 in HeapMgr_malloc, operation 3: .*
END
}

write_fault_traces()
{
   trace below.script 'a 0 100' 'a 1 100' 'a 2 120'
   trace grow.script 'a 0 100' 'a 1 100' 'f 0' 'a 2 200'
   trace line.script '# a comment' 'a 0 100' 'a 1 100' '' 'a 2 100' \
      'w 1 50' 'f 0'
   trace end.script 'a 0 100' 'a 1 100' 'a 2 100'
   trace realloc.script 'a 0 100' 'a 1 100' 'r 0 50'
   trace zero.script 'a 0 100' 'a 1 0'
   trace big.script 'a 0 4294967312'
   trace huge.script 'a 0 9223372036854775807'
   trace unmaps.script 'a 0 100' 'a 1 100' 'f 1' 'f 0'
   trace touch.script 'a 0 100' 'a 1 100' 'f 1' 'w 0 100'
   trace twice.script 'a 0 100' 'f 0' 'a 1 100' 'a 2 100' 'f 1'
}

# Start all faulty managers.
start_faults()
{
   local manager arguments number=0

   while IFS='@' read -r manager arguments _; do
      number=$((number + 1))
      # shellcheck disable=SC2086 # the arguments are words
      measure "fault$number" "$manager" \
         --cpu-limit 1 ${arguments/--trace /--trace $work/} &
   done < <(faults)
}

check_faults()
{
   local manager arguments word message number=0 name what

   while IFS='@' read -r manager arguments word message; do
      number=$((number + 1))
      name=fault$number
      what="$manager, $arguments"
      same "$what: exit status" "$(written "$name" rc)" 1
      like "$what: status" "$(column "$name" status)" "$word"
      like "$what: message" "$(tail -n 1 "$work/$name.err")" \
         "testheapmgr: $manager: ${word%% at *}: $message"
      same "$what: all columns in one row" "$(awk -F '\t' '
         NR == 1 { columns = NF } NR == 2 { row = NF }
         END { print NR, columns == row }' "$work/$name.out")" "2 1"
      same "$what: operations" "$(column "$name" operations)" \
         "$(column "$name" status | sed 's/.* //')"
   done < <(faults)
}

# What else a bad manager may do.
check_misbehaviour()
{
   local test

   same "score: its own line is not among the results" \
      "$(grep -c 'score.LifoFixed.5' "$work/fault$(faults |
         grep -n '^score' | cut -d : -f 1).out" || true)" 0

   for test in $tests; do
      measure cycle tenbuffers "$test" 100 100
      like "ten buffers handed out in turn fail $test" \
         "$(written cycle rc) $(column cycle status)" \
         "1 overlap at operation [0-9]+"
   done

   run process "$BUILD/faulty/testheapmgr_onepointer" --in-process \
      --tsv LifoFixed 20 100
   same "--in-process: the same status" \
      "$(written process rc) $(column process status)" \
      "1 overlap at operation 2"
   run process "$BUILD/faulty/testheapmgr_segvmalloc" LifoFixed 20 100
   like "without --tsv: a row for people, with the status" \
      "$(tail -n 1 "$work/process.out")" \
      "segvmalloc +LifoFixed .* crashed at operation 3"
}

# Managers that are sound, though odd.
check_sound()
{
   local name

   for name in prints sidetable spy novalid sole; do
      measure "$name" "$name" --check 1 \
         RandomRandom 300 2000
      same "$name: sound" \
         "$(written "$name" rc) $(column "$name" status)" "0 ok"
   done
   same "prints: its output is on stderr" "$(written prints err)" \
      "heapmgr_prints: hello"
   holds "memory mapped beside the heap counts" \
      "$(column sidetable peak_heap_bytes)" "> 1048576"
   same "the driver leaves the break alone" \
      "$(written sole err)" ""

   # What a walk over the heap says is used, whatever it says: no figure
   # may fall below 0, which a size_t can't show.
   trace odd.script 'a 0 100' 'a 1 100' 'a 2 100' 'a 3 100'
   trace shrunk.script 'a 0 100' 'a 1 100' 'f 0'
   for name in 'partunit --trace odd.script' \
      'shortpiece --trace odd.script' \
      'shortpiece --check 1 --trace odd.script' \
      'shrinks --fast --parts --trace shrunk.script'; do
      # shellcheck disable=SC2086 # the arguments are words
      measure odd ${name/--trace /--trace $work/}
      same "$name: ends well" \
         "$(written odd rc) $(column odd status)" "0 ok"
      same "$name: no part of the heap is larger than the heap" "$(awk -F '\t' '
         NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i }
         NR == 2 {
            for (i = 1; i <= NF; i++)
               if (name[i] ~ /_bytes$/ && $i > 1000000)
                  print name[i], $i
         }' "$work/odd.out")" ""
   done
   measure odd partunit --trace "$work/odd.script"
   same "partunit: between the payloads of 100 bytes 12 are internal" \
      "$(column odd internal_bytes) $(column odd external_bytes)" \
      "36 0"

   # In this build, a step that C leaves undefined ends the program.
   trace empty.script 'a 0 0' 'w 0 0' 'r 0 0' 'r 0 100' 'r 0 0' 'w 0 0' \
      'f 0' 'f -1'
   for name in '' --fast '--fast --parts' --in-process; do
      # shellcheck disable=SC2086
      run empty "$BUILD/sanitize/testheapmgr5_bins" --tsv $name \
         --trace "$work/empty.script"
      same "payloads of 0 bytes${name:+, }$name" \
         "$(written empty rc) $(column empty status) $(
            written empty err)" "0 ok "
   done

   same "every malloc draws a new size" \
      "$(grep '^malloc' "$work/spy.err" | sort -u | wc -l |
         awk '{ print ($1 > 250) }')" 1

   # A process that is left would keep the pipe open.
   measure forks forks LifoFixed 20 100
   same "forks: sound" "$(written forks rc) $(column forks status)" \
      "0 ok"
   # shellcheck disable=SC2016 # $0 is for the inner shell
   run pipe timeout 5 bash -c '"$0" LifoFixed 20 100 2>&1 | cat' \
      "$BUILD/faulty/testheapmgr_forks"
   same "forks: no process is left" "$(written pipe rc)" 0
   # shellcheck disable=SC2016
   run pipe timeout 5 bash -c '{ "$0" LifoFixed 20 100 & sleep 0.3
      kill $!; wait; } 2>&1 | cat' \
      "$BUILD/faulty/testheapmgr_loopmalloc"
   same "a driver that is killed takes the manager with it" \
      "$(written pipe rc)" 0
}

#---------------------------------------------------------------------
# Arguments
#---------------------------------------------------------------------

# Check that $3 ... are rejected in one line that is like $2.
reject()
{
   local what=$1 message=$2

   shift 2
   run reject "$bins" "$@"
   same "$what: exit status" "$(written reject rc)" 2
   same "$what: nothing on stdout" "$(written reject out)" ""
   same "$what: one line on stderr" "$(wc -l <"$work/reject.err")" 1
   like "$what: message" "$(written reject err)" \
      "testheapmgr: $message"
}

check_arguments()
{
   local number what range='must be a number from 1 to 10000000, not'

   reject "no arguments" "expected TEST COUNT SIZE.*got 0 arguments.*"
   reject "one argument" ".*got 1 argument \(.*" LifoFixed
   reject "two arguments" ".*got 2 arguments.*" LifoFixed 10
   reject "four arguments" ".*got 4 arguments.*" LifoFixed 10 10 10
   reject "unknown test" "there is no test 'Lifo'.*--list.*" Lifo 10 10
   reject "empty test" "there is no test ''.*" '' 10 10
   for number in 0 10000001 1e3 '' ' 5' '5 ' 0x10 +5 1.5 \
      99999999999999999999 ; do
      reject "COUNT '$number'" "COUNT $range '${number//+/\\+}'.*" \
         LifoFixed "$number" 10
      reject "SIZE '$number'" "SIZE $range '${number//+/\\+}'.*" \
         LifoFixed 10 "$number"
   done
   for number in -1 -10; do
      reject "COUNT $number" "there is no option '$number'.*" \
         LifoFixed "$number" 10
      reject "SIZE $number" "there is no option '$number'.*" \
         LifoFixed 10 "$number"
      reject "COUNT -- $number" "COUNT $range '$number'.*" \
         -- LifoFixed "$number" 10
   done
   reject "unknown option" "there is no option '--sed'.*" \
      --sed 3 LifoFixed 10 10
   reject "unknown letter" "there is no option '-x'.*" \
      -x LifoFixed 10 10
   reject "unknown letters" "there is no option '-xyz'.*" \
      -xyz LifoFixed 10 10
   reject "ambiguous option" "there is no option '--s'.*" \
      --s 3 LifoFixed 10 10
   reject "value for a switch" "there is no option '--tsv=3'.*" \
      --tsv=3 LifoFixed 10 10
   for what in help list version; do
      reject "item 19: --$what=3" "there is no option '--$what=3'.*" \
         --tsv "--$what=3" LifoFixed 10 10
   done
   for what in seed trace check heap-limit cpu-limit; do
      reject "--$what without value" \
         "option '--$what' needs a value.*" \
         LifoFixed 10 10 "--$what"
   done
   for what in check heap-limit cpu-limit; do
      reject "--$what 0" "--$what must be a number from 1 .*'0'.*" \
         "--$what" 0 LifoFixed 10 10
   done
   reject "--seed x" "the seed must be a number from 0 .*'x'.*" \
      --seed x LifoFixed 10 10
   reject "--cpu-limit 86401" "--cpu-limit .* to 86400, .*" \
      --cpu-limit 86401 LifoFixed 10 10
   reject "trace and test" "a trace and a test together.*" \
      --trace "$work/end.script" LifoFixed 10 10
   reject "--steps in a build that doesn't count" ".*build/steps/.*" \
      --steps LifoFixed 10 10
}

# The driver's own files.
check_own_files()
{
   local what='item 19: a table is not written over'

   trace own.script 'a 0 8' 'f 0'
   ln -f "$work/own.script" "$work/link.script"
   reject "$what the trace" "--series .*: this is the trace: .*" \
      --series "$work/own.script" --trace "$work/own.script"
   reject "$what the trace by another name" \
      "--series .*: this is the trace: .*" \
      --series "$work/link.script" --trace "$work/own.script"
   # shellcheck disable=SC2016 # $ is for the inner shell
   run reject bash -c '"$1" --series "$2" --trace - <"$2"' - "$bins" \
      "$work/own.script"
   like "$what standard input" "$(written reject err)" \
      ".*: this is the trace: .*"
   same "$what the trace: it is as it was" \
      "$(cat "$work/own.script")" $'a 0 8\nf 0'
   : >"$work/own.tsv"
   # shellcheck disable=SC2016
   run reject bash -c '"$1" --series "$2" LifoFixed 9 9 >>"$2"' - \
      "$bins" "$work/own.tsv"
   like "$what standard output" "$(written reject err)" \
      ".*: this is standard output: .*"
   run reject "$BUILD/steps/testheapmgr5_bins" \
      --series "$work/own.tsv" --costs "$work/own.tsv" LifoFixed 9 9
   like "$what the other table" "$(written reject err)" \
      ".*--costs .*: this is the file of --series: .*"

   # shellcheck disable=SC2016 # $ is for the inner shell
   run limited bash -c '{ (ulimit -f 0; exec "$@" 2>&1); echo $?; } |
      cat' - "$bins" --series "$work/own.tsv" --tsv LifoFixed 10 10
   same "item 19: a table that may not grow is told" \
      "$(tr '\n' ' ' <"$work/limited.out")" \
      "testheapmgr: can't write $work/own.tsv: File too large 2 "
   # shellcheck disable=SC2016
   run limited bash -c '{ (exec 3>"$1"; shift; ulimit -f 0
         exec "$@" 2>&1 >&3); echo $?; } | cat' - \
      "$work/limited.tsv" "$bins" LifoFixed 10 10
   same "item 19: a result that may not grow is told" \
      "$(tr '\n' ' ' <"$work/limited.out")" \
      "testheapmgr: can't write the result: File too large 2 "
}

check_answers()
{
   local what first

   for what in help version list; do
      run answer "$bins" "--$what"
      same "--$what: exit status and stderr" \
         "$(written answer rc)$(written answer err)" 0
   done
   first=$("$bins" --list | head -n 7 | cut -d ' ' -f 1)
   # shellcheck disable=SC2086 # the tests are words
   same "--list: the seven tests first" "${first//$'\n'/ }" \
      "$(printf '%s ' $tests | sed 's/ $//')"
   like "--version: names the manager" "$("$bins" --version)" \
      "testheapmgr [0-9.]+ .*5_bins.*"
   for what in 'a ID' 'r ID' 'f ID' 'w ID' '\.script has' '\.rep begins'; do
      like "--help describes traces, $what" \
         "$("$bins" --help | tr '\n' ' ')" ".*$what.*"
   done
   like "--help: a usage line first" "$("$bins" --help | head -n 1)" \
      "Usage: .*TEST COUNT SIZE"

   for what in "LifoFixed 10 10" "--tsv LifoFixed 10 10" --list --help; do
      # shellcheck disable=SC2086 # the arguments are words
      run full bash -c '"$@" >/dev/full' - "$bins" $what
      same "$what, stdout full: exit status" "$(written full rc)" 2
      like "$what, stdout full: message" "$(written full err)" \
         "testheapmgr: can't write the result: .*"
      # shellcheck disable=SC2086
      run closed bash -c '"$@" >&-' - "$bins" $what
      same "$what, stdout closed: exit status" "$(written closed rc)" 2
      like "$what, stdout closed: message" "$(written closed err)" \
         "testheapmgr: can't write the result: .*"
   done
}

#---------------------------------------------------------------------
# Traces
#---------------------------------------------------------------------

# Check that the trace of the lines $3 ... (in the way of printf %b, a
# newline behind each) is rejected with FILE$2, a regular expression.
malformed()
{
   local what=$1 message=$2 file=$work/malformed.rep

   shift 2
   printf '%b\n' "$@" >"$file"
   refused "$what" "$file$message" "$file"
}

# Check that trace $3 is refused in one line that is like $2.
refused()
{
   run trace "$bins" --tsv --trace "$3"
   same "$1: exit status" "$(written trace rc)" 2
   same "$1: nothing on stdout" "$(written trace out)" ""
   same "$1: one line on stderr" "$(wc -l <"$work/trace.err")" 1
   like "$1: message" "$(written trace err)" "$2"
}

# Check that the trace with text $3 (as printf takes it) is played in $2
# operations.
accepted()
{
   printf '%b' "$3" >"$work/accepted"
   measure accepted 5_bins --trace "$work/accepted"
   same "$1: exit status, status, operations" \
      "$(written accepted rc) $(column accepted status) $(
         column accepted operations)" "0 ok $2"
}

check_malformed_headers()
{
   local op='expected an operation: a ID BYTES, .*'

   malformed "header of 1 number" \
      ":2: expected a number: a header has 2 or 4, this one 1 .*" \
      1 'a 0 8' 'f 0'
   malformed "header of 3 numbers" \
      ":4: expected a number: a header has 2 or 4, this one 3 .*" \
      9 1 2 'a 0 8' 'f 0'
   malformed "header of 5 numbers" \
      ":5: expected an operation after the header's 4 numbers .*" \
      9 1 2 1 1 'a 0 8' 'f 0'
   malformed "header of 5 numbers on a line" \
      ":1: expected an operation after the header's 4 numbers .*" \
      '9 1 2 1 1' 'a 0 8' 'f 0'
   malformed "header with a letter" ":2: expected a number of .*" \
      1 2x 'a 0 8'
   malformed "header that overflows" \
      ":1: a number of the header is too large.*18446744073709551615.*" \
      18446744073709551616 2 'a 0 8'
   malformed "negative header" ":1: $op" -1 2 'a 0 8'
   malformed "truncated" \
      ":4: the header says 3 operations, the file has 2: is it trunc.*" \
      1 3 'a 0 8' 'f 0'
   malformed "truncated in the middle of a line" \
      ":5: expected the number of bytes, .*" 2 4 'a 0 8' 'f 0' 'a 1 '
   malformed "more operations than the header says" \
      ":4: the header says 1 operations, the file has 2" \
      1 1 'a 0 8' 'f 0'
   malformed "header only" ":2: the header says 2 operations.* 0: .*" \
      1 2
   malformed "header of no operations" \
      ":2: there is no operation in the file" 0 0
   malformed "id above the header's" \
      ":4: id 1, but the header says 1 ids: expected 0 to 0 .*" \
      1 2 'a 0 8' 'a 1 8'
   malformed "any id above no ids" \
      ":3: id 0, but the header says 0 ids: expected none .*" \
      0 1 'a 0 8'
}

check_malformed_operations()
{
   local op rule='expected an operation: a ID BYTES, .*'
   local end='expected the end of the line after'

   malformed "allocated twice" \
      ":4: malloc of id 0, which is live since line 3 .*" \
      2 2 'a 0 8' 'a 0 8'
   malformed "allocated twice, after realloc" \
      ":3: malloc of id 0, which is live since line 2 .*" \
      'a 0 8' 'r 0 9' 'a 0 8'
   malformed "freed twice" \
      ":5: free of id 0, which was freed on line 4 .*" \
      1 3 'a 0 8' 'f 0' 'f 0'
   malformed "freed twice, without header" \
      ":3: free of id 7, which was freed on line 2 .*" \
      'a 7 8' 'f 7' 'f 7'
   malformed "realloc of a freed id" \
      ":5: realloc of id 0, which was freed on line 4 .*" \
      1 3 'a 0 8' 'f 0' 'r 0 9'
   malformed "write to a freed id" \
      ":3: write of id 0, which was freed on line 2 .*" \
      'a 0 8' 'f 0' 'w 0 8'
   malformed "write to a new id" \
      ":1: write of id 0, which was never allocated .*" 'w 0 8'
   malformed "write beyond the payload" \
      ":2: write of 9 bytes to id 0, which has 8 since line 1 .*" \
      'a 0 8' 'w 0 9'
   malformed "write beyond the payload, after realloc" \
      ":3: write of 8 bytes to id 0, which has 4 since line 2 .*" \
      'a 0 8' 'r 0 4' 'w 0 8'
   malformed "size over 64 bits" \
      ":1: the number of bytes is too large, expected at most 922.*" \
      'a 0 18446744073709551617'
   malformed "size over PTRDIFF_MAX" \
      ":1: the number of bytes is too large, .* 9223372036854775807 .*" \
      'a 0 9223372036854775808'
   malformed "realloc over PTRDIFF_MAX" \
      ":2: the number of bytes is too large, .*" \
      'a 0 8' 'r 0 18446744073709551615'
   malformed "negative size" ":1: expected the number of bytes, .*" \
      'a 0 -8'
   malformed "negative id" ":1: expected the id, .*" 'a -1 8'
   malformed "size with letters" ":1: expected the number of bytes, .*" \
      'a 0 8k'
   malformed "hexadecimal size" ":1: expected the number of bytes, .*" \
      'a 0 0x8'
   malformed "id with letters" ":1: expected the id, .*" 'a x 8'
   malformed "id too large" ":1: the id is too large, .* 99999999 .*" \
      'a 100000000 8'
   malformed "no size" ":1: expected the number of bytes, .*" 'a 0'
   malformed "no id" ":1: $rule" 'f '
   malformed "letter only" ":1: $rule" 'a'
   malformed "an extra word" ":1: $end a 0 8 .*" 'a 0 8 16'
   malformed "an extra word after free" ":2: $end f 0 .*" 'a 0 8' 'f 0 8'
   for op in -12 -1x -0 - -; do
      malformed "free of $op" \
         ":1: expected the id, .* or -1 for NULL .*f $op\"\)" "f $op"
   done
   malformed "an extra word after free(NULL)" ":1: $end f -1 .*" 'f -1 8'
   malformed "unknown letter" ":2: $rule" 'a 0 8' 'x 0'
   malformed "capital letter" ":1: $rule" 'A 0 8'
   malformed "no space behind the letter" ":1: $rule" 'a0 8'
   malformed "word for a letter" ":1: $rule" 'alloc 0 8'
   malformed "a header number behind operations" ":2: $rule" 'a 0 8' 12
}

# Check that what command $1 prints, which never ends, is refused with
# $2 behind the input's name.
endless()
{
   run trace timeout 60 bash -c "$1 | '$bins' --trace - --cpu-limit 5"
   like "endless: $1: message" "$(written trace err)" \
      "standard input:$2"
}

check_malformed_files()
{
   local file=$work/malformed.rep

   malformed "a byte 0" ":2: expected text, .*byte 0.*" \
      'a 0 8' 'f 0\0000'
   malformed "UTF-16" ":1: expected text, .*byte 0.*" \
      '\0377\0376a\0000 \00000\0000 \00008\0000'
   malformed "a byte order mark in the middle" ":2: expected an op.*" \
      'a 0 8' '\0357\0273\0277f 0'
   malformed "CRLF is not part of what is shown" \
      ':2: expected an operation: .*\(the line is "x 0"\)' \
      'a 0 8\r' 'x 0\r'
   malformed "binary" ":1: expected .*" '\0177ELF\0002\0001\0001'
   malformed "comments only" ":2: there is no operation in the file" \
      '# nothing' '#'
   : >"$file"
   refused "empty file" "$file:1: there is no operation in the file" \
      "$file"
   head -c 1000000 /dev/zero | tr '\0' 'a' >"$file"
   refused "a line of a megabyte" \
      "$file:1: expected an operation: .*\"a{40}\.\.\.\"\)" "$file"
   { printf 'a 0 8'; head -c 1000000 /dev/zero | tr '\0' ' '
     echo x; } >"$file"
   refused "a megabyte of space" "$file:1: expected the end .*" "$file"
   printf '1\n1\na 0 8\nf 1\n' >"$file"
   run trace "$bins" --trace - <"$file"
   like "standard input: named as such" "$(written trace err)" \
      "standard input:4: .*"

   refused "no such file" "$work/none: can't read .*: No such file .*" \
      "$work/none"
   refused "a directory" "$work: can't read .*: Is a directory" "$work"
   refused "/dev/zero" "/dev/zero:1: .*byte 0.*" /dev/zero
   endless "yes '#'" "10000001: this trace has no end, .*"
   endless "yes -- 'f -1'" "10000001: this trace has no end, .*"
   endless "tr '\\0' a </dev/zero" "1: expected a line of fewer .*"
   endless "yes y" "1: expected an operation.*"
   refused "a file that can't be read" \
      "/proc/self/mem: can't read this trace: .*" /proc/self/mem
   gzip -c "$work/end.script" >"$file"
   refused "a compressed trace" "$file:1: .*gzip -dc.*" "$file"
}

check_traces()
{
   accepted "CRLF" 4 '1\r\n4\r\na 0 8\r\nw 0 8\r\nr 0 9\r\nf 0\r\n'
   accepted "spaces, tabs" 2 ' \ta\t0 8 \t\n  f   0  \t\n'
   accepted "no newline at the end" 2 'a 0 8\nf 0'
   like "a last line cut short is reported" \
      "$(written accepted err)" ".*:2: note: the last line has no newline.*"
   accepted "comments, blank lines" 2 \
      '# c\n\n1 # ids\n2\n\n#\na 0 8 # c\n \nf 0#c\n\n#'
   accepted "f -1" 3 'a 0 8\nf -1\nf 0\n'
   accepted "f -1, first of all" 1 'f -1\n'
   accepted "header of 2 numbers" 2 '1\n2\na 0 8\nf 0\n'
   accepted "header of 4 numbers" 2 '9\n1\n2\n8\na 0 8\nf 0\n'
   accepted "header on one line" 2 '9 1 2 8\na 0 8\nf 0\n'
   accepted "realloc of a new id after a header" 2 \
      '1\n1\n2\n16\nr 0 16\nf 0\n'
   accepted "ids out of order after a header" 4 \
      '1\n2\n4\n20\na 1 10\na 0 10\nf 0\nf 1\n'
   accepted "ids used again after a header" 4 \
      '1\n4\na 0 8\nf 0\na 0 9\nf 0\n'
   accepted "free of a new id after a header" 1 '1\n1\nf 0\n'
   accepted "heap size and weight" 2 '20000\n1\n2\n1\na 0 8\nf 0\n'
   same "heap size and weight: nothing to tell" "$(written accepted err)" ""
   accepted "peak, with both halves of a realloc" 2 \
      '1\n1\n2\n36\na 0 16\nr 0 20\n'
   same "peak, with both halves: nothing to tell" \
      "$(written accepted err)" ""
   accepted "peak, with one half of a realloc" 2 \
      '1\n1\n2\n20\na 0 16\nr 0 20\n'
   same "peak, with one half: nothing to tell" "$(written accepted err)" ""
   accepted "header with fewer ids in use" 2 \
      '5\n2\na 0 8\nf 0\n'
   like "too many ids are told" "$(written accepted err)" \
      ".*: note: the header says 5 ids, the operations use 1"
   accepted "header with a wrong peak" 2 \
      '1\n1\n2\n99\na 0 16\nf 0\n'
   like "a wrong peak is reported" "$(written accepted err)" \
      ".*: note: the header says that at most 99 bytes .* have 16"
   accepted "UTF-8 with byte order mark" 2 \
      '\xef\xbb\xbf1\n2\na 0 8\nf 0\n'
   accepted "sizes of 0" 6 'a 0 0\nr 0 8\nr 0 0\nw 0 0\nf 0\na 1 0\n'
   accepted "leading zeros" 2 'a 00 08\nf 000\n'
   accepted "script: r of a new id is malloc" 2 'r 9 8\nf 9\n'
   accepted "script: r of a freed id is malloc" 4 \
      'a 9 8\nf 9\nr 9 5\nf 9\n'
   accepted "script: f of a new id is free(NULL)" 1 'f 5\n'
   accepted "script: ids used again" 4 'a 3 8\nf 3\na 3 9\nf 3\n'
   accepted "script: ids in any order" 4 'a 9 8\na 3 8\nf 9\nf 3\n'

   # A .rep, the same operations as a .script, and standard input.
   trace ops.script 'a 0 100' 'a 1 5000' 'r 0 3000' 'w 1 40' 'f 1' \
      'a 2 1' 'f -1' 'f 0' 'f 2'
   { printf '3\n9\n'; cat "$work/ops.script"; } >"$work/ops.rep"
   measure script 5_bins --trace "$work/ops.script"
   measure rep 5_bins --trace "$work/ops.rep"
   measure stdin 5_bins --trace - <"$work/ops.rep"
   same "a .rep and a .script: the same result" "$(untimed rep)" \
      "$(untimed script)"
   same "a file and stdin: the same result" "$(untimed rep)" \
      "$(untimed stdin)"
   same "a trace goes by its name" "$(column rep test)" ops.rep
   same "a trace has no count and size" \
      "$(column rep count) $(column rep size)" "- -"
   same "peak payload counts both halves of a realloc" \
      "$(column rep peak_payload_bytes)" 8000
}

# Print of run $1 what must be the same in every run: all from status
# on, but no time.
untimed()
{
   local name

   for name in status syscalls peak_heap_bytes end_heap_bytes \
      peak_payload_bytes utilization mean_utilization operations \
      malloc_steps_mean malloc_steps_max free_steps_mean \
      free_steps_max; do
      printf '%s=%s ' "$name" "$(column "$1" "$name")"
   done
}

#---------------------------------------------------------------------
# Sound managers
#---------------------------------------------------------------------

check_all_well()
{
   local manager test path

   for manager in $managers; do
      for test in $tests; do
         measure well "$manager" --check 1 "$test" 200 1500
         same "$manager, $test: status" \
            "$(written well rc) $(column well status) $(
               written well err)" "0 ok "
      done
   done
   for path in driver/traces/*.rep.gz; do
      gzip -dc "$path" >"$work/shipped.rep"
      measure well 5_bins --trace "$work/shipped.rep"
      same "${path##*/}: status, and operations as the header says" \
         "$(written well rc) $(column well status) $(
            column well operations)" \
         "0 ok $(sed -n 3p "$work/shipped.rep")"
   done
}

check_determinism()
{
   local steps=$BUILD/steps/testheapmgr5_bins args='2000 3000'

   # shellcheck disable=SC2086 # the arguments are words
   for name in one two; do
      run $name "$steps" --tsv --steps RandomRandom $args
   done
   holds "--steps counts" "$(column one malloc_steps_mean)" "> 1"
   same "same seed: the same steps, memory, operations" \
      "$(untimed one)" "$(untimed two)"
   # shellcheck disable=SC2086
   measure other 5_bins --seed 2 RandomRandom $args
   # shellcheck disable=SC2086
   measure first 5_bins --seed 1 RandomRandom $args
   same "the default seed is 1" "$(column one peak_payload_bytes)" \
      "$(column first peak_payload_bytes)"
   same "another seed: other operations" "$(
      [ "$(column other peak_payload_bytes)" != \
         "$(column first peak_payload_bytes)" ] && echo differ)" differ

   if command -v clang >/dev/null && command -v gcc >/dev/null; then
      check_compilers
   else
      skip 'gcc and clang alike' 'one of them is missing (make setup-dev)'
   fi
}

# The program must do the same, whichever compiler made it.
check_compilers()
{
   local compiler

   for compiler in gcc clang; do
      make -s CC="$compiler" BUILD="$work/$compiler" \
         "$work/$compiler/testheapmgr5_bins" >"$work/make.out" 2>&1 ||
         cat "$work/make.out"
      run "$compiler" "$work/$compiler/testheapmgr5_bins" --tsv \
         RandomRandom 2000 3000
   done
   same "gcc and clang: the same memory and operations" \
      "$(untimed gcc)" "$(untimed clang)"
}

check_limits()
{
   local text

   measure limit 5_bins --heap-limit 100000 LifoFixed 1000 1000
   like "--heap-limit: status" \
      "$(written limit rc) $(column limit status)" \
      "1 no memory at operation [0-9]+"
   holds "--heap-limit: not passed" \
      "$(column limit peak_heap_bytes)" "<= 100000"
   like "--heap-limit: message" "$(written limit err)" \
      "testheapmgr: 5_bins: no memory: operation [0-9]+: malloc\(1000\)\
 returned NULL, for the system refused more: the heap is [0-9]+ bytes.*"
   holds "--heap-limit: refused calls are counted" \
      "$(column limit refused_syscalls)" "> 0"

   measure large 5_bins --heap-limit 100000 LifoFixed 10000000 1
   like "COUNT 10000000 starts" \
      "$(written large rc) $(column large status)" \
      "1 no memory at operation [0-9]{4,}"
   measure large 5_bins --fast RandomFixed 10 10000000
   same "SIZE 10000000" "$(column large status)" ok

   # Memory that is never touched: 5 GiB, and twice 5 GiB for a moment.
   trace large.script 'a 0 5368709120' 'a 1 16' 'f 0' 'a 2 5368709120'
   for text in 3_list 4_dlist 5_bins 6_vm; do
      measure large "$text" --fast --trace "$work/large.script"
      same "$text: a size above 4 GiB" \
         "$(column large status) $(column large peak_payload_bytes)" \
         "ok 5368709136"
   done
}

check_columns()
{
   local what

   measure row 5_bins RandomRandom 3000 500
   # shellcheck disable=SC2086 # the columns are words
   same "--tsv: the first columns" \
      "$(head -n 1 "$work/row.out" | cut -f 1-14)" \
      "$(printf '%s\t' $columns | sed 's/\t$//')"
   same "--tsv: the row's first six cells" \
      "$(sed -n 2p "$work/row.out" | cut -f 1-6 | tr '\t' ' ')" \
      "5_bins RandomRandom 3000 500 1 ok"
   same "--no-header: the row alone" \
      "$("$bins" --tsv --no-header RandomRandom 3000 500 |
         cut -f 1-6,9-14)" \
      "$(sed -n 2p "$work/row.out" | cut -f 1-6,9-14)"

   for what in malloc_ns free_ns run_ns; do
      holds "$what is measured in a short run" \
         "$(column row "$what")" "> 0"
   done
   measure fast 5_bins --fast RandomRandom 3000 500
   holds "--fast: run_ns" "$(column fast run_ns)" "> 0"
   same "--fast: no time by the call" \
      "$(column fast malloc_ns) $(column fast free_ns)" "- -"
   same "--fast: the same memory" "$(untimed fast)" "$(untimed row)"

   # Looking over the heap at every call would take this run an hour.
   "$BUILD/debug/testheapmgr5_bins" --cpu-limit 30 LifoFixed 100000 64 \
      >"$work/debug.out" 2>&1
   same "a debug run of 100,000 chunks ends" "$?" 0
   for what in 0 1; do
      HEAPMGR_CHECK=$what "$BUILD/debug/testheapmgr5_bins" --tsv --fast \
         LifoFixed 4000 64 >"$work/rate$what.out"
   done
   holds "HEAPMGR_CHECK=1 looks over the heap at every call, 0 never" \
      "$(column rate1 run_ns)" "> 3 * $(column rate0 run_ns)"

   # On a busy machine the least of some runs is nearest to the truth.
   for what in 1 2 3 4 5; do
      measure minimal 1_minimal LifoFixed 20000 16
      column minimal free_ns
   done | sort -n | head -n 1 >"$work/least"
   holds "a free that does nothing takes no time" \
      "$(cat "$work/least")" "< 5"
   same "1_minimal: a system call for each malloc" \
      "$(column minimal syscalls)" 20000
   same "only the manager's memory is measured" \
      "$(column minimal peak_heap_bytes)" 320000
   measure map 6_vm FifoFixed 50 5000
   same "mapped memory counts, at its peak and at the end" \
      "$(column map peak_heap_bytes) $(column map end_heap_bytes)" \
      "$((50 * 8192)) 0"
   same "utilization counts mapped memory" \
      "$(column map utilization)" 0.6104
   same "6_vm: a call for each malloc and free" \
      "$(column map syscalls)" 100
}

# What must end with status 1.
check_statuses()
{
   measure row zerofill FifoFixed 200 500
   same "wrong contents fail the run" \
      "$(written row rc)" 1
   measure row null FifoFixed 200 500
   same "a manager that serves nothing fails" \
      "$(written row rc)" 1
}

#---------------------------------------------------------------------

mkdir -p "$work"
write_fault_traces
start_faults
check_sound
check_arguments
check_own_files
check_answers
check_malformed_headers
check_malformed_operations
check_malformed_files
check_traces
check_all_well
check_determinism
check_limits
check_columns
check_statuses
wait
check_faults
check_misbehaviour

end_count
