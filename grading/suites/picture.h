/*--------------------------------------------------------------------*/
/* picture.h: the heap in one line of text                            */
/*                                                                    */
/*    |used 64|*FREE 64*|used 64|FREE 7984|                           */
/*                                                                    */
/* Low addresses are on the left.  A number is the length of a whole  */
/* chunk in bytes, header and footer included.  Stars mark the chunk  */
/* that a test is about.  What doesn't fit into the line is "...".    */
/*--------------------------------------------------------------------*/

#ifndef PICTURE_INCLUDED
#define PICTURE_INCLUDED

#include "heapmgr.h"
#include <stdbool.h>
#include <stddef.h>

/* A manager need not have these three functions: they are NULL then. */

#pragma weak HeapMgr_nextPiece
#pragma weak HeapMgr_countLists
#pragma weak HeapMgr_nextInList

enum
{
   PICTURE_COLUMNS = 60, /* with what is in front, 80 hold it */
   PICTURE_PIECES = 2048 /* a picture shows no more */
};

struct Picture
{
   struct HeapMgr_Piece asPieces[PICTURE_PIECES];
   size_t uPieces;
   enum HeapMgr_Walk eEnd; /* how the walk ended */
};

/* Return true if the manager lets the heap be walked. */

bool Picture_canTake(void);

/* Make *psPicture show the heap as it is now.  Without a walk it shows
   nothing. */

void Picture_take(struct Picture *psPicture);

/* Return where the piece of *psPicture starts that holds pv, or NULL if
   none does. */

const char *Picture_findStart(
   const struct Picture *psPicture, const void *pv);

/* Write *psPicture as a line of at most PICTURE_COLUMNS characters to
   acLine.  The piece that holds pvMark (which may be NULL) is marked,
   and in the line at any rate. */

void Picture_draw(const struct Picture *psPicture, const void *pvMark,
   char acLine[PICTURE_COLUMNS + 1]);

#endif
