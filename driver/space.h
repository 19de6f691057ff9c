/*--------------------------------------------------------------------*/
/* space.h: what the bytes of a heap are used for                     */
/*                                                                    */
/* The heap's bytes, as the watch knows them, are                     */
/*                                                                    */
/*    payload    in use by the client                                 */
/*    internal   internal fragmentation: the rest of such a payload,  */
/*               up to the end of its chunk                           */
/*    overhead   headers and footers of these chunks, the manager's   */
/*               own data, margins                                    */
/*    external   external fragmentation: free chunks (all of them,    */
/*               headers too), the pad, and freed memory that will    */
/*               never be used again                                  */
/*    unknown    the rest, if the manager doesn't let us see it       */
/*                                                                    */
/* The inspection plays a run's operations a second time, on a heap   */
/* that is as empty as it was the first time, and looks into the heap */
/* after each of them.  So it doesn't disturb times and counts.       */
/*--------------------------------------------------------------------*/

#ifndef SPACE_INCLUDED
#define SPACE_INCLUDED

#include <stdbool.h>
#include <stddef.h>

enum
{
   SPACE_ROWS = 2000, /* of the heap over time, at most */
   SPACE_REMARK_BYTES = 300
};

struct Parts
{
   size_t uHeapBytes;
   size_t uPayloadBytes;
   size_t uInternalBytes;
   size_t uOverheadBytes;
   size_t uExternalBytes;
   size_t uUnknownBytes;
};

struct SpaceRow
{
   size_t uOperation; /* after which it was so */
   struct Parts sParts;
};

/* What the inspection found. */

struct SpaceResult
{
   bool bDone;         /* the rest is set */
   bool bSplit;        /* the manager lets its heap be seen */
   bool bUnfit;        /* uUnfitBytes is known */
   struct Parts sPeak; /* when the heap first was largest */
   size_t uPeakOperation;
   size_t uUnfitBytes; /* of the external bytes just before that, what
                          couldn't serve the request that came */
   struct Parts sSums; /* over all operations, after each */
   size_t uOperations;
   size_t uRows;
   struct SpaceRow asRows[SPACE_ROWS];
   char acRemark[SPACE_REMARK_BYTES]; /* empty if all went well */
};

/* What is known from the first time. */

struct SpacePlan
{
   size_t uIds;        /* a number larger than any id */
   size_t uOperations; /* how many there will be */
   size_t
      uPeakMalloc; /* the call of malloc (the first is 1) after which
                          the heap first was largest; 0: it never was */
   size_t uPeakHeapBytes; /* how large it was then */
   size_t uCheckEvery;    /* operations: compare with a walk; 0: no */
};

typedef struct Space *Space_T;

/* Return a new inspector, which writes its findings to *psResult. */

Space_T Space_new(
   const struct SpacePlan *psPlan, struct SpaceResult *psResult);

/* To be called before a malloc of uBytes bytes. */

void Space_beforeMalloc(Space_T oSpace, size_t uBytes);

/* To be called when malloc has returned pv for uId, which is live now,
   in operation uOperation. */

void Space_noteMalloc(Space_T oSpace, size_t uOperation, size_t uId,
   void *pv, size_t uBytes);

/* To be called when uId has been freed. */

void Space_noteFree(Space_T oSpace, size_t uId);

/* What was called uId is called uNewId from now on. */

void Space_noteMove(Space_T oSpace, size_t uId, size_t uNewId);

/* To be called after operation uOperation. */

void Space_noteOperation(Space_T oSpace, size_t uOperation);

/* To be called at the end. */

void Space_finish(Space_T oSpace);

#endif
