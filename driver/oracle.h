/*--------------------------------------------------------------------*/
/* oracle.h: is what a heap manager did right?                        */
/*                                                                    */
/* The oracle believes nothing that the manager says.  It knows which */
/* payloads are live.  It checks that every new one is aligned, lies  */
/* in the heap, and overlaps no live one.  It fills all of it with a  */
/* pattern that depends on the position and on the operation.  It     */
/* verifies the pattern when the payload is freed, at the end, and    */
/* whenever it is asked to.                                           */
/*                                                                    */
/* The functions that check return true, or else have described the   */
/* fault in the record given to Oracle_new.                           */
/*--------------------------------------------------------------------*/

#ifndef ORACLE_INCLUDED
#define ORACLE_INCLUDED

#include "op.h"
#include <stdbool.h>
#include <stddef.h>

enum
{
   FAULT_WORD_BYTES = 32,
   FAULT_TEXT_BYTES = 600
};

/* A fault: in a word or two for tables, and in full. */

struct Fault
{
   char acWord[FAULT_WORD_BYTES];
   char acText[FAULT_TEXT_BYTES];
};

/* A live payload, or a dead one if bLive is false. */

struct Live
{
   char *pcPayload; /* NULL if 0 bytes were asked for */
   size_t uBytes;
   size_t uOperation; /* that allocated it; the first one is 1 */
   size_t uLine;      /* of the trace; 0 if not from one */
   bool bLive;
};

typedef struct Oracle *Oracle_T;

/* Return a new oracle for ids below uIds.  Without bContents it leaves
   the payloads' bytes alone, and knows only where they are. */

Oracle_T Oracle_new(size_t uIds, bool bContents, struct Fault *psFault);

/* Return the record of payload uId. */

const struct Live *Oracle_getLive(
   const struct Oracle *oOracle, size_t uId);

/* Return the bytes in all live payloads. */

size_t Oracle_getLiveBytes(const struct Oracle *oOracle);

/* The manager returned pv for operation uOperation, *psOp, a malloc or
   the first half of a realloc.  bRefused tells whether the system
   refused it memory during the call: only then it may return NULL. */

bool Oracle_checkMalloc(Oracle_T oOracle, size_t uOperation,
   const struct Op *psOp, void *pv, bool bRefused);

/* Check that the manager still holds the memory of uId, which is live:
   before anybody uses it. */

bool Oracle_checkHeld(
   Oracle_T oOracle, size_t uOperation, size_t uLine, size_t uId);

/* Verify the contents of uId, which is live. */

bool Oracle_checkContents(
   Oracle_T oOracle, size_t uOperation, size_t uLine, size_t uId);

/* Verify the contents of all live payloads. */

bool Oracle_checkAll(Oracle_T oOracle, size_t uOperation, size_t uLine);

/* uId is about to be freed: it is no longer live. */

void Oracle_noteFree(Oracle_T oOracle, size_t uId);

/* Give payload uId another id, the spare one, and return that.  So a
   realloc can have two payloads at once.  There is one spare id. */

size_t Oracle_setAside(Oracle_T oOracle, size_t uId);

/* Write the first uBytes bytes of uId again, as they are. */

void Oracle_touch(Oracle_T oOracle, size_t uId, size_t uBytes);

#endif
