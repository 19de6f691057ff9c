/*--------------------------------------------------------------------*/
/* protocol.h: what the judge and the runner say to each other        */
/*                                                                    */
/* The runner is a process with a submission in it.  The judge sends  */
/* it requests, the runner answers.  While it works on a request it   */
/* may ask for another program break (ANSWER_BREAK), and the judge    */
/* decides (REQUEST_BREAK); or tell where it crashes (ANSWER_FAULT),  */
/* which only decides what words the verdict has.                     */
/*                                                                    */
/* The heap is memory that both have at the same address, so that the */
/* judge sees it without asking.  Memory at or above the break isn't  */
/* there (up to a page).  Nothing that the runner says is believed:   */
/* it may say anything, at any time, or nothing.                      */
/*--------------------------------------------------------------------*/

#ifndef PROTOCOL_INCLUDED
#define PROTOCOL_INCLUDED

#include <stdint.h>

/* Where the heap is, and how large it can become. */

#define HEAP_BASE ((uintptr_t)0x10000000000u)
#define HEAP_BYTES ((uintptr_t)0x20000000u)

enum
{
   /* Descriptors in the runner. */
   FD_TALK = 3,
   FD_HEAP = 4,
   FD_KEPT = 2, /* so many after stderr */

   MAX_BATCH = 256,  /* calls in one request */
   MAX_WALK = 20000, /* pieces, or links, in one answer */
   MAX_LISTS = 4096
};

enum RequestKind
{
   REQUEST_BREAK,    /* uValue: the break from now on */
   REQUEST_RATE,     /* uValue: HEAPMGR_CHECK */
   REQUEST_MALLOC,   /* uValue: bytes */
   REQUEST_FREE,     /* uValue: payload */
   REQUEST_VALID,    /* HeapMgr_isValid */
   REQUEST_TRY_FREE, /* the same on a copy of the heap */
   REQUEST_TRY_VALID,
   REQUEST_PIECES, /* a walk over the heap */
   REQUEST_LISTS,  /* a walk over all free lists */
   REQUEST_BATCH   /* uCount calls follow */
};

struct Request
{
   uint32_t uKind;
   uint32_t uCount; /* of struct Call that follow */
   uint64_t uValue;
   uint64_t uBreak; /* the program break */
};

/* One call of a batch. */

struct Call
{
   uint64_t uMalloc; /* bytes to allocate, or 0: */
   uint64_t uFree;   /* the payload to free */
};

enum AnswerKind
{
   ANSWER_BREAK = 0x6272, /* uValue: the break wanted */
   ANSWER_FAULT = 0x6661, /* uValue: the address that is no memory; the
                             runner is about to end by a signal */
   ANSWER_DONE = 0x646f   /* uValue: the result; uCount parts follow */
};

struct Answer
{
   uint32_t uKind;
   uint32_t uCount;
   uint64_t uValue;
   uint64_t uSteps;
};

/* The parts of an answer: to a batch, */

struct Returned
{
   uint64_t uPayload;
   uint64_t uSteps;
};

/* to a walk over the heap, */

struct WalkPiece
{
   uint64_t uStart;
   uint64_t uBytes;
   uint32_t uHeaderBytes;
   uint32_t uFooterBytes;
   uint64_t uKind;
};

/* and to a walk over the lists. */

struct Link
{
   uint64_t uList;
   uint64_t uChunk;
};

/* uValue of ANSWER_FAULT if the processor had none to tell: what was used
   can't be an address at all. */

#define FAULT_NO_ADDRESS UINT64_MAX

/* What a submission lacks, as uValue of the answer to a walk; otherwise
   the number of lists, or how the walk over the heap ended. */

#define WALK_LACKING UINT64_MAX

/* How a call that was tried ended is the status from wait.

   A runner, or its copy that tries a call, ends with this status if the
   system has refused it something: it could start no process, or not map
   the heap.  That is nobody's fault but the grader's. */

enum
{
   EXIT_REFUSED = 91
};

#endif
