/*--------------------------------------------------------------------*/
/* guest.h: the manager is a program on the machine                   */
/*                                                                    */
/* guest.c has all that practice.c has and the manager's interface    */
/* too, so that a suite can't tell the difference: each call is one   */
/* that the machine does (see machine/machine.h).  The program's      */
/* addresses are the judge's: a payload that has been checked is a    */
/* plain pointer.  All else that a submission says, or that its heap  */
/* holds, goes through what checks bounds.                            */
/*                                                                    */
/* A call that asks, and one that may end badly, is a try: all memory */
/* is as before afterwards.  The program can't tell a try from a      */
/* call, a damaged heap from a sound one without looking at it, nor   */
/* a client's mistake from a legal call.                              */
/*--------------------------------------------------------------------*/

#ifndef GUEST_INCLUDED
#define GUEST_INCLUDED

#include "machine.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum
{
   GUEST_SAID_BYTES = 1200
};

/* What Host_isValid does: ask the submission, or look at the heap from
   here, and end the test as failed if it isn't sound.  So a mistake in
   HeapMgr_isValid costs no other test. */

enum Guest_Trust
{
   GUEST_ASK,
   GUEST_ASK_PURE,     /* and see that nothing changes */
   GUEST_CHECK_FILLED, /* chunks fill the heap */
   GUEST_CHECK_ALL     /* and no two free ones are neighbours, and they
                          are what the free lists have */
};

/* What a test leaves behind, for the process that started it to see. */

struct Guest_Left
{
   uint64_t uInstructions; /* that it has done */
   enum Machine_End eEnd;  /* of the last call that had to return */
   char acSaid[GUEST_SAID_BYTES + 1]; /* what the program has printed */
};

/* Have the tests that follow leave it in *psLeft, which is shared, from
   now on. */

void Guest_leaveIn(struct Guest_Left *psLeft);

/* In the process of a test: load the program in file pcFile.  All calls
   together may do uBudget instructions.  If bCloser, the manager's own
   assertions look over the heap at every call, as far as a test does
   not turn them off. */

void Guest_start(const char *pcFile, enum Guest_Trust eTrust,
   uint64_t uBudget, bool bCloser);

/* The functions of heapmgr.h. */

enum Guest_Function
{
   GUEST_MALLOC,
   GUEST_FREE,
   GUEST_IS_VALID,
   GUEST_NEXT_PIECE,
   GUEST_COUNT_LISTS,
   GUEST_NEXT_IN_LIST,
   GUEST_FUNCTIONS
};

/* Call the program's function with uCount arguments and return its
   result; undo all that it has changed.  If it doesn't return, set
   *pbReturned to false.  Unless uBytes is 0, its first argument is the
   address of a copy of the uBytes bytes at pv, and what it leaves there
   is copied back; it may be as long as a struct HeapMgr_Piece. */

uint64_t Guest_look(enum Guest_Function eFunction, size_t uCount,
   uint64_t auArguments[], void *pv, size_t uBytes, bool *pbReturned);

/* The words for what has used up its instructions. */

extern const char Guest_acEndless[];

#endif
