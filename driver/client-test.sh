#!/bin/bash
# client-test.sh: a program that has nothing but heapmgr.h, a manager and
# chunk.c works, with and without assertions; and the assert of the kit's
# own programs (driver/assert) differs from the C library's only where it
# should.
#
# Usage: client-test.sh
#
# CC is the compiler (gcc unless set), BUILD the folder for all that is
# written (build unless set).
set -uo pipefail

# shellcheck source=.ci/count.sh disable=SC1091
source "$(dirname "$0")/../.ci/count.sh"
work=${BUILD:-build}/client-test
mkdir -p "$work" || exit 2

cat >"$work/client.c" <<'END' || exit 2
#include "heapmgr.h"
#include <stdio.h>
#include <string.h>

enum
{
   PAYLOADS = 200
};

int main(void)
{
   char *apc[PAYLOADS];
   int i;

   for (i = 0; i < PAYLOADS; i++)
   {
      apc[i] = HeapMgr_malloc((size_t)i + 1);
      if (apc[i] == NULL)
         return 1;
      memset(apc[i], i, (size_t)i + 1);
   }
   for (i = 0; i < PAYLOADS; i += 2)
      HeapMgr_free(apc[i]);
   for (i = 1; i < PAYLOADS; i += 2)
      if (apc[i][0] != (char)i || apc[i][i] != (char)i)
         return 1;
   return HeapMgr_isValid() ? 0 : 1;
}
END

# with_manager FILE OPTION...: does the client run with this manager?
with_manager()
{
   local program

   program=$work/$(basename "$1" .c)
   "${CC:-gcc}" "${@:2}" -o "$program" "$work/client.c" "$1" chunk.c \
      -I. && "$program"
}

for file in heapmgr[1-9]_*.c appendix/heapmgr_*.c; do
   name=$(basename "$file" .c)
   ok "$name: a client runs" with_manager "$file"
   ok "$name: with NDEBUG" with_manager "$file" -DNDEBUG
done

cat >"$work/asserts.c" <<'END' || exit 2
#include "heapmgr.h"
#include <assert.h>

bool HeapMgr_isValid(void)
{
   return false;
}

int main(int argc, char *argv[])
{
   (void)argv;
   assert(HeapMgr_isValid());
   assert(argc == 1);
   return 0;
}
END

# with_rate RATE OPTION...: run it, with the heap looked over at this
# rate.  Say what it said, if a signal ended it, too.
with_rate()
{
   HEAPMGR_CHECK=$1 bash -c '"$@"' "$work/asserts" "$work/asserts" \
      "${@:2}" 2>&1
}

ok "the kit's assert compiles without a warning" \
   "${CC:-gcc}" -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -Wpedantic \
   -Wshadow -Werror -I. -Idriver/assert -o "$work/asserts" \
   "$work/asserts.c" driver/assert/checkrate.c
check "a damaged heap is found when it is looked over" 134 \
   'asserts.c:12: main: Assertion .HeapMgr_isValid\(\). failed' with_rate 1
ok "and not when it isn't" with_rate 0
check "any other assertion is looked at all the same" 134 \
   'asserts.c:13: main: Assertion .argc == 1. failed' with_rate 0 more

end_count
