/*--------------------------------------------------------------------*/
/* machine_test.c: memory, calls, services, faults, the library       */
/*                                                                    */
/* Usage: test-machine ODD.elf, a program made of odd.c               */
/*--------------------------------------------------------------------*/

#include "expect.h"
#include "machine.h"
#include "storelog.h"
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUDGET 10000000u
#define GIB ((uint64_t)1 << 30)

static const char *pcOdd;
static struct Machine_Outcome s;

/*--------------------------------------------------------------------*/

/* Begin a test with a fresh program. */

static void Begin(const char *pcName)
{
   const char *pcWrong = Machine_loadFile(pcOdd);

   Expect_begin(pcName);
   Expect_true(pcWrong == NULL, pcWrong);
}

/* Call the program's function with two arguments.  Return its
   result. */

static uint64_t Call(const char *pcFunction, uint64_t uA, uint64_t uB)
{
   uint64_t auArguments[2];

   auArguments[0] = uA;
   auArguments[1] = uB;
   Machine_call(Machine_find(pcFunction), 2, auArguments, BUDGET, &s);
   return s.uResult;
}

/* Call it, and expect that fault, and pcPart in the words for it. */

static void Expect_fault(const char *pcFunction, uint64_t uA,
   uint64_t uB, enum Machine_Fault eFault, const char *pcPart)
{
   Call(pcFunction, uA, uB);
   Expect_equal(s.eEnd, MACHINE_FAULT, "the end");
   Expect_equal(s.eFault, eFault, "the fault");
   Expect_in(pcPart, Machine_explain(&s));
}

/* Expect that the program may load from uAddress, or not. */

static void Expect_load(uint64_t uAddress, bool bMay)
{
   Call("Odd_loadByte", uAddress, 0);
   Expect_equal(s.eEnd, bMay ? MACHINE_RETURNED : MACHINE_FAULT,
      bMay ? "a load that is allowed" : "a load that is not");
}

static void Expect_store(uint64_t uAddress, bool bMay)
{
   Call("Odd_storeByte", uAddress, 1);
   Expect_equal(s.eEnd, bMay ? MACHINE_RETURNED : MACHINE_FAULT,
      bMay ? "a store that is allowed" : "a store that is not");
}

/*--------------------------------------------------------------------*/
/* Faults                                                             */
/*--------------------------------------------------------------------*/

static void Test_faults(void)
{
   uint64_t uBreak = MEMORY_HEAP + 1000;

   Begin("a load from NULL");
   Expect_fault("Odd_load", 8, 0, MACHINE_BAD_LOAD, "NULL + 8");
   Expect_in("Odd_load", Machine_explain(&s));
   Begin("a store above the break");
   Memory_moveBreak(uBreak);
   Expect_fault("Odd_store", uBreak + 16, 1, MACHINE_BAD_STORE,
      "16 bytes above the break");
   Begin("a store across the break");
   Memory_moveBreak(uBreak);
   Expect_fault("Odd_store", uBreak - 4, 1, MACHINE_BAD_STORE,
      "writes where it may not");
   Call("Odd_storeByte", uBreak - 1, 1);
   Expect_equal(s.eEnd, MACHINE_RETURNED, "the last byte's store");
   Begin("a load below the heap");
   Expect_fault("Odd_load", MEMORY_HEAP - 16, 0, MACHINE_BAD_LOAD,
      "16 bytes below the heap's start");
   Begin("a store to constants");
   Expect_fault("Odd_storeConstant", 0, 0, MACHINE_BAD_STORE,
      "the program's constants");
   Expect_in("called from", Machine_explain(&s));
   Begin("a store to the text");
   Expect_fault(
      "Odd_storeText", 0, 0, MACHINE_BAD_STORE, "the program's text");
   Begin("a load past the data");
   Expect_fault("Odd_loadPastData", 0, 0, MACHINE_BAD_LOAD, "below");
   Begin("a wild address");
   Expect_fault("Odd_load", UINT64_MAX - 7, 0, MACHINE_BAD_LOAD,
      "where there is no memory");
   Expect_fault("Odd_load", MEMORY_STACK - 4096, 0, MACHINE_BAD_LOAD,
      "the stack's guard");
   Expect_fault("Odd_jump", MEMORY_STACK + 4096, 0, MACHINE_BAD_JUMP,
      "the stack");
   Expect_fault("Odd_load", 0x123456789, 0, MACHINE_BAD_LOAD,
      "where there is no memory (0x123456789)");
   Begin("no mapping");
   Expect_fault("Odd_load", MEMORY_MAPPINGS, 0, MACHINE_BAD_LOAD,
      "where nothing is mapped");
   Begin("a full stack");
   Expect_fault("Odd_recurse", 0, 0, MACHINE_BAD_STORE,
      "the stack's guard: the stack is full");
   Expect_equal(s.sCost.uStackBytes > 8000000, true, "much stack");
}

static void Test_ends(void)
{
   Begin("a jump into the heap");
   Memory_moveBreak(MEMORY_HEAP + 100);
   Expect_fault("Odd_jump", MEMORY_HEAP + 16, 0, MACHINE_BAD_JUMP,
      "the heap, at + 16");
   Begin("a trap");
   Expect_fault(
      "Odd_trap", 0, 0, MACHINE_BAD_TRAP, "undefined behavior");
   Begin("an unknown instruction");
   Expect_fault("Odd_illegal", 0, 0, MACHINE_BAD_INSTRUCTION,
      "runs into an unknown instruction");
   Begin("the clock");
   Expect_fault("Odd_csr", 0, 0, MACHINE_BAD_INSTRUCTION, "unknown");
   Begin("a service that is none");
   Expect_fault("Odd_service", 64, 0, MACHINE_BAD_SERVICE,
      "asks for a service that is none");
   Expect_fault("Odd_service", 0, 0, MACHINE_BAD_SERVICE, "none");
   Begin("a fence");
   Call("Odd_fence", 0, 0);
   Expect_equal(s.eEnd, MACHINE_RETURNED, "the end");
   Expect_in("it returned", Machine_explain(&s));
   Begin("a loop without end");
   Call("Odd_loop", 0, 0);
   Expect_equal(s.eEnd, MACHINE_ENDLESS, "the end");
   Expect_equal(s.sCost.uInstructions, BUDGET, "instructions");
   Expect_in("Odd_loop did not end", Machine_explain(&s));
   Begin("abort");
   Call("Odd_abort", 0, 0);
   Expect_equal(s.eEnd, MACHINE_ABORTED, "the end");
   Expect_in(
      "abort, called from Odd_abort called abort", Machine_explain(&s));
   Expect_in("before abort\n", Machine_getSaid(NULL));
   Begin("exit");
   Expect_equal(Call("Odd_exit", 0, 0), 7, "its status");
   Expect_equal(s.eEnd, MACHINE_EXITED, "the end");
   Expect_equal(Call("Odd_exitAtOnce", 0, 0), 8, "its status");
   Begin("a failed assert");
   Call("Odd_assert", 2, 0);
   Expect_equal(s.eEnd, MACHINE_FAILED_ASSERT, "the end");
   Expect_in("odd.c", Machine_explain(&s));
   Expect_in("assert(u == 1) failed", Machine_explain(&s));
   Call("Odd_assert", 1, 0);
   Expect_equal(s.eEnd, MACHINE_RETURNED, "the other end");
}

/*--------------------------------------------------------------------*/
/* Memory                                                             */
/*--------------------------------------------------------------------*/

static void Test_break(void)
{
   Begin("the break");
   Memory_startHeap(MEMORY_HEAP + 40);
   Expect_equal(Memory_getBreak(), MEMORY_HEAP + 40, "its start");
   Expect_equal(Memory_moveBreak(MEMORY_HEAP), MEMORY_REFUSED, "below");
   Expect_equal(Memory_moveBreak(MEMORY_MAPPINGS + 1), MEMORY_REFUSED,
      "too high");
   Expect_equal(
      Memory_moveBreak(MEMORY_HEAP + 5000), MEMORY_DONE, "up");
   Expect_equal(Memory_getOwned(), 4960, "owned");
   Call("Odd_storeByte", MEMORY_HEAP + 4999, 7);
   Expect_equal(
      Memory_moveBreak(MEMORY_HEAP + 4999), MEMORY_DONE, "down");
   Expect_load(MEMORY_HEAP + 4999, false);
   Memory_moveBreak(MEMORY_HEAP + 5000);
   Expect_equal(Call("Odd_loadByte", MEMORY_HEAP + 4999, 0), 0,
      "what is given back and taken again");

   Begin("a heap of 20 GiB");
   Expect_equal(
      Memory_moveBreak(MEMORY_HEAP + 20 * GIB), MEMORY_DONE, "up");
   Expect_store(MEMORY_HEAP + 20 * GIB - 1, true);
   Expect_store(MEMORY_HEAP + 5 * GIB, true);
   Expect_store(MEMORY_HEAP + 20 * GIB, false);
   Expect_equal(Memory_markLive(MEMORY_HEAP + GIB, 8 * GIB), true, "");
   Expect_store(MEMORY_HEAP + 5 * GIB, false);
   Expect_equal(Memory_unmarkLive(MEMORY_HEAP + GIB), 8 * GIB, "");
   Expect_store(MEMORY_HEAP + 5 * GIB, true);
   Expect_equal(Memory_moveBreak(MEMORY_HEAP), MEMORY_DONE, "down");
   Memory_moveBreak(MEMORY_HEAP + 20 * GIB);
   Expect_equal(
      Call("Odd_loadByte", MEMORY_HEAP + 5 * GIB, 0), 0, "zero again");

   Begin("a limit");
   Memory_limit(10000);
   Expect_equal(
      Memory_moveBreak(MEMORY_HEAP + 10001), MEMORY_REFUSED, "beyond");
   Expect_equal(
      Memory_moveBreak(MEMORY_HEAP + 10000), MEMORY_DONE, "up to it");
   Memory_limit(UINT64_MAX);
   Expect_equal(
      Memory_moveBreak(MEMORY_HEAP + GIB), MEMORY_DONE, "no limit");
}

static void Test_foreign(void)
{
   uint64_t u = MEMORY_HEAP;

   Begin("foreign memory");
   Memory_moveBreak(u + 100);
   Expect_true(Memory_moveBreakForeign(0), "no move");
   Expect_true(Memory_moveBreakForeign(50), "up");
   Expect_true(Memory_moveBreakForeign(50), "up again");
   Expect_equal(Memory_getBreak(), u + 200, "the break");
   Expect_equal(Memory_getOwned(), 100, "owned");
   Expect_store(u + 99, true);
   Expect_fault("Odd_storeByte", u + 100, 1, MACHINE_BAD_STORE,
      "another part of the program");
   Expect_load(u + 199, false);
   Expect_equal(Memory_moveBreak(u + 150), MEMORY_NOT_OWN, "down");
   Expect_equal(Memory_moveBreak(u + 300), MEMORY_DONE, "up");
   Expect_store(u + 200, true);
   Expect_true(!Memory_moveBreakForeign(-1), "down over the program's");
   Memory_moveBreak(u + 200);
   Expect_true(!Memory_moveBreakForeign(-101), "down too far");
   Expect_true(Memory_moveBreakForeign(-40), "down a part");
   Expect_true(Memory_moveBreakForeign(-60), "down the rest");
   Expect_true(!Memory_moveBreakForeign(-1), "there is none");
   Expect_true(
      !Memory_moveBreakForeign((int64_t)(64 * GIB)), "up too far");
   Expect_equal(Memory_getBreak(), u + 100, "the break at the end");
   Expect_true(Memory_exists(u, 100), "memory that is there");
   Expect_true(!Memory_exists(u, 101), "memory that is not");
}

static void Test_mappings(void)
{
   uint64_t auStarts[4], u;

   Begin("mappings");
   for (u = 0; u < 4; u++)
      Expect_equal(
         Memory_map(3 * PAGE_BYTES, &auStarts[u]), MEMORY_DONE, "map");
   Expect_equal(auStarts[1], auStarts[0] + 3 * PAGE_BYTES, "the next");
   Expect_store(auStarts[3] + 3 * PAGE_BYTES - 1, true);
   Expect_store(auStarts[3] + 3 * PAGE_BYTES, false);
   Expect_true(Memory_exists(auStarts[0], 12 * PAGE_BYTES), "all four");
   Expect_true(
      !Memory_exists(auStarts[0], 12 * PAGE_BYTES + 1), "more");
   Expect_store(auStarts[1], true);
   Expect_equal(
      Memory_unmap(auStarts[1], 3 * PAGE_BYTES), MEMORY_DONE, "unmap");
   Expect_fault("Odd_load", auStarts[1], 0, MACHINE_BAD_LOAD, "mapped");
   Expect_equal(Memory_unmap(auStarts[1], 1), MEMORY_NOT_OWN, "twice");
   Expect_equal(Memory_unmap(8, 1), MEMORY_REFUSED, "no page");
   Expect_equal(Memory_unmap(0, 1), MEMORY_NOT_OWN, "no mapping");
   Expect_equal(Memory_unmap(auStarts[0], 0), MEMORY_REFUSED, "none");
   Expect_equal(Memory_unmap(auStarts[0], UINT64_MAX), MEMORY_NOT_OWN,
      "too many");
   Expect_equal(
      Memory_map(4 * PAGE_BYTES, &u), MEMORY_DONE, "too long to fit");
   Expect_equal(u, auStarts[3] + 3 * PAGE_BYTES, "goes to the end");
   Expect_equal(Memory_map(1, &u), MEMORY_DONE, "one that fits");
   Expect_equal(u, auStarts[1], "goes into the gap");
   Expect_equal(Call("Odd_loadByte", u, 0), 0, "and is zero");
   Expect_equal(Memory_map(0, &u), MEMORY_REFUSED, "no bytes");
   Expect_equal(Memory_map(24 * GIB, &u), MEMORY_REFUSED, "no room");
   Expect_equal(Memory_map(25 * GIB, &u), MEMORY_REFUSED, "too much");
   Memory_limit(100);
   Expect_equal(Memory_map(1, &u), MEMORY_REFUSED, "beyond the limit");
}

static void Test_live(void)
{
   uint64_t u = MEMORY_HEAP, uByte;

   Begin("live payloads");
   Memory_moveBreak(u + 10000);
   Expect_true(Memory_markLive(u + 16, 5000), "one");
   Expect_true(Memory_markLive(u + 5024, 3), "another");
   Expect_true(!Memory_markLive(u + 5000, 100), "one that overlaps");
   Expect_true(!Memory_markLive(u + 9999, 2), "above the break");
   Expect_true(!Memory_markLive(u + 6000, 0), "no bytes");
   Expect_true(!Memory_markLive(u - 1, 1), "below the heap");
   Expect_true(!Memory_markLive(MEMORY_STACK, 1), "the stack");
   Expect_true(!Memory_markLive(MEMORY_MAPPINGS, 1), "no mapping");
   for (uByte = 0; uByte < 5100; uByte++)
   {
      bool bLive = (uByte >= 16 && uByte < 5016)
                   || (uByte >= 5024 && uByte < 5027);

      Expect_load(u + uByte, !bLive);
      Expect_store(u + uByte, !bLive);
   }
   Expect_fault("Odd_load", u + 528, 0, MACHINE_BAD_LOAD,
      "byte 512 of a payload of 5000 bytes that a client has");
   Expect_equal(Memory_getLive(u + 16), 5000, "its length");
   Expect_equal(Memory_getLive(u + 17), 0, "no payload's length");
   Expect_equal(Memory_moveBreak(u + 5026), MEMORY_NOT_OWN, "break");
   Expect_equal(Memory_unmarkLive(u + 16), 5000, "unmarked");
   Expect_equal(Memory_unmarkLive(u + 16), 0, "unmarked twice");
   Expect_store(u + 528, true);
   Expect_fault("Odd_service", 0, 0, MACHINE_BAD_SERVICE, "");

   Begin("many live payloads");
   Memory_moveBreak(u + 20000 * 16);
   for (uByte = 0; uByte < 20000; uByte += 2)
      Memory_markLive(u + uByte * 16, 16);
   for (uByte = 0; uByte < 20000; uByte += 4)
      Expect_equal(Memory_unmarkLive(u + uByte * 16), 16, "a length");
   for (uByte = 0; uByte < 20000; uByte++)
      Expect_equal(Memory_getLive(u + uByte * 16),
         uByte % 4 == 2 ? 16 : 0, "what is left");
}

/* The service that gives memory back, and what isn't the program's. */

static void Test_giveBack(void)
{
   uint64_t u;

   Begin("memory given back that a client has");
   Memory_moveBreak(MEMORY_HEAP + 1000);
   Memory_markLive(MEMORY_HEAP + 500, 8);
   Call("Odd_system", 0, 0);
   Expect_equal(s.eEnd, MACHINE_RETURNED, "what is above it may go");
   Memory_map(PAGE_BYTES, &u);
   Memory_markLive(u, 16);
   Expect_fault("brk", MEMORY_HEAP + 100, 0,
      MACHINE_BAD_RETURN_OF_MEMORY,
      "gives back memory that is not its own");
   Expect_fault("munmap", u, PAGE_BYTES, MACHINE_BAD_RETURN_OF_MEMORY,
      "byte 0 of a payload of 16 bytes");
}

/*--------------------------------------------------------------------*/
/* What the judge does                                                */
/*--------------------------------------------------------------------*/

static void Test_judge(void)
{
   uint64_t u = MEMORY_HEAP;
   char ac[16] = "0123456789";

   Begin("the judge's access");
   Memory_moveBreak(u + 100);
   Memory_markLive(u + 16, 84);
   Expect_true(Memory_write(u + 90, ac, 10), "write");
   Expect_true(!Memory_write(u + 91, ac, 10), "write above the break");
   memset(ac, 0, sizeof ac);
   Expect_true(Memory_read(u + 90, ac, 10), "read");
   Expect_in("0123456789", ac);
   Expect_true(!Memory_read(u + 91, ac, 10), "read above the break");
   Expect_true(!Memory_read(0, ac, 1), "read NULL");
   Expect_true(!Memory_read(UINT64_MAX, ac, 10), "read at the end");
   Expect_true(!Memory_exists(u, UINT64_MAX), "a wild length");
   Expect_equal(Memory_readString(u + 96, ac, 16), 4, "a string's end");
   Expect_equal(Memory_readString(u + 90, ac, 4), 3, "a string's part");
   Expect_in("012", ac);
   Expect_equal(Memory_readString(0, ac, 4), 0, "no string");
   Memory_prepare(u + 16, 84);
   Memory_prepare(0, 1);

   Begin("a limit of pages");
   Memory_moveBreak(u + GIB);
   Machine_limitPages(100);
   Expect_fault("Odd_touch", u, 1000, MACHINE_TOO_MUCH_MEMORY,
      "writes to too much memory");
   Machine_limitPages(2000);
   Call("Odd_touch", u, 1000);
   Expect_equal(s.eEnd, MACHINE_RETURNED, "with a higher limit");
   Machine_limitPages(65536);
}

/* Call Odd_touch for pages of the heap, the same for a mapping, as a
   try; everything must be as before. */

static void Test_snapshots(void)
{
   uint64_t u = MEMORY_HEAP, uMapped, uNew, uBefore;

   Begin("a try");
   Memory_moveBreak(u + 20000);
   Memory_map(2 * PAGE_BYTES, &uMapped);
   Call("Odd_store", u + 8, 42);
   Call("Odd_store", uMapped + 8, 43);
   uBefore = Pages_getTouched();
   {
      uint64_t auArguments[] = {u + 8, 77};

      Machine_try(
         Machine_find("Odd_store"), 2, auArguments, BUDGET, &s);
      Expect_equal(s.eEnd, MACHINE_RETURNED, "the try's end");
   }
   Expect_equal(Call("Odd_load", u + 8, 0), 42, "the word");

   Memory_snapshot();
   Call("Odd_touch", u, 4);
   Call("Odd_store", u + 8, 99);
   Memory_markLive(u + 64, 100);
   Memory_snapshot();
   Call("Odd_store", u + 16, 99);
   Memory_unmarkLive(u + 64);
   Memory_moveBreak(u + 4);
   Memory_moveBreak(u + 50000);
   Memory_moveBreakForeign(100);
   Memory_moveBreakForeign(-50);
   Call("Odd_touch", u, 10);
   Memory_unmap(uMapped, PAGE_BYTES);
   Memory_map(10 * PAGE_BYTES, &uNew);
   Memory_map(PAGE_BYTES, &uNew);
   Call("Odd_store", uNew + 8, 1);
   Memory_limit(0);
   Memory_restore();
   Expect_equal(Memory_getBreak(), u + 20000, "the break, inside");
   Expect_equal(Memory_getLive(u + 64), 100, "the payload, inside");
   Expect_equal(Call("Odd_load", u + 8, 0), 99, "the word, inside");
   Expect_store(u + 64, false);
   Memory_restore();
   Expect_equal(Memory_getLive(u + 64), 0, "no payload");
   Expect_store(u + 64, true);
   Expect_equal(Call("Odd_load", u + 8, 0), 42, "the word again");
   Expect_equal(Call("Odd_load", uMapped + 8, 0), 43, "the mapping's");
   Expect_equal(Call("Odd_loadByte", u + 12288, 0), 0, "a fresh page");
   Expect_store(u + 20000, false);
   Expect_equal(
      Memory_moveBreak(u + 30000), MEMORY_DONE, "no limit any more");
   Expect_equal(Pages_getTouched(), uBefore, "pages touched");
   Expect_equal(Memory_map(PAGE_BYTES, &uNew), MEMORY_DONE, "map");
   Expect_equal(uNew, uMapped + 2 * PAGE_BYTES, "the next mapping");
}

/* A payload that was there is marked and overwritten by the judge in a
   snapshot; foreign memory is given back and back again. */

static void Test_moreSnapshots(void)
{
   uint64_t u = MEMORY_HEAP;

   Begin("snapshots of what the judge does");
   Memory_moveBreak(u + 8 * GIB);
   Memory_snapshot();
   Memory_markLive(u, 2 << 20);
   *(char *)u = 'x';
   *(char *)(u + (2 << 20) - 1) = 'y';
   Memory_restore();
   Expect_equal(Call("Odd_loadByte", u, 0), 0, "the first byte");
   Expect_equal(
      Call("Odd_loadByte", u + (2 << 20) - 1, 0), 0, "the last byte");
   Memory_moveBreakForeign(1000);
   Memory_snapshot();
   Memory_moveBreakForeign(-1000);
   Memory_moveBreak(u + 8 * GIB + 10);
   Memory_restore();
   Expect_equal(Memory_getBreak(), u + 8 * GIB + 1000, "the break");
   Expect_store(u + 8 * GIB + 5, false);
   Memory_snapshot();
   Memory_moveBreakForeign(-100);
   Memory_restore();
   Expect_true(Memory_moveBreakForeign(-1000), "all of it");
   /* Much memory, touched and given back and taken again in a try. */
   Call("Odd_touch", u, 300);
   Memory_snapshot();
   Memory_moveBreak(u);
   Memory_moveBreak(u + 8 * GIB);
   Expect_equal(Call("Odd_loadByte", u + 4096, 0), 0, "zero");
   Memory_restore();
   Expect_equal(Call("Odd_loadByte", u + 4096, 0), 1, "back again");
   Expect_equal(Call("Odd_loadByte", u + 299 * 4096, 0), 1, "the last");
}

/* Nothing remains on the stack and in registers from call to call. */

static void Test_nothingRemains(void)
{
   Begin("the stack is zero after each call");
   Expect_equal(Call("Odd_leaveOnStack", 42, 0), 0, "at first");
   Expect_equal(s.sCost.uStackBytes > 200, true, "much stack");
   Expect_equal(Call("Odd_leaveOnStack", 42, 0), 0, "the second time");
}

static bool MayGrow(uint64_t uBytes, void *pvExtra)
{
   *(uint64_t *)pvExtra += uBytes;
   return uBytes < 5000;
}

static void Test_policy(void)
{
   uint64_t uAsked = 0;

   Begin("a policy");
   Machine_setPolicy(MayGrow, &uAsked);
   Call("Odd_system", 0, 0);
   Expect_equal(s.uResult > 0, true, "the program was refused");
   Expect_equal(uAsked > 5000, true, "what was asked for");
   Expect_equal(Call("brk", MEMORY_HEAP + 4000, 0), 0, "a little");
   Expect_equal(
      Call("brk", MEMORY_HEAP + 90000, 0), (uint64_t)-1, "too much");
}

static void Test_skip(void)
{
   uint64_t uFunction;

   Begin("skipped calls");
   uFunction = Machine_find("Odd_isValid");
   Expect_equal(Machine_find("auBig"), 0, "a variable's function");
   Expect_equal(Machine_find("none"), 0, "nobody's function");
   Machine_skip(uFunction, 1, 0);
   Expect_equal(Call("Odd_countValid", 10, 0), 10, "all skipped");
   Expect_equal(Call("Odd_getSink", 0, 0), 0, "none made");
   Machine_skip(uFunction, 1, 3);
   Expect_equal(
      Call("Odd_countValid", 10, 0), 7, "two of three skipped");
   Expect_equal(Call("Odd_getSink", 0, 0), 3, "three made");
   Expect_equal(Call("Odd_isValid", 0, 0), 0, "the judge's own call");
   Expect_equal(Call("Odd_getSink", 0, 0), 4, "is made");
   Machine_skip(0, 0, 0);
   Expect_equal(Call("Odd_countValid", 10, 0), 0, "none skipped");
}

/*--------------------------------------------------------------------*/
/* The library                                                        */
/*--------------------------------------------------------------------*/

static void Test_bits(uint64_t u)
{
   Expect_equal(Call("Odd_bits", u, 0),
      (uint64_t)__builtin_popcountl(u)
         | (uint64_t)__builtin_ctzl(u) << 8
         | (uint64_t)__builtin_clzl(u) << 16
         | (uint64_t)__builtin_ffsl((long)u) << 24
         | (uint64_t)__builtin_parityl(u) << 32,
      "bits");
   Expect_equal(Call("Odd_swap", u, 0),
      __builtin_bswap64(u) ^ __builtin_bswap32((uint32_t)u), "bytes");
}

static uint64_t Test_kinds(int i)
{
   return (uint64_t)((isalnum(i) != 0) | (isalpha(i) != 0) << 1
                     | (isdigit(i) != 0) << 2 | (islower(i) != 0) << 3
                     | (isupper(i) != 0) << 4 | (isprint(i) != 0) << 5
                     | (isspace(i) != 0) << 6 | (isxdigit(i) != 0) << 7
                     | tolower(i) << 8 | toupper(i) << 16);
}

static void Test_library(void)
{
   uint64_t u;

   Begin("strings");
   Expect_equal(Call("Odd_strings", 0, 0), 0, "the line that failed");
   Begin("memory");
   Expect_equal(Call("Odd_memory", 0, 0), 0, "the line that failed");
   Begin("system");
   Expect_equal(Call("Odd_system", 0, 0), 0, "the line that failed");
   Begin("snprintf");
   Expect_equal(Call("Odd_snprintf", 0, 0), 0, "the line that failed");
   Begin("bits");
   for (u = 1; u != 0; u <<= 1)
   {
      Test_bits(u);
      Test_bits(u - 1 == 0 ? 3 : u - 1);
      Test_bits(u * 0x123456789u | 1);
   }
   Begin("characters");
   for (u = 0; u < 128; u++)
      Expect_equal(
         Call("Odd_kinds", u, 0), Test_kinds((int)u), "its kinds");
}

/* The same as Odd_print, by the host's printf. */

static size_t Test_hostPrints(char *pc, size_t uMax)
{
   int i = snprintf(pc, uMax,
      "%d|%5d|%-5d|%05d|%+d|% d|%.3d|%8.3d|%-8.3d|\n", -42, 42, 42, 42,
      42, 42, 7, 7, 7);

   i += snprintf(pc + i, uMax - (size_t)i,
      "%ld|%lld|%zd|%td|%jd|%hd|%hhd|\n", -1L, -2LL, (ssize_t)3,
      (ptrdiff_t)4, (intmax_t)5, (short)70000, (signed char)300);
   i += snprintf(pc + i, uMax - (size_t)i,
      "%u|%lu|%zu|%hu|%hhu|%x|%X|%#x|%#X|%#o|%o|%#x|%#o|\n", 42u,
      18446744073709551615ul, (size_t)1, (unsigned short)70000,
      (unsigned char)300, 0xbeefu, 0xbeefu, 0xbeefu, 0xbeefu, 8u, 8u,
      0u, 0u);
   i += snprintf(pc + i, uMax - (size_t)i,
      "%08lx|%#010x|%-#10x|%.0d|%5.0d|%02x|%i|\n", 0xabcul, 0xabcu,
      0xabcu, 0, 0, 10u, -7);
   i += snprintf(pc + i, uMax - (size_t)i,
      "%s|%10s|%-10s|%.2s|%c|%3c|%-3c|%p|%%|\n", "abc", "abc", "abc",
      "abc", 'x', 'y', 'z', (void *)0x1234);
   i += snprintf(pc + i, uMax - (size_t)i,
      "%*d|%-*d|%*d|%.*d|%.*d|%.*s|\n", 6, 1, 6, 2, -6, 3, 4, 4, -1, 5,
      2, "xyz");
   i += snprintf(pc + i, uMax - (size_t)i, "%s|%s|%d|\n",
      "a long text that does not fit the buffer of 128 characters that"
      " the library's printf has for streams, so that it is flushed",
      "and more", 1);
   return (size_t)i;
}

static void Test_printing(void)
{
   char acHost[4096];
   uint64_t uAll;

   Begin("printf");
   Test_hostPrints(acHost, sizeof acHost);
   Call("Odd_print", 0, 0);
   Expect_in(acHost, Machine_getSaid(NULL));
   Begin("streams");
   Call("Odd_streams", 0, 0);
   Expect_in("perror: Cannot allocate memory\n"
             "perror: Invalid argument\nperror: Success\n"
             "fputs\npq\nfwrite\n(null)\n",
      Machine_getSaid(&uAll));
   Expect_equal(uAll, strlen(Machine_getSaid(NULL)), "its length");
   Begin("more than is kept");
   Call("Odd_flood", 0, 0);
   Expect_equal(strlen(Machine_getSaid(&uAll)), MACHINE_SAID_BYTES - 1,
      "what is kept");
   Expect_equal(uAll > MACHINE_SAID_BYTES, true, "all of it");
   Machine_clearSaid();
   Expect_equal(strlen(Machine_getSaid(&uAll)), 0, "cleared");
   Begin("what may not be printed");
   Expect_fault("Odd_write", 8, 0, MACHINE_BAD_LOAD, "NULL + 8");
}

/*--------------------------------------------------------------------*/
/* The store log, names, files                                        */
/*--------------------------------------------------------------------*/

static void Test_storeLog(void)
{
   const struct Store *ps;
   char acPlace[100];

   Begin("stores that are logged");
   Memory_moveBreak(MEMORY_HEAP + 100);
   Call("Odd_store", MEMORY_HEAP, 1);
   StoreLog_start();
   Call("Odd_store", MEMORY_HEAP + 8, 1);
   Call("Odd_storeByte", MEMORY_HEAP + 15, 1);
   Call("Odd_touch", MEMORY_HEAP + 16, 1);
   StoreLog_stop();
   Call("Odd_store", MEMORY_HEAP + 24, 1);
   Expect_true(StoreLog_find(MEMORY_HEAP, 8) == NULL, "before");
   Expect_true(StoreLog_find(MEMORY_HEAP + 24, 8) == NULL, "after");
   ps = StoreLog_find(MEMORY_HEAP + 8, 8);
   Expect_true(ps != NULL, "none found");
   if (ps == NULL)
      return;
   Expect_equal(ps->uAddress, MEMORY_HEAP + 15, "the last one's");
   Expect_equal(ps->uBytes, 1, "its length");
   ps = StoreLog_find(MEMORY_HEAP + 8, 4);
   Expect_equal(ps == NULL ? 0 : ps->uBytes, 8, "the first one's");
   ps = StoreLog_find(MEMORY_HEAP + 16, 1);
   Machine_namePlace(
      ps == NULL ? 0 : ps->uCaller, acPlace, sizeof acPlace);
   Expect_in("Odd_touch", acPlace);
   Machine_namePlace(ps == NULL ? 0 : ps->uPc, acPlace, sizeof acPlace);
   Expect_in("Odd_storeByte", acPlace);
   Expect_true(StoreLog_count() >= 3, "too few");
   Expect_equal(
      StoreLog_get(0)->uAddress, MEMORY_HEAP + 8, "the first of all");
   StoreLog_start();
   Expect_equal(StoreLog_count(), 0, "after another start");
   StoreLog_stop();
   Machine_namePlace(1, acPlace, sizeof acPlace);
   Expect_in("the program, at 0x1", acPlace);
}

/* The number of a call is used again after 2^32 of them. */

static void Test_wrap(void)
{
   Begin("many calls");
   Memory_moveBreak(MEMORY_HEAP + 100);
   Call("Odd_store", MEMORY_HEAP, 1);
   Pages_s.uStamp = UINT32_MAX;
   Call("Odd_store", MEMORY_HEAP, 1);
   Expect_equal(s.sCost.uLines, 1, "lines");
   Call("Odd_store", MEMORY_HEAP, 1);
   Expect_equal(s.sCost.uLines, 1, "lines of the next call");
}

/* Payloads that the program may touch in a try. */

static void Test_openLive(void)
{
   uint64_t u = MEMORY_HEAP, uMapped;

   Begin("payloads that are opened");
   Memory_moveBreak(u + 1000);
   Memory_map(PAGE_BYTES, &uMapped);
   Memory_markLive(u + 100, 100);
   Memory_moveBreakForeign(100);
   Memory_snapshot();
   Memory_openLive();
   Expect_store(u + 150, true);
   Expect_store(u + 1050, false);
   Memory_restore();
   Expect_store(u + 150, false);
   Expect_true(Memory_isOwn(u, 1000), "the heap");
   Expect_true(!Memory_isOwn(u, 1001), "and foreign memory");
   Expect_true(!Memory_isOwn(MEMORY_STACK, 8), "the stack");
   Expect_true(Memory_isOwn(uMapped, PAGE_BYTES), "a mapping");
   Expect_true(!Memory_isOwn(uMapped, PAGE_BYTES + 1), "and more");
}

static void Test_files(void)
{
   Expect_begin("files that are no program");
   Expect_in("can't be read", Machine_loadFile("/nowhere"));
   Expect_in("can't be read", Machine_loadFile("/"));
   Expect_in("too short", Machine_loadFile("/dev/null"));
}

int main(int argc, char *argv[])
{
   if (argc != 2)
   {
      fputs("usage: test-machine ODD.elf\n", stderr);
      return EXIT_FAILURE;
   }
   pcOdd = argv[1];
   Test_faults();
   Test_ends();
   Test_break();
   Test_foreign();
   Test_mappings();
   Test_live();
   Test_giveBack();
   Test_judge();
   Test_snapshots();
   Test_moreSnapshots();
   Test_nothingRemains();
   Test_policy();
   Test_skip();
   Test_library();
   Test_printing();
   Test_storeLog();
   Test_wrap();
   Test_openLive();
   Test_files();
   return Expect_end();
}
