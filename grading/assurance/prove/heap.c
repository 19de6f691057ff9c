/*--------------------------------------------------------------------*/
/* heap.c: a state of a heap, saved and restored                      */
/*--------------------------------------------------------------------*/

#include "heap.h"
#include "arena.h"
#include <stdlib.h>
#include <string.h>

enum
{
   WORD_BYTES = sizeof(uint64_t),
   LINE_WORDS = 8,
   UNIT_BYTES = 16,
   LINK_OFFSET = 8 /* of the link in a header or footer of one unit */
};

/* The statics when the program started. */

static char *pcFirstStatics = NULL;

/*--------------------------------------------------------------------*/

void Heap_begin(void)
{
   size_t uStatics = Arena_countStatics();

   if (pcFirstStatics != NULL)
      return;
   pcFirstStatics = calloc(uStatics + WORD_BYTES, 1);
   if (pcFirstStatics == NULL)
      exit(2);
   if (uStatics != 0)
      memcpy(pcFirstStatics, Arena_getStatics(), uStatics);
}

void Heap_reset(void)
{
   size_t uStatics = Arena_countStatics();

   Arena_setBreak(0);
   Arena_clean();
   if (uStatics != 0)
      memcpy(Arena_getStatics(), pcFirstStatics, uStatics);
}

/*--------------------------------------------------------------------*/

/* Step the walk whose piece is at pv. */

struct Step
{
   struct HeapMgr_Piece sPiece;
   enum HeapMgr_Walk eWalk;
};

static void Heap_stepWalk(void *pv)
{
   struct Step *psStep = pv;

   psStep->eWalk = HeapMgr_nextPiece(&psStep->sPiece);
}

/* Append the piece of *psStep to *psPieces.  Return false if it doesn't
   lie in the heap, right after the one before it. */

static bool Heap_addPiece(
   const struct Step *psStep, struct Pieces *psPieces)
{
   size_t uStart = (uintptr_t)psStep->sPiece.pcStart
                   - (uintptr_t)Arena_getBase();
   size_t uBytes = psStep->sPiece.uBytes;
   struct Piece *psPiece = &psPieces->as[psPieces->uCount];

   if (psPieces->uCount == MAX_PIECES || uBytes == 0
       || uStart > Arena_getBreak()
       || uBytes > Arena_getBreak() - uStart
       || psStep->sPiece.uHeaderBytes > uBytes
       || psStep->sPiece.uFooterBytes
             > uBytes - psStep->sPiece.uHeaderBytes
       || (psPieces->uCount != 0
           && psPiece[-1].uStart + psPiece[-1].uBytes != uStart))
      return false;

   psPiece->uStart = (uint32_t)uStart;
   psPiece->uBytes = (uint32_t)uBytes;
   psPiece->uHeaderBytes = (uint32_t)psStep->sPiece.uHeaderBytes;
   psPiece->uFooterBytes = (uint32_t)psStep->sPiece.uFooterBytes;
   psPiece->eKind = psStep->sPiece.eKind;
   psPieces->uCount++;
   psPieces->uEnd = uStart + uBytes;
   return true;
}

bool Heap_walk(struct Pieces *psPieces, const char **ppcWhy)
{
   struct Step sStep;

   memset(&sStep, 0, sizeof sStep);
   psPieces->uCount = 0;
   psPieces->uEnd = 0;
   if (HeapMgr_nextPiece == NULL)
      return true;
   for (;;)
   {
      enum Trap eTrap = Trap_call(Heap_stepWalk, &sStep, CALL_STEPS);

      if (eTrap != TRAP_NONE)
         *ppcWhy = Trap_getName(eTrap);
      else if (sStep.eWalk == HEAPMGR_WALK_END)
         return true;
      else if (sStep.eWalk != HEAPMGR_WALK_PIECE)
         *ppcWhy = "found no sound piece";
      else if (!Heap_addPiece(&sStep, psPieces))
         *ppcWhy = "gave a piece that isn't in the heap or doesn't"
                   " follow the one before it";
      else
         continue;
      return false;
   }
}

/*--------------------------------------------------------------------*/

/* Return byte u of the junk of kind iJunk. */

static char Heap_getJunk(size_t u, int iJunk)
{
   return (char)((iJunk == 0) ? 0xA1 + 7 * u : 0x5C - 3 * u);
}

/* Set the uBytes bytes from uStart of pcHeap to 0 (iJunk < 0) or to
   junk. */

static void Heap_fill(
   char *pcHeap, size_t uStart, size_t uBytes, int iJunk)
{
   size_t u;

   if (iJunk < 0)
   {
      memset(pcHeap + uStart, 0, uBytes);
      return;
   }
   for (u = uStart; u < uStart + uBytes; u++)
      pcHeap[u] = Heap_getJunk(u, iJunk);
}

/* Do so with the bytes of *psPiece that are dead at eLevel. */

static void Heap_fillPiece(enum Dead eLevel,
   const struct Piece *psPiece, char *pcHeap, int iJunk)
{
   size_t uFirst = psPiece->uStart + psPiece->uHeaderBytes;
   size_t uEnd = psPiece->uStart + psPiece->uBytes
                 - psPiece->uFooterBytes;
   bool bInUse = (psPiece->eKind == HEAPMGR_INUSE);

   if (eLevel >= DEAD_LINKS && bInUse)
   {
      if (psPiece->uHeaderBytes == UNIT_BYTES)
         Heap_fill(pcHeap, psPiece->uStart + LINK_OFFSET,
            UNIT_BYTES - LINK_OFFSET, iJunk);
      if (psPiece->uFooterBytes == UNIT_BYTES)
         Heap_fill(pcHeap, uEnd + LINK_OFFSET, UNIT_BYTES - LINK_OFFSET,
            iJunk);
   }
   if (!bInUse && eLevel == DEAD_TAILS)
      uFirst += UNIT_BYTES;
   if (eLevel >= (bInUse ? DEAD_SLACK : DEAD_TAILS) && uFirst < uEnd)
      Heap_fill(pcHeap, uFirst, uEnd - uFirst, iJunk);
}

static void Heap_fillAll(enum Dead eLevel, const struct Owns *psOwns,
   const struct Pieces *psPieces, char *pcHeap, int iJunk)
{
   size_t u;

   for (u = 0; u < psOwns->uCount; u++)
      Heap_fill(
         pcHeap, psOwns->as[u].uStart, psOwns->as[u].uBytes, iJunk);
   for (u = 0; u < psPieces->uCount; u++)
      Heap_fillPiece(eLevel, &psPieces->as[u], pcHeap, iJunk);
}

void Heap_clearDead(enum Dead eLevel, const struct Owns *psOwns,
   const struct Pieces *psPieces, char *pcHeap)
{
   Heap_fillAll(eLevel, psOwns, psPieces, pcHeap, -1);
}

void Heap_fillDead(enum Dead eLevel, const struct Owns *psOwns,
   const struct Pieces *psPieces, char *pcHeap, int iJunk)
{
   Heap_fillAll(eLevel, psOwns, psPieces, pcHeap, iJunk);
}

/*--------------------------------------------------------------------*/
/* States as bytes: numbers of 7 bits a byte, of words only those     */
/* that differ from what they were at the start                       */
/*--------------------------------------------------------------------*/

/* What a word's number is of: the number's low bits. */

enum WordKind
{
   WORD_PLAIN,   /* the word */
   WORD_HEAP,    /* its distance from the base */
   WORD_STATICS, /* its distance from the first static variable */
   WORD_RAW,     /* nothing: the word's 8 bytes follow */
   WORD_KINDS
};

struct Writer
{
   unsigned char *pc;
   unsigned char *pcEnd;
};

static void Heap_putNumber(struct Writer *psWriter, uint64_t uNumber)
{
   do
   {
      if (psWriter->pc == psWriter->pcEnd)
         return;
      *psWriter->pc++ = (unsigned char)((uNumber & 0x7F)
                                        | (uNumber > 0x7F ? 0x80 : 0));
      uNumber >>= 7;
   } while (uNumber != 0);
}

static uint64_t Heap_readNumber(const unsigned char **ppc)
{
   uint64_t uNumber = 0;
   unsigned uShift = 0;

   while (**ppc & 0x80)
   {
      uNumber |= (uint64_t)(*(*ppc)++ & 0x7F) << uShift;
      uShift += 7;
   }
   return uNumber | (uint64_t) * (*ppc)++ << uShift;
}

static void Heap_putWord(struct Writer *psWriter, uint64_t uWord)
{
   uint64_t uInHeap = uWord - (uintptr_t)Arena_getBase();
   uint64_t uInStatics = uWord - (uintptr_t)Arena_getStatics();
   size_t u;

   if (uInHeap <= Arena_getLimit())
      Heap_putNumber(psWriter, uInHeap * WORD_KINDS + WORD_HEAP);
   else if (uInStatics <= Arena_countStatics())
      Heap_putNumber(psWriter, uInStatics * WORD_KINDS + WORD_STATICS);
   else if (uWord < UINT64_MAX / WORD_KINDS)
      Heap_putNumber(psWriter, uWord * WORD_KINDS + WORD_PLAIN);
   else
   {
      Heap_putNumber(psWriter, WORD_RAW);
      for (u = 0; u < WORD_BYTES && psWriter->pc < psWriter->pcEnd; u++)
         *psWriter->pc++ = (unsigned char)(uWord >> (8 * u));
   }
}

static uint64_t Heap_readWord(const unsigned char **ppc)
{
   uint64_t uNumber = Heap_readNumber(ppc);
   uint64_t uWord = uNumber / WORD_KINDS;
   size_t u;

   switch ((enum WordKind)(uNumber % WORD_KINDS))
   {
   case WORD_HEAP:
      return uWord + (uintptr_t)Arena_getBase();
   case WORD_STATICS:
      return uWord + (uintptr_t)Arena_getStatics();
   case WORD_RAW:
      for (u = 0; u < WORD_BYTES; u++)
         uWord |= (uint64_t) * (*ppc)++ << (8 * u);
      return uWord;
   default:
      return uWord;
   }
}

/* Write the words of the uBytes bytes at pcNow that differ from
   pcFirst, each after its distance from the one before; then 0.  If
   pcFirst is NULL, it stands for zeros.  The last bytes are taken for a
   word. */

static void Heap_putChanges(struct Writer *psWriter, const char *pcNow,
   const char *pcFirst, size_t uBytes)
{
   static const char acZeros[LINE_WORDS * WORD_BYTES];
   size_t uLast = 0; /* one past the last word written */
   size_t u = 0;

   while (u < uBytes)
   {
      size_t uLeft = uBytes - u;
      size_t uLine = (uLeft < sizeof acZeros) ? uLeft : sizeof acZeros;
      size_t uEnd = u + uLine;

      if (memcmp(
             pcNow + u, pcFirst == NULL ? acZeros : pcFirst + u, uLine)
          == 0)
         u = uEnd;
      for (; u < uEnd; u += WORD_BYTES)
      {
         uint64_t uNow = 0;
         uint64_t uFirst = 0;
         size_t uWord = (uEnd - u < WORD_BYTES) ? uEnd - u : WORD_BYTES;

         memcpy(&uNow, pcNow + u, uWord);
         if (pcFirst != NULL)
            memcpy(&uFirst, pcFirst + u, uWord);
         if (uNow == uFirst)
            continue;
         Heap_putNumber(psWriter, u / WORD_BYTES + 1 - uLast);
         Heap_putWord(psWriter, uNow);
         uLast = u / WORD_BYTES + 1;
      }
   }
   Heap_putNumber(psWriter, 0);
}

static void Heap_getChanges(
   const unsigned char **ppc, char *pcNow, size_t uBytes)
{
   size_t uWord = 0; /* one past the last one read */
   uint64_t uGap;

   while ((uGap = Heap_readNumber(ppc)) != 0)
   {
      uint64_t uValue = Heap_readWord(ppc);
      size_t uOffset;

      uWord += uGap;
      uOffset = (uWord - 1) * WORD_BYTES;
      memcpy(pcNow + uOffset, &uValue,
         (uBytes - uOffset < WORD_BYTES) ? uBytes - uOffset
                                         : WORD_BYTES);
   }
}

/*--------------------------------------------------------------------*/

size_t Heap_encode(const char *pcHeap, const char *pcStatics,
   const struct Owns *psOwns, unsigned char *pcOut, size_t uRoom)
{
   struct Writer sWriter = {pcOut, pcOut + uRoom};
   size_t u;

   Heap_putNumber(&sWriter, psOwns->uCount);
   for (u = 0; u < psOwns->uCount; u++)
   {
      const struct Own *psOwn = &psOwns->as[u];

      Heap_putNumber(&sWriter, psOwn->uStart);
      Heap_putNumber(&sWriter, 2 * psOwn->uBytes + psOwn->bForeign);
   }
   Heap_putNumber(&sWriter, Arena_getBreak());
   Heap_putChanges(&sWriter, pcHeap, NULL, Arena_getBreak());
   Heap_putChanges(
      &sWriter, pcStatics, pcFirstStatics, Arena_countStatics());
   return (sWriter.pc == sWriter.pcEnd) ? 0
                                        : (size_t)(sWriter.pc - pcOut);
}

void Heap_decode(const unsigned char *pcState, char *pcHeap,
   char *pcStatics, struct Owns *psOwns)
{
   size_t uStatics = Arena_countStatics();
   size_t u;

   psOwns->uCount = Heap_readNumber(&pcState);
   for (u = 0; u < psOwns->uCount; u++)
   {
      uint64_t uNumber;

      psOwns->as[u].uStart = (uint32_t)Heap_readNumber(&pcState);
      uNumber = Heap_readNumber(&pcState);
      psOwns->as[u].uBytes = (uint32_t)(uNumber / 2);
      psOwns->as[u].bForeign = uNumber % 2;
   }
   Arena_setBreak(Heap_readNumber(&pcState));
   memset(pcHeap, 0, Arena_getLimit());
   Heap_getChanges(&pcState, pcHeap, Arena_getLimit());
   if (uStatics != 0)
      memcpy(pcStatics, pcFirstStatics, uStatics);
   Heap_getChanges(&pcState, pcStatics, uStatics);
}

/*--------------------------------------------------------------------*/

void Heap_fillOwn(const struct Own *psOwn, int iJunk)
{
   Heap_fill(Arena_getBase(), psOwn->uStart, psOwn->uBytes, iJunk);
}

bool Heap_isOwnIntact(
   const struct Own *psOwn, int iJunk, size_t *puOffset)
{
   const char *pcBase = Arena_getBase();
   size_t u;

   for (u = psOwn->uStart; u < psOwn->uStart + psOwn->uBytes; u++)
      if (pcBase[u] != Heap_getJunk(u, iJunk))
      {
         *puOffset = u - psOwn->uStart;
         return false;
      }
   return true;
}

void Heap_copyOwns(struct Owns *psCopy, const struct Owns *psOwns)
{
   psCopy->uCount = psOwns->uCount;
   memcpy(psCopy->as, psOwns->as, psOwns->uCount * sizeof(struct Own));
}

void Heap_insertOwn(struct Owns *psOwns, const struct Own *psOwn)
{
   size_t u = psOwns->uCount++;

   for (; u > 0 && psOwns->as[u - 1].uStart > psOwn->uStart; u--)
      psOwns->as[u] = psOwns->as[u - 1];
   psOwns->as[u] = *psOwn;
}

void Heap_removeOwn(struct Owns *psOwns, size_t u)
{
   psOwns->uCount--;
   for (; u < psOwns->uCount; u++)
      psOwns->as[u] = psOwns->as[u + 1];
}
