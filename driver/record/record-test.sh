#!/bin/bash
# record-test.sh: test the recorder and the shipped traces.
#
#    driver/record/record-test.sh
#
# builds the recorder and small programs under $BUILD (build/ unless
# set) with $CC, records them, and compares the traces with what they
# should be; then it checks each trace in driver/traces/.

set -u

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../../.ci/count.sh"
BUILD=${BUILD:-build}
CC=${CC:-cc}
work=$BUILD/record-test
export BUILD

# Compile the C program on stdin to $work/$1, with no call of the heap's
# functions optimized away.
compile()
{
   cat >"$work/$1.c"
   "$CC" -std=gnu11 -O0 -fno-builtin -pthread -w -o "$work/$1" \
      "$work/$1.c"
}

# Record the command $2 ... afresh, with its traces in $work/$1.d/ and
# what record.sh prints in $work/$1.out and .err; return its status.
record()
{
   name=$1
   shift
   rm -rf "$work/$name.d"
   sh driver/record/record.sh -o "$work/$name.d" -- "$@" \
      >"$work/$name.out" 2>"$work/$name.err"
}

# Report as check $1 that the only trace in $work/$2.d/ of program $3
# has the operations on stdin, in that order, and the header they ask
# for.
expect()
{
   cat >"$work/expected"
   set -- "$1" "$work/$2.d/$3".*.rep
   [ $# -eq 2 ] && [ -f "$2" ] && well "$2" "" &&
      sed 1,4d "$2" | cmp -s - "$work/expected"
   went "$1"
}

# Check that $1 is a well-formed trace: four header numbers that are
# what the rest says, ids that are dense and in order, nothing freed or
# resized that isn't alive, no size that is 0.  If $2 isn't "", it names
# a row of the index, which must say the same.  Complain on stdout.
well()
{
   case $1 in
   *.gz) gzip -dc "$1" ;;
   *) cat "$1" ;;
   esac | awk -v file="$1" -v row="$2" -v index_file="$index" '
   # awk runs the END block after exit, too.
   function fault(text)
   {
      if (!faults++)
         printf "# %s:%d: %s\n", file, NR, text
   }
   function number(text)
   {
      return text ~ /^(0|[1-9][0-9]*)$/
   }
   BEGIN { ids = operations = live = peak = faults = 0 }
   NR <= 4 {
      if (NF != 1 || !number($1))
         fault("not a header number")
      header[NR] = $1
      next
   }
   {
      operations++
      if (!number($2) || NF != ($1 == "f" ? 2 : 3))
         fault("malformed")
      if ($1 == "a")
      {
         if ($2 != ids)
            fault("id " $2 " where " ids " is due")
         ids++
      }
      else if ($1 != "r" && $1 != "f")
         fault("no such operation")
      else if (!($2 in size))
         fault("id " $2 " is not alive")

      if ($1 == "f")
      {
         live -= size[$2]
         delete size[$2]
      }
      else
      {
         if (!number($3) || $3 == 0)
            fault("not a size")
         live += $3 - size[$2]
         size[$2] = $3
      }
      if (live > peak)
         peak = live
   }
   END {
      if (header[1] != 1 || header[2] != ids ||
          header[3] != operations || header[4] != peak)
         fault("the header is not 1, " ids ", " operations ", " peak)
      if (row != "")
      {
         FS = "\t"
         rows = 0
         while ((getline <index_file) > 0)
            if ($1 == row)
            {
               rows++
               if (NF != 6 || $4 != operations || $5 != ids ||
                   $6 != peak)
                  fault("the index says otherwise")
            }
         if (rows != 1)
            fault("the index has " rows " rows for it")
      }
      exit faults != 0
   }'
}

index=driver/traces/index.tsv
mkdir -p "$work"
make -s -f driver/record/record.mk CC="$CC" BUILD="$BUILD" \
   "$BUILD/librecord.so"
went "the recorder builds"

# Known calls, in one thread.
compile known <<'END' && record known "$work/known"
#include <stdlib.h>
int main(void)
{
   char *a = malloc(10), *b = malloc(20), *c;
   free(a);
   c = malloc(10);
   free(NULL);
   free(b);
   b = malloc(100000);
   (void)c;
   free(b);
   return 0;
}
END
went "a recorded program's exit status 0 is record.sh's"
expect "known calls give the known trace" known known <<'END'
a 0 10
a 1 20
f 0
a 2 10
f 1
a 3 100000
f 3
END
[ "$(head -n 4 "$work"/known.d/*.rep | tr '\n' ' ')" = \
   "1 4 7 100010 " ]
went "its header holds weight, ids, operations and peak"
grep -q '^known: 7 operations, peak 100010 bytes, 0 ignored: /' \
   "$work/known.err"
went "record.sh prints a line for it"
[ "$(find "$work/known.d" ! -type d | wc -l)" -eq 1 ]
went "nothing but the trace stays behind"

# Every other call, zero sizes, refusals, errno.
compile mix <<'END' && record mix "$work/mix"
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
int main(void)
{
   void *pv, *pvZero, *pvOther;
   int i;
   char *pc = calloc(3, 5);
   for (i = 0; i < 15; i++)
      if (pc[i] != 0)
         return 10;
   pc[14] = 'x';
   pc = realloc(pc, 5000);
   if (pc[14] != 'x')
      return 11;
   pv = realloc(NULL, 7);
   pv = reallocarray(pv, 10, 11);
   pvZero = malloc(0);
   if (posix_memalign(&pvOther, 4096, 100) ||
       (uintptr_t)pvOther % 4096 != 0)
      return 12;
   free(pvOther);
   pvOther = aligned_alloc(64, 128);
   if ((uintptr_t)pvOther % 64 != 0)
      return 13;
   free(pvOther);
   free(memalign(32, 33));
   free(valloc(34));
   free(pvalloc(1));
   free(pvZero);
   errno = 0;
   if (malloc(SIZE_MAX / 2) || errno != ENOMEM)
      return 14;
   errno = 0;
   if (calloc(SIZE_MAX / 2, 3) || errno != ENOMEM)
      return 15;
   errno = 0;
   if (realloc(pv, SIZE_MAX / 2) || errno != ENOMEM)
      return 16;
   errno = 0;
   if (reallocarray(pv, SIZE_MAX / 2, 3) || errno != ENOMEM)
      return 17;
   if (posix_memalign(&pvOther, 3, 8) != EINVAL)
      return 18;
   errno = 42;
   pv = realloc(pv, 12);
   free(malloc(1));
   if (errno != 42)
      return 19;
   if (realloc(pv, 0) != NULL)
      return 20;
   free(pc);
   return 3;
}
END
[ $? -eq 3 ]
went "a recorded program's results, errno and status stay"
sed "s/PAGE/$(getconf PAGESIZE)/" <<'END' >"$work/mix.expected"
a 0 15
r 0 5000
a 1 7
r 1 110
a 2 1
a 3 100
f 3
a 4 128
f 4
a 5 33
f 5
a 6 34
f 6
a 7 PAGE
f 7
f 2
r 1 12
a 8 1
f 8
f 1
f 0
END
expect "calloc, realloc and aligned requests" mix mix \
   <"$work/mix.expected"

# Threads: each hands its chunks over to its neighbour, so that most
# are freed or resized where they weren't allocated.
compile threads <<'END' && record threads "$work/threads"
#include <pthread.h>
#include <stdlib.h>
enum { THREADS = 4, ROUNDS = 4000, SLOTS = 64 };
static void *_Atomic apvSlots[SLOTS];
static void *run(void *pv)
{
   unsigned u = (unsigned)(size_t)pv * 7919 + 1;
   for (int i = 0; i < ROUNDS; i++)
   {
      void *pvMine = malloc(i % 500 + 1);
      u = u * 1103515245 + 12345;
      if (u >> 30 == 0)
         pvMine = realloc(pvMine, u >> 20);
      free(__atomic_exchange_n((void **)&apvSlots[(u >> 16) % SLOTS],
                               pvMine, __ATOMIC_SEQ_CST));
   }
   return NULL;
}
int main(void)
{
   pthread_t ao[THREADS];
   for (size_t u = 0; u < THREADS; u++)
      pthread_create(&ao[u], NULL, run, (void *)u);
   for (size_t u = 0; u < THREADS; u++)
      pthread_join(ao[u], NULL);
   for (int i = 0; i < SLOTS; i++)
      free(apvSlots[i]);
   return 0;
}
END
well "$work"/threads.d/threads.*.rep ""
went "four threads give one well-formed trace"
awk 'NR > 4 && $1 == "a" { a++ } $1 == "f" { f++ }
     END { exit !(a >= 16000 && a - f >= 0 && a - f <= 16) }' \
   "$work"/threads.d/threads.*.rep && grep -q ' 0 ignored' \
   "$work/threads.err"
went "in which each chunk is freed once"

# A fork: the child frees and resizes what it inherited.
compile forks <<'END' && record forks "$work/forks"
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
   char *a = malloc(1001), *b = malloc(1002), *c;
   if (fork() == 0)
   {
      c = malloc(2001);
      free(a);
      b = realloc(b, 2002);
      free(b);
      if (syscall(SYS_fork) == 0)
      {
         c = realloc(c, 3001);
         _exit(0);
      }
      wait(NULL);
      _exit(0);
   }
   wait(NULL);
   if (vfork() == 0)
   {
      c = malloc(1003);
      _exit(0);
   }
   free(a);
   free(b);
   return 0;
}
END
grep -lx 'a 0 1001' "$work"/forks.d/* >"$work/forks.parent"
grep -lx 'a 0 2001' "$work"/forks.d/* >"$work/forks.child"
grep -lx 'a 0 3001' "$work"/forks.d/* >"$work/forks.grandchild"
[ "$(find "$work/forks.d" -type f | wc -l)" -eq 3 ]
went "a process, its child and its grandchild leave three traces"
sed 1,4d "$(cat "$work/forks.parent")" | tr '\n' , |
   grep -qx 'a 0 1001,a 1 1002,a 2 1003,f 0,f 1,'
went "the parent's holds its calls and those of a vfork's child"
sed 1,4d "$(cat "$work/forks.child")" | tr '\n' , |
   grep -qx 'a 0 2001,a 1 2002,f 1,' &&
   grep -q "2 ignored: .*/$(basename "$(cat "$work/forks.child")")" \
      "$work/forks.err"
went "the child's leaves out what it inherited, and counts it"
sed 1,4d "$(cat "$work/forks.grandchild")" | grep -qx 'a 0 3001'
went "a child forked by the bare system call has its own"

# An exec of itself, and of something else.
compile execs <<'END' && record execs "$work/execs" 2
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv)
{
   char acRest[] = "0";
   acRest[0] = argv[1][0] - 1;
   malloc(100 + argv[1][0] - '0');
   if (argv[1][0] == '0')
      _exit(0);
   execl(argv[0], argv[0], acRest, (char *)NULL);
   return 1;
}
END
[ "$(cat "$work"/execs.d/execs.*.rep | grep -c '^a 0 10[012]$')" -eq 3 ]
went "each image that a process execs leaves a trace"

# Deaths.
compile dies <<'END'
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv)
{
   free(malloc(1));
   malloc(2);
   if (argv[1][0] == 'k')
      raise(SIGKILL);
   if (argv[1][0] == 'a')
      abort();
   if (argv[1][0] == 's')
      *(volatile int *)16 = 1;
   _exit(9);
}
END
for death in kill:137 abort:134 segv:139 _exit:9; do
   record dies "$work/dies" "${death%:*}"
   [ $? -eq "${death#*:}" ]
   went "death by ${death%:*} stays what it was"
   expect "and leaves the whole trace" dies dies <<'END'
a 0 1
f 0
a 1 2
END
done

# Logs of several windows; programs that close or leave everything.
compile long <<'END' && record long "$work/long"
#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>
int main(void)
{
   close_range(0, ~0U, 0);
   if (chdir("/") != 0)
      return 1;
   for (int i = 0; i < 60000; i++)
      free(malloc(i + 1));
   return 0;
}
END
well "$work"/long.d/long.*.rep "" &&
   [ "$(sed -n 3p "$work"/long.d/long.*.rep)" -eq 120000 ]
went "a long log, of a program that closed all its files"
(
   ulimit -f 2200
   record long "$work/long"
) && well "$work"/long.d/long.*.rep "" &&
   grep -q 'ends early' "$work/long.err"
went "where its file may not grow, the log ends, not the program"

# record.sh itself.
record usage && false
[ $? -eq 2 ] && grep -q '^record: usage' "$work/usage.err"
went "no command is bad usage"
sh driver/record/record.sh -x true >/dev/null 2>"$work/usage.err"
[ $? -eq 2 ] && [ "$(wc -l <"$work/usage.err")" -eq 1 ]
went "so is an unknown option"
record missing ./no-such-command
[ $? -eq 127 ] && [ "$(wc -l <"$work/missing.err")" -eq 1 ]
went "a missing command gives one line and 127"
# A pipeline, as make record takes it; its report isn't in the pipe.
rm -rf "$work/pipe.d"
# shellcheck disable=SC2016 # $ is for the shell that is recorded
sh driver/record/record.sh -o "$work/pipe.d" -c \
   'printf "b\na\nc\n" | cat "$@" | sort | head -n $((1 + 1))' \
   >"$work/pipe.out" 2>"$work/pipe.err"
[ "$(tr '\n' ' ' <"$work/pipe.out")" = 'a b ' ]
went "item 20: a pipeline's output has no report in it"
[ "$(sed 's/:.*//' "$work/pipe.err" | tr '\n' ' ')" = 'cat head sort ' ]
went "item 20: all programs of a pipeline are recorded, and no shell"
# shellcheck disable=SC2016
MAKEFLAGS='' make -s record BUILD="$BUILD" CC="$CC" \
   CMD='find / -maxdepth 1 | sort | sed -n "1 s/^\/\$/$((40 + 2))/p"' \
   >"$work/pipe.out" 2>"$work/pipe.err"
[ "$(cat "$work/pipe.out")" = 42 ] && grep -q '^find: ' "$work/pipe.err" &&
   grep -q '^sort: ' "$work/pipe.err" && grep -q '^sed: ' "$work/pipe.err"
went "item 20: make record CMD='...|...' records a pipeline as it is typed"
sh driver/record/record.sh -o "$work/pipe.d" -c 'sort /dev/null; exit 3' \
   >"$work/pipe.out" 2>"$work/pipe.err"
[ $? -eq 3 ]
went "a command's own status comes out"

# A sanitizer's malloc is its own.
if "$CC" -fsanitize=address -w -o "$work/asan" "$work/known.c" \
   2>/dev/null; then
   record asan "$work/asan"
   [ $? -eq 1 ] && grep -q 'no trace came out: .*asan is built with a san' \
      "$work/asan.err" && ! grep -q static "$work/asan.err"
   went "item 20: a program built with a sanitizer is called that"
   sh driver/record/record.sh -o "$work/asan.d" -c "$work/asan; true" \
      >"$work/asan.out" 2>"$work/asan.err"
   [ $? -eq 1 ] && grep -q 'sanitizer' "$work/asan.err"
   went "item 20: the same in a shell's command"
else
   skip "a program built with a sanitizer" "$CC has no -fsanitize=address"
fi

if "$CC" -static -o "$work/static" "$work/known.c" 2>/dev/null; then
   record static "$work/static"
   [ $? -eq 1 ] && [ "$(wc -l <"$work/static.err")" -eq 1 ] &&
      grep -q 'no trace.* statically linked' "$work/static.err"
   went "a statically linked program gives one line and 1"
fi
rm -rf "$work/a b"
mkdir -p "$work/a b" && cp "$BUILD/librecord.so" "$work/a b/" &&
   BUILD="$work/a b" sh driver/record/record.sh "$work/known" >/dev/null &&
   [ -f "$(ls "$work/a b/record"/known.*.rep)" ]
went "a blank in the path does no harm"

# The shipped traces, after the check itself was seen to bite.
found=0
for broken in '1 1 1 5 a,0,6' '1 2 1 5 a,0,5' '1 1 2 5 a,0,5' \
   '1 2 2 9 a,0,4 a,0,5' '1 2 2 9 a,1,4 a,0,5' '1 1 1 0 a,0,0' \
   '1 1 3 5 a,0,5 f,0 f,0' '1 1 3 7 a,0,5 f,0 r,0,7' \
   '1 0 1 0 f,-1' '1 1 1 5 a,0,5,5' '1 1 2 5 a,0,5 w,0,5' '1 1 1' ''; do
   echo "$broken" | tr ' ,' '\n ' >"$work/broken.rep"
   if ! well "$work/broken.rep" "" >/dev/null; then
      found=$((found + 1))
   fi
done
[ "$found" -eq 13 ]
went "malformed traces are told from well-formed ones"
rows=0
for file in driver/traces/*.rep.gz; do
   well "$file" "$(basename "$file" .rep.gz)"
   went "$(basename "$file") is well-formed, the index agrees"
   rows=$((rows + 1))
done
[ "$(sed 1d "$index" | wc -l)" -eq "$rows" ] && [ "$rows" -ge 10 ]
went "the index has a row for each trace, and no other"

end_count
