/*--------------------------------------------------------------------*/
/* prove_state.c: the states of a small world, written down           */
/*                                                                    */
/* A state is written as bytes.  Words that are what they were at the */
/* start are left out, a small number takes one byte, an address in   */
/* the arena three.                                                   */
/*                                                                    */
/*    break, live payloads, (distance, value)... of statics, end,     */
/*                          (distance, value)... of the arena, end    */
/*--------------------------------------------------------------------*/

#include "prove_state.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum
{
   WORD = 8,           /* bytes */
   SMALL_MAX = 0x7f,   /* a value up to this takes one byte */
   RAW = 0xff,         /* a value follows as it is */
   PLACE_BYTES = 8,    /* records start at multiples of this */
   HEAD_BYTES = 16,    /* a record's head */
   TABLE_SHARE = 8,    /* one part of so many is the table */
   MAX_PLACE = 1 << 30 /* 8 GiB of records */
};

/* A record's head. */

struct Head
{
   uint32_t uParent;
   uint32_t uHash;
   uint32_t uLength;
   uint16_t uStep;
   uint16_t uDepth;
};

size_t State_auSizes[STATE_MAX_SIZES + 1] = {
   [STATE_FOREIGN] = STATE_FOREIGN_BYTES};
size_t State_uSizes = 0;
bool State_bKeepStale = false;

/* The book: records one after the other, and a table of their places,
   hashed. */

static unsigned char *pcRecords = NULL;
static size_t uRecordBytes = 0;
static size_t uUsedBytes = PLACE_BYTES; /* place 0 is none */
static uint32_t *puTable = NULL;
static size_t uTableSize = 0;
static size_t uStates = 0;

static unsigned char acWritten[STATE_MAX_BYTES];

/*--------------------------------------------------------------------*/
/* The client                                                         */
/*--------------------------------------------------------------------*/

void State_addLive(
   struct State_Client *psClient, size_t uOffset, size_t uSize)
{
   size_t u = psClient->uCount++;

   while (u > 0 && psClient->asLive[u - 1].uOffset > uOffset)
   {
      psClient->asLive[u] = psClient->asLive[u - 1];
      u--;
   }
   psClient->asLive[u].uOffset = (uint32_t)uOffset;
   psClient->asLive[u].uSize = (uint32_t)uSize;
}

void State_removeLive(struct State_Client *psClient, size_t uLive)
{
   psClient->uCount--;
   memmove(&psClient->asLive[uLive], &psClient->asLive[uLive + 1],
      (psClient->uCount - uLive) * sizeof psClient->asLive[0]);
}

/* Return what the client writes at each address of the arena. */

static const unsigned char *State_getPattern(void)
{
   static unsigned char acPattern[WORLD_MAX_BYTES];
   size_t u;

   if (acPattern[0] == 0)
      for (u = 0; u < sizeof acPattern; u++)
         acPattern[u] = (unsigned char)((u * 37 % 113) + 0x81);
   return acPattern;
}

void State_fillLive(const struct State_Client *psClient)
{
   const unsigned char *pcPattern = State_getPattern();
   size_t u;

   for (u = 0; u < psClient->uCount; u++)
   {
      size_t uOffset = psClient->asLive[u].uOffset;

      memcpy(World_pcArena + uOffset, pcPattern + uOffset,
         State_auSizes[psClient->asLive[u].uSize]);
   }
}

size_t State_findTouched(const struct State_Client *psClient)
{
   const unsigned char *pcPattern = State_getPattern();
   size_t u;

   for (u = 0; u < psClient->uCount; u++)
   {
      size_t uOffset = psClient->asLive[u].uOffset;

      if (memcmp(World_pcArena + uOffset, pcPattern + uOffset,
             State_auSizes[psClient->asLive[u].uSize])
          != 0)
         break;
   }
   return u;
}

/*--------------------------------------------------------------------*/
/* Stale bytes                                                        */
/*--------------------------------------------------------------------*/

/* Set *ppcFrom and *ppcTo to the bytes of *psPiece that are stale: what
   lies between header and footer.  In a chunk in use all but the first
   word of the header is stale, too, and all but that of the footer, from
   *ppcLink on (NULL if there is none): links mean something only while
   the chunk is on a list. */

static void State_getStale(const struct HeapMgr_Piece *psPiece,
   char **ppcFrom, char **ppcTo, char **ppcLink)
{
   *ppcFrom = psPiece->pcStart + psPiece->uHeaderBytes;
   *ppcTo = psPiece->pcStart + psPiece->uBytes - psPiece->uFooterBytes;
   *ppcLink = NULL;
   if (psPiece->eKind != HEAPMGR_INUSE)
      return;
   if (psPiece->uHeaderBytes > WORD)
      *ppcFrom = psPiece->pcStart + WORD;
   if (psPiece->uFooterBytes > WORD)
      *ppcLink = *ppcTo + WORD;
}

/* Return true if *psPiece has stale bytes.  Where its parts aren't whole
   words, all of them are kept. */

static bool State_hasStale(const struct HeapMgr_Piece *psPiece)
{
   uintptr_t uAll = (uintptr_t)psPiece->pcStart | psPiece->uBytes
                    | psPiece->uHeaderBytes | psPiece->uFooterBytes;

   return !State_bKeepStale && uAll % WORD == 0
          && (psPiece->eKind == HEAPMGR_INUSE
              || psPiece->eKind == HEAPMGR_FREE
              || psPiece->eKind == HEAPMGR_PAD);
}

void State_fillStale(const struct World_Pieces *psPieces, int iJunk)
{
   static const int aiJunk[] = {0xE7, 0x10};
   size_t u;

   for (u = 0; u < psPieces->uCount; u++)
   {
      const struct HeapMgr_Piece *psPiece = &psPieces->asPieces[u];
      char *pcFrom;
      char *pcTo;
      char *pcLink;

      if (!State_hasStale(psPiece))
         continue;
      State_getStale(psPiece, &pcFrom, &pcTo, &pcLink);
      memset(pcFrom, aiJunk[iJunk], (size_t)(pcTo - pcFrom));
      if (pcLink != NULL)
         memset(pcLink, aiJunk[iJunk],
            (size_t)(psPiece->pcStart + psPiece->uBytes - pcLink));
   }
}

/*--------------------------------------------------------------------*/
/* Writing                                                            */
/*--------------------------------------------------------------------*/

/* Write uValue at pc; return the address after it. */

static unsigned char *State_write(unsigned char *pc, uint64_t uValue)
{
   uint64_t uOffset = uValue - (uint64_t)(uintptr_t)World_pcArena;

   if (uValue <= SMALL_MAX)
   {
      *pc++ = (unsigned char)uValue;
      return pc;
   }
   if (uOffset <= WORLD_MAX_BYTES)
   {
      *pc++ = (unsigned char)(0x80 | (uOffset >> 16));
      *pc++ = (unsigned char)(uOffset >> 8);
      *pc++ = (unsigned char)uOffset;
      return pc;
   }
   *pc++ = RAW;
   memcpy(pc, &uValue, sizeof uValue);
   return pc + sizeof uValue;
}

/* Read a value at *ppc, and step over it. */

static uint64_t State_read(const unsigned char **ppc)
{
   const unsigned char *pc = *ppc;
   uint64_t uValue = *pc++;

   if (uValue == RAW)
   {
      memcpy(&uValue, pc, sizeof uValue);
      pc += sizeof uValue;
   }
   else if (uValue > SMALL_MAX)
   {
      uValue = ((uValue & 0x7f) << 16 | (uint64_t)(pc[0] << 8 | pc[1]))
               + (uint64_t)(uintptr_t)World_pcArena;
      pc += 2;
   }
   *ppc = pc;
   return uValue;
}

/* Write the words from pcFrom up to pcTo that are not zero.  *ppcLast
   is where the last word was that has been written. */

static unsigned char *State_writeWords(unsigned char *pc,
   const char **ppcLast, const char *pcFrom, const char *pcTo)
{
   for (; pcFrom < pcTo; pcFrom += WORD)
   {
      uint64_t uWord;

      memcpy(&uWord, pcFrom, sizeof uWord);
      if (uWord == 0)
         continue;
      pc = State_write(pc, (uint64_t)(pcFrom - *ppcLast) / WORD);
      pc = State_write(pc, uWord);
      *ppcLast = pcFrom;
   }
   return pc;
}

/* Write those bytes of the arena that are part of a state. */

static unsigned char *State_writeArena(
   unsigned char *pc, const struct World_Pieces *psPieces)
{
   const char *pcDone = World_pcArena;
   const char *pcLast = World_pcArena - WORD;
   size_t u;

   for (u = 0; psPieces != NULL && u < psPieces->uCount; u++)
   {
      const struct HeapMgr_Piece *psPiece = &psPieces->asPieces[u];
      char *pcFrom;
      char *pcTo;
      char *pcLink;

      if (!State_hasStale(psPiece))
         continue;
      State_getStale(psPiece, &pcFrom, &pcTo, &pcLink);
      pc = State_writeWords(pc, &pcLast, pcDone, pcFrom);
      pcDone = pcTo;
      if (pcLink != NULL)
      {
         pc = State_writeWords(pc, &pcLast, pcDone, pcLink);
         pcDone = psPiece->pcStart + psPiece->uBytes;
      }
   }
   pc = State_writeWords(pc, &pcLast, pcDone, World_pcBreak);
   *pc++ = 0;
   return pc;
}

/* Write the statics that are not what they were at the start. */

static unsigned char *State_writeStatics(unsigned char *pc)
{
   size_t uLast = 0;
   size_t u = 0;

   while (u < World_uStatics)
   {
      /* Most of the statics never change: pass over 64 bytes at once. */
      if (u % 8 == 0 && u + 8 <= World_uStatics
          && memcmp(&World_puStatics[u], &World_auFirst[u], 64) == 0)
      {
         u += 8;
         continue;
      }
      if (World_puStatics[u] != World_auFirst[u])
      {
         pc = State_write(pc, u + 1 - uLast);
         pc = State_write(pc, World_puStatics[u]);
         uLast = u + 1;
      }
      u++;
   }
   *pc++ = 0;
   return pc;
}

/* Write down the world and the client.  Return the length. */

static size_t State_writeAll(const struct World_Pieces *psPieces,
   const struct State_Client *psClient)
{
   unsigned char *pc = acWritten;
   size_t u;

   pc = State_write(pc, (uint64_t)(uintptr_t)World_pcBreak);
   pc = State_write(pc, psClient->uCount);
   for (u = 0; u < psClient->uCount; u++)
   {
      *pc++ = (unsigned char)(psClient->asLive[u].uOffset >> 16);
      *pc++ = (unsigned char)(psClient->asLive[u].uOffset >> 8);
      *pc++ = (unsigned char)psClient->asLive[u].uOffset;
      *pc++ = (unsigned char)psClient->asLive[u].uSize;
   }
   pc = State_writeStatics(pc);

   /* The client's bytes are not part of a state; where stale bytes
      are, or nobody says whose they are, they are zero instead. */
   for (u = 0; u < psClient->uCount; u++)
      if (State_bKeepStale || psPieces == NULL
          || psClient->asLive[u].uSize == STATE_FOREIGN)
         memset(World_pcArena + psClient->asLive[u].uOffset, 0,
            State_auSizes[psClient->asLive[u].uSize]);
   pc = State_writeArena(pc, psPieces);
   return (size_t)(pc - acWritten);
}

/*--------------------------------------------------------------------*/
/* The book                                                           */
/*--------------------------------------------------------------------*/

/* Return uBytes bytes of memory, which are taken only when used. */

static void *State_getMemory(size_t uBytes)
{
   void *pv = mmap(NULL, uBytes, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

   if (pv == MAP_FAILED)
   {
      fprintf(stdout,
         "prove: no %zu MB for the states: ask for less"
         " by MEMORY=\n",
         uBytes >> 20);
      exit(2);
   }
   return pv;
}

void State_createBook(size_t uBytes)
{
   if (pcRecords != NULL)
   {
      munmap(pcRecords, uRecordBytes);
      munmap(puTable, uTableSize * sizeof puTable[0]);
   }
   uTableSize = 1024;
   while (uTableSize * sizeof puTable[0] * TABLE_SHARE < uBytes)
      uTableSize *= 2;
   uRecordBytes = uBytes;
   if (uRecordBytes > (size_t)MAX_PLACE * PLACE_BYTES)
      uRecordBytes = (size_t)MAX_PLACE * PLACE_BYTES;
   pcRecords = State_getMemory(uRecordBytes);
   puTable = State_getMemory(uTableSize * sizeof puTable[0]);
   uUsedBytes = PLACE_BYTES;
   uStates = 0;
}

/* Return the head of state uState. */

static struct Head *State_getHead(uint32_t uState)
{
   return (
      struct Head *)(void *)(pcRecords + (size_t)uState * PLACE_BYTES);
}

/* Return a number made of the uLength bytes at pc. */

static uint32_t State_hash(const unsigned char *pc, size_t uLength)
{
   uint64_t uHash = uLength * 0x9E3779B97F4A7C15u;

   while (uLength > 0)
   {
      uint64_t uWord = 0;
      size_t uPart = (uLength < WORD) ? uLength : WORD;

      memcpy(&uWord, pc, uPart);
      uHash = (uHash ^ uWord) * 0xD6E8FEB86659FD93u;
      uHash ^= uHash >> 32;
      pc += uPart;
      uLength -= uPart;
   }
   uHash *= 0xD6E8FEB86659FD93u;
   return (uint32_t)(uHash >> 32);
}

/* Append a state to the book: uLength bytes of acWritten. */

static uint32_t State_append(
   size_t uLength, uint32_t uHash, uint32_t uParent, size_t uStep)
{
   uint32_t uState = (uint32_t)(uUsedBytes / PLACE_BYTES);
   struct Head *psHead = State_getHead(uState);

   psHead->uParent = uParent;
   psHead->uHash = uHash;
   psHead->uLength = (uint32_t)uLength;
   psHead->uStep = (uint16_t)uStep;
   psHead->uDepth = (uint16_t)((uParent == 0)
                                  ? 0
                                  : State_getHead(uParent)->uDepth + 1);
   memcpy(psHead + 1, acWritten, uLength);
   uUsedBytes += (HEAD_BYTES + uLength + PLACE_BYTES - 1) / PLACE_BYTES
                 * PLACE_BYTES;
   uStates++;
   return uState;
}

enum State_Found State_note(const struct World_Pieces *psPieces,
   const struct State_Client *psClient, uint32_t uParent, size_t uStep,
   uint32_t *puState)
{
   size_t uLength = State_writeAll(psPieces, psClient);
   uint32_t uHash = State_hash(acWritten, uLength);
   size_t uSlot = uHash & (uTableSize - 1);

   for (; puTable[uSlot] != 0; uSlot = (uSlot + 1) & (uTableSize - 1))
   {
      struct Head *psHead = State_getHead(puTable[uSlot]);

      if (psHead->uHash == uHash && psHead->uLength == uLength
          && memcmp(psHead + 1, acWritten, uLength) == 0)
      {
         *puState = puTable[uSlot];
         return STATE_KNOWN;
      }
   }
   if (uUsedBytes + HEAD_BYTES + uLength + 2 * PLACE_BYTES
          > uRecordBytes
       || uStates >= uTableSize / 4 * 3)
      return STATE_FULL;
   *puState = State_append(uLength, uHash, uParent, uStep);
   puTable[uSlot] = *puState;
   return STATE_NEW;
}

void State_recall(uint32_t uState, struct State_Client *psClient)
{
   const unsigned char *pc =
      (const unsigned char *)(State_getHead(uState) + 1);
   uint64_t uDistance;
   char *pcWord = World_pcArena - WORD;
   size_t uWord = 0;
   size_t u;

   World_reset();
   World_pcBreak = (char *)(uintptr_t)State_read(&pc);
   psClient->uCount = State_read(&pc);
   for (u = 0; u < psClient->uCount; u++, pc += 4)
   {
      psClient->asLive[u].uOffset =
         (uint32_t)(pc[0] << 16 | pc[1] << 8 | pc[2]);
      psClient->asLive[u].uSize = pc[3];
   }
   while ((uDistance = State_read(&pc)) != 0)
   {
      uWord += uDistance;
      World_puStatics[uWord - 1] = State_read(&pc);
   }
   while ((uDistance = State_read(&pc)) != 0)
   {
      uint64_t uValue = State_read(&pc);

      pcWord += uDistance * WORD;
      memcpy(pcWord, &uValue, sizeof uValue);
   }
}

uint32_t State_getFirst(void)
{
   return 1;
}

uint32_t State_getNext(uint32_t uState)
{
   size_t uBytes = HEAD_BYTES + State_getHead(uState)->uLength;

   uState += (uint32_t)((uBytes + PLACE_BYTES - 1) / PLACE_BYTES);
   return ((size_t)uState * PLACE_BYTES < uUsedBytes) ? uState : 0;
}

uint32_t State_getParent(uint32_t uState)
{
   return State_getHead(uState)->uParent;
}

size_t State_getStep(uint32_t uState)
{
   return State_getHead(uState)->uStep;
}

size_t State_getDepth(uint32_t uState)
{
   return State_getHead(uState)->uDepth;
}

size_t State_count(void)
{
   return uStates;
}

size_t State_countBytes(void)
{
   return uUsedBytes;
}
