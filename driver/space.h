/*--------------------------------------------------------------------*/
/* space.h: what the bytes of a heap are                              */
/*                                                                    */
/* The heap's bytes, as the watch knows them, are                     */
/*                                                                    */
/*    payload    in use by the client                                 */
/*    internal   internal fragmentation: the rest of such a payload,  */
/*               up to the end of its chunk                           */
/*    overhead   headers and footers of these chunks, the manager's   */
/*               own data, margins; of a chunk that is a mapping of   */
/*               its own, what fills its last page                    */
/*    external   external fragmentation: free chunks (all of them,    */
/*               headers too), the pad, and what was given back and   */
/*               will never be used again                             */
/*    unknown    the rest, if the manager doesn't let us see it       */
/*                                                                    */
/* The inspection plays a run's operations a second time, to a heap   */
/* that is as empty as it was the first time, and looks into the heap */
/* as it goes: so the looking doesn't disturb what is measured.       */
/*--------------------------------------------------------------------*/

#ifndef SPACE_INCLUDED
#define SPACE_INCLUDED

#include <stdbool.h>
#include <stddef.h>

enum
{
   SPACE_ROWS = 2000 /* of the heap over time, at most */
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
   size_t uUnfitBytes; /* of the external bytes just before the peak,
                          what couldn't serve the request */
   struct Parts sSums; /* over all operations, after each */
   size_t uOperations;
   size_t uRows;
   struct SpaceRow asRows[SPACE_ROWS];
};

#endif
