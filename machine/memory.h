/*--------------------------------------------------------------------*/
/* memory.h: the address space of the machine                         */
/*                                                                    */
/*    MEMORY_BASE   +------------------------------+                  */
/*                  | nothing                      |                  */
/*       + 64 KiB   +------------------------------+ Memory_setProgram*/
/*                  | text        execute, read    |                  */
/*                  | constants   read             |                  */
/*                  | data        read, write      |                  */
/*                  +------------------------------+                  */
/*       + 4 GiB    +------------------------------+ heap start       */
/*                  | heap                         |                  */
/*                  +------------------------------+ break            */
/*                  | nothing                      |                  */
/*       + 36 GiB   +------------------------------+                  */
/*                  | mappings (mmap)              |                  */
/*       + 60 GiB   +------------------------------+                  */
/*                  | nothing: the stack's guard   |                  */
/*                  | stack, 8 MiB                 |                  */
/*       + 64 GiB   +------------------------------+                  */
/*                                                                    */
/* Of the heap and the mappings a program may not touch what a client */
/* has (live payloads, to the byte), nor what somebody else got by    */
/* moving the break (foreign memory).                                 */
/*--------------------------------------------------------------------*/

#ifndef MEMORY_INCLUDED
#define MEMORY_INCLUDED

#include "pages.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEMORY_BASE PAGES_BASE
#define MEMORY_PROGRAM (PAGES_BASE + 0x10000u)
#define MEMORY_PROGRAM_END (PAGES_BASE + 0x10000000u)
#define MEMORY_HEAP (PAGES_BASE + 0x100000000u)
#define MEMORY_MAPPINGS (PAGES_BASE + 0x900000000u)
#define MEMORY_MAPPINGS_END (PAGES_BASE + 0xf00000000u)
#define MEMORY_STACK_TOP (PAGES_BASE + 0x1000000000u)
#define MEMORY_STACK (MEMORY_STACK_TOP - 0x800000u)

/* Reserve the range, with no program in it.  Return NULL, or a sentence
   that says why it can't be had. */

const char *Memory_open(void);

/* Forget everything: all memory is zero, nothing but the stack is
   there, the break is at MEMORY_HEAP. */

void Memory_clear(void);

/*--------------------------------------------------------------------*/
/* The program                                                        */
/*--------------------------------------------------------------------*/

/* The program's parts, each of them up to where the next begins. */

struct Memory_Program
{
   uint64_t uText;
   uint64_t uConstants;
   uint64_t uData;
   uint64_t uEnd;
};

/* Make room for a program.  Its parts must lie from MEMORY_PROGRAM up
   to MEMORY_PROGRAM_END, and begin at pages.  Call it after
   clearing. */

void Memory_setProgram(const struct Memory_Program *ps);

/*--------------------------------------------------------------------*/
/* The break and mappings                                             */
/*--------------------------------------------------------------------*/

enum Memory_Answer
{
   MEMORY_DONE,
   MEMORY_REFUSED, /* there is no more */
   MEMORY_NOT_OWN  /* the program gives back what isn't its own */
};

uint64_t Memory_getBreak(void);

/* Have the heap start at uStart, from MEMORY_HEAP up to a page later.
   Call it before the first move of the break. */

void Memory_startHeap(uint64_t uStart);

/* The program moves the break to uBreak; maps uBytes bytes, and
   *puStart is where; unmaps the uBytes bytes at uStart.  What it has
   given back and gets again is zero. */

enum Memory_Answer Memory_moveBreak(uint64_t uBreak);
enum Memory_Answer Memory_map(uint64_t uBytes, uint64_t *puStart);
enum Memory_Answer Memory_unmap(uint64_t uStart, uint64_t uBytes);

/* Somebody else moves the break by iBytes: up, or back down over
   foreign memory.  Return false, and do nothing, if that can't be. */

bool Memory_moveBreakForeign(int64_t iBytes);

/* Refuse the program all memory beyond uBytes more than it has now;
   UINT64_MAX refuses nothing. */

void Memory_limit(uint64_t uBytes);

/* Return how many bytes the program has in heap and mappings, foreign
   ones not counted. */

uint64_t Memory_getOwned(void);

/*--------------------------------------------------------------------*/
/* Live payloads                                                      */
/*--------------------------------------------------------------------*/

/* A client has the uBytes bytes at uStart.  Return false, and do
   nothing, if not all of them are memory of the program's that no
   client has. */

bool Memory_markLive(uint64_t uStart, uint64_t uBytes);

/* No client has the payload at uStart any more.  Return its length, or
   0 if there is none. */

uint64_t Memory_unmarkLive(uint64_t uStart);

/* Return the length of the live payload at uStart, or 0. */

uint64_t Memory_getLive(uint64_t uStart);

/* Let the program touch what clients have, until memory is restored to
   the last snapshot; there must be one.  So a program may be asked of a
   damaged heap, or of what a client mistakes for a payload: what looks
   like a header can lie in a payload then. */

void Memory_openLive(void);

/*--------------------------------------------------------------------*/
/* What the judge may do                                              */
/*--------------------------------------------------------------------*/

/* Return true if the uBytes bytes at uAddress are all there, no matter
   who has them. */

bool Memory_exists(uint64_t uAddress, uint64_t uBytes);

/* Return true if the uBytes bytes at uAddress are all in the heap or in
   a mapping, and not foreign, no matter which client has them. */

bool Memory_isOwn(uint64_t uAddress, uint64_t uBytes);

/* Copy uBytes bytes out of the memory at uAddress, or into it.  Return
   false, and do nothing, if not all of them are there. */

bool Memory_read(uint64_t uAddress, void *pv, uint64_t uBytes);
bool Memory_write(uint64_t uAddress, const void *pv, uint64_t uBytes);

/* Copy the string at uAddress to pc, as much of it as is there and fits
   uMax characters with the '\0'.  Return its length. */

size_t Memory_readString(uint64_t uAddress, char *pc, size_t uMax);

/* Of a payload over 1 MiB only the first and the last page may be
   written through a pointer without having called this. */

void Memory_prepare(uint64_t uAddress, uint64_t uBytes);

/* Remember all memory: contents, break, mappings, live payloads; go
   back to what was remembered last.  They nest, MAX_SNAPSHOTS deep. */

void Memory_snapshot(void);
void Memory_restore(void);

/* Write to pc, in at most uMax characters, what lies at uAddress:
   "16 bytes above the break", ... */

void Memory_describe(uint64_t uAddress, char *pc, size_t uMax);

#endif
