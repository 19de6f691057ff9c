/*--------------------------------------------------------------------*/
/* forgery.c: heaps in which several fields agree on a lie            */
/*--------------------------------------------------------------------*/

#include "forgery.h"
#include "arena.h"
#include "reference.h"
#include <stdint.h>
#include <string.h>

enum
{
   UNIT = 16,
   WORD = 8,
   MIN_UNITS = 3,
   MAP_BITS = 64
};

/* The fields of a chunk, by their distance from its start or end. */

enum Field
{
   FIELD_SIZE = 0, /* from the start; units twice, and the status */
   FIELD_NEXT = WORD,
   FIELD_FOOTER_SIZE = -UNIT, /* from the end */
   FIELD_PREV = -WORD
};

static bool bHasFooters;

/*--------------------------------------------------------------------*/

const char *Forgery_getName(enum Forgery eForgery)
{
   static const char *const apcNames[] = {"forged: free neighbours",
      "forged: free, not listed", "forged: in use, listed",
      "forged: circular list", "forged: wrong bin or order",
      "forged: bit cleared", "forged: bit set", "forged: short chunks",
      "forged: chunk in a payload"};

   return apcNames[eForgery];
}

/*--------------------------------------------------------------------*/

static uint64_t Forgery_get(uint64_t uAddress)
{
   uint64_t uWord;

   memcpy(&uWord, (const void *)(uintptr_t)uAddress, WORD);
   return uWord;
}

static void Forgery_put(uint64_t uAddress, uint64_t uWord)
{
   memcpy((void *)(uintptr_t)uAddress, &uWord, WORD);
}

static uint64_t Forgery_getEnd(uint64_t uChunk)
{
   return uChunk + Forgery_get(uChunk) / 2 * UNIT;
}

/* Make uUnits units from uChunk on a chunk. */

static void Forgery_setChunk(
   uint64_t uChunk, uint64_t uUnits, int iInUse)
{
   Forgery_put(uChunk, 2 * uUnits + (uint64_t)iInUse);
   if (bHasFooters)
      Forgery_put(
         Forgery_getEnd(uChunk) + (uint64_t)FIELD_FOOTER_SIZE, uUnits);
}

/*--------------------------------------------------------------------*/

/* Return the list number for chunks of uUnits units. */

static size_t Forgery_getList(uint64_t uUnits)
{
   size_t uBins = Reference_getVariable(VARIABLE_BINS)->uWords;

   if (uBins == 0)
      return 0;
   return (uUnits < uBins) ? uUnits : uBins - 1;
}

/* Return the head of list uList. */

static uint64_t *Forgery_getHead(size_t uList)
{
   const struct Variable *psBins = Reference_getVariable(VARIABLE_BINS);

   return (psBins->uWords == 0)
             ? Reference_getVariable(VARIABLE_LIST)->puWords
             : &psBins->puWords[uList];
}

/* Set list uList's bit in the map, if there is one, to uBit. */

static void Forgery_mark(size_t uList, uint64_t uBit)
{
   const struct Variable *psMap = Reference_getVariable(VARIABLE_MAP);
   uint64_t uMask = UINT64_C(1) << uList % MAP_BITS;

   if (psMap->uWords == 0)
      return;
   psMap->puWords[uList / MAP_BITS] &= ~uMask;
   psMap->puWords[uList / MAP_BITS] |= (uBit != 0) ? uMask : 0;
}

/* Link uPrev, or list uList's head if uPrev is 0, to uNext. */

static void Forgery_link(size_t uList, uint64_t uPrev, uint64_t uNext)
{
   if (uPrev == 0)
      *Forgery_getHead(uList) = uNext;
   else
      Forgery_put(uPrev + FIELD_NEXT, uNext);
   if (uNext != 0 && bHasFooters)
      Forgery_put(Forgery_getEnd(uNext) + (uint64_t)FIELD_PREV, uPrev);
   Forgery_mark(uList, *Forgery_getHead(uList) != 0);
}

/* Return the chunk before uChunk on list uList, or 0; with uChunk 0,
   the last one. */

static uint64_t Forgery_getPrev(size_t uList, uint64_t uChunk)
{
   uint64_t uPrev = 0;
   uint64_t u = *Forgery_getHead(uList);

   while (u != uChunk && u != 0)
   {
      uPrev = u;
      u = Forgery_get(u + FIELD_NEXT);
   }
   return uPrev;
}

static void Forgery_remove(uint64_t uChunk)
{
   size_t uList = Forgery_getList(Forgery_get(uChunk) / 2);

   Forgery_link(uList, Forgery_getPrev(uList, uChunk),
      Forgery_get(uChunk + FIELD_NEXT));
}

/* Insert uChunk into list uList: in front, or with headers only in
   address order. */

static void Forgery_insert(size_t uList, uint64_t uChunk)
{
   uint64_t uPrev = 0;
   uint64_t uNext = *Forgery_getHead(uList);

   while (!bHasFooters && uNext != 0 && uNext < uChunk)
   {
      uPrev = uNext;
      uNext = Forgery_get(uNext + FIELD_NEXT);
   }
   Forgery_link(uList, uPrev, uChunk);
   Forgery_link(uList, uChunk, uNext);
}

/*--------------------------------------------------------------------*/

/* Cut the free chunk uChunk in two after uFront units, both free. */

static bool Forgery_split(uint64_t uChunk, uint64_t uFront)
{
   uint64_t uUnits = Forgery_get(uChunk) / 2;
   uint64_t uTail = uChunk + uFront * UNIT;

   if (uUnits < uFront + 1
       || (uFront > 1 && uUnits < uFront + MIN_UNITS))
      return false;
   Forgery_remove(uChunk);
   Forgery_setChunk(uChunk, uFront, 0);
   Forgery_setChunk(uTail, uUnits - uFront, 0);
   Forgery_insert(Forgery_getList(uFront), uChunk);
   Forgery_insert(Forgery_getList(uUnits - uFront), uTail);
   return true;
}

/* Return a bin that holds chunks and isn't uList, or the one after
   uList if there is none. */

static size_t Forgery_findOtherBin(size_t uList)
{
   size_t uBins = Reference_getVariable(VARIABLE_BINS)->uWords;
   size_t u;

   for (u = 0; u < uBins; u++)
      if (u != uList && *Forgery_getHead(u) != 0)
         return u;
   return uList + 1;
}

/* Put the free chunk uChunk where it doesn't belong. */

static bool Forgery_move(uint64_t uChunk)
{
   size_t uList = Forgery_getList(Forgery_get(uChunk) / 2);
   uint64_t uLast;

   Forgery_remove(uChunk);
   if (Reference_getVariable(VARIABLE_BINS)->uWords != 0)
   {
      uList = Forgery_findOtherBin(uList);
      uLast = Forgery_getPrev(uList, 0);
      Forgery_link(uList, uLast, uChunk);
      Forgery_link(uList, uChunk, 0);
      return true;
   }
   uLast = Forgery_getPrev(uList, 0);
   if (bHasFooters || uLast == 0)
      return false;
   Forgery_link(uList, uLast, uChunk);
   Forgery_link(uList, uChunk, 0);
   return true;
}

/* Set or clear the bit of the bin for chunks of uUnits units, which
   then is wrong. */

static bool Forgery_markWrongly(uint64_t uUnits, bool bMark)
{
   size_t uList = Forgery_getList(uUnits);

   if (Reference_getVariable(VARIABLE_MAP)->uWords == 0
       || (*Forgery_getHead(uList) == 0) != bMark)
      return false;
   Forgery_mark(uList, bMark);
   return true;
}

/* Let the last chunk on uChunk's list lead to the first one. */

static bool Forgery_closeRing(uint64_t uChunk)
{
   size_t uList = Forgery_getList(Forgery_get(uChunk) / 2);
   uint64_t uFirst = *Forgery_getHead(uList);
   uint64_t uLast = Forgery_getPrev(uList, 0);

   Forgery_put(uLast + FIELD_NEXT, uFirst);
   if (bHasFooters)
      Forgery_put(Forgery_getEnd(uFirst) + (uint64_t)FIELD_PREV, uLast);
   return true;
}

/* Make the payload of *psPiece, which is in use, look like a chunk that
   is free and on a list. */

static bool Forgery_fake(const struct Piece *psPiece)
{
   uint64_t uFake = (uintptr_t)Arena_getBase() + psPiece->uStart
                    + psPiece->uHeaderBytes;
   uint64_t uUnits =
      (psPiece->uBytes - psPiece->uHeaderBytes - psPiece->uFooterBytes)
      / UNIT;

   if (psPiece->eKind != HEAPMGR_INUSE || uUnits < MIN_UNITS)
      return false;
   Forgery_setChunk(uFake, uUnits, 0);
   Forgery_insert(Forgery_getList(uUnits), uFake);
   return true;
}

/*--------------------------------------------------------------------*/

bool Forgery_make(enum Forgery eForgery, const struct Pieces *psPieces,
   size_t u, bool bFooters)
{
   uint64_t uChunk = (uintptr_t)Arena_getBase()
                     + psPieces->as[u].uStart;
   uint64_t uUnits = Forgery_get(uChunk) / 2;
   bool bFree = (psPieces->as[u].eKind == HEAPMGR_FREE);

   bHasFooters = bFooters;
   switch (eForgery)
   {
   case FORGERY_LISTED:
      if (!bFree)
         Forgery_insert(Forgery_getList(uUnits), uChunk);
      return !bFree;
   case FORGERY_SPLIT:
      return bFree && Forgery_split(uChunk, MIN_UNITS);
   case FORGERY_SHORT:
      return bFree && Forgery_split(uChunk, 1);
   case FORGERY_UNLISTED:
      if (bFree)
         Forgery_remove(uChunk);
      return bFree;
   case FORGERY_RING:
      return bFree && Forgery_closeRing(uChunk);
   case FORGERY_MOVED:
      return bFree && Forgery_move(uChunk);
   case FORGERY_FAKE:
      return Forgery_fake(&psPieces->as[u]);
   case FORGERY_MARKED:
      return Forgery_markWrongly(uUnits + u, true);
   default:
      return bFree && Forgery_markWrongly(uUnits, false);
   }
}
