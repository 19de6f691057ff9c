/*--------------------------------------------------------------------*/
/* states.c: a set of states, in the order they were found            */
/*                                                                    */
/* The states lie in a log, one record after the other; a state's     */
/* name is its record's place in the log.  A hash table with open     */
/* addressing finds them: an entry is the place and, in its high      */
/* bits, a part of the hash, so that few records are compared in vain.*/
/*--------------------------------------------------------------------*/

#include "states.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>

enum
{
   TAG_SHIFT = 40,         /* an entry's low bits: place + 1 */
   FIRST_ENTRIES = 1 << 16 /* of the table, doubled at need */
};

/* A record's head; the state's bytes follow. */

struct Head
{
   StateId oParent;
   uint32_t uBytes;
   uint32_t uOp;
};

static unsigned char *pcLog = NULL;
static size_t uLogBytes = 0;
static size_t uRoomBytes = 0;
static uint64_t *auTable = NULL;
static size_t uEntries = 0;
static size_t uStates = 0;
static bool bFull = false;

/* This module is linked with wrapped calls, but means the real ones. */

void *__real_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset);
int __real_munmap(void *pv, size_t uBytes);

/*--------------------------------------------------------------------*/

/* Return uBytes bytes of zeros. */

static void *States_map(size_t uBytes)
{
   void *pv = __real_mmap(NULL, uBytes, PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

   if (pv == MAP_FAILED)
   {
      perror("prove: no memory for the states");
      exit(2);
   }
   return pv;
}

void States_clear(size_t uBytes)
{
   if (pcLog != NULL)
   {
      (void)__real_munmap(pcLog, uRoomBytes);
      (void)__real_munmap(auTable, uEntries * sizeof *auTable);
   }
   pcLog = States_map(uBytes);
   uRoomBytes = uBytes;
   uLogBytes = 0;
   uEntries = FIRST_ENTRIES;
   auTable = States_map(uEntries * sizeof *auTable);
   uStates = 0;
   bFull = false;
}

/*--------------------------------------------------------------------*/

/* Return a hash of the uBytes bytes at pc. */

static uint64_t States_hash(const unsigned char *pc, size_t uBytes)
{
   uint64_t uHash = 0x9E3779B97F4A7C15u ^ uBytes;
   uint64_t uWord;

   for (; uBytes >= sizeof uWord; uBytes -= sizeof uWord)
   {
      memcpy(&uWord, pc, sizeof uWord);
      uHash = (uHash ^ uWord) * 0xBF58476D1CE4E5B9u;
      uHash ^= uHash >> 29;
      pc += sizeof uWord;
   }
   uWord = 0;
   memcpy(&uWord, pc, uBytes);
   uHash = (uHash ^ uWord) * 0x94D049BB133111EBu;
   return uHash ^ (uHash >> 32);
}

/*--------------------------------------------------------------------*/

static struct Head States_getHead(StateId oState)
{
   struct Head sHead;

   memcpy(&sHead, pcLog + oState, sizeof sHead);
   return sHead;
}

const unsigned char *States_getBytes(StateId oState, size_t *puBytes)
{
   *puBytes = States_getHead(oState).uBytes;
   return pcLog + oState + sizeof(struct Head);
}

StateId States_getParent(StateId oState)
{
   return States_getHead(oState).oParent;
}

unsigned States_getOp(StateId oState)
{
   return States_getHead(oState).uOp;
}

StateId States_getFirst(void)
{
   return (uStates == 0) ? NO_STATE : 0;
}

StateId States_getNext(StateId oState)
{
   StateId oNext = oState + sizeof(struct Head)
                   + States_getHead(oState).uBytes;

   return (oNext == uLogBytes) ? NO_STATE : oNext;
}

size_t States_count(void)
{
   return uStates;
}

size_t States_countBytes(void)
{
   return uLogBytes + uEntries * sizeof *auTable;
}

bool States_isFull(void)
{
   return bFull;
}

/*--------------------------------------------------------------------*/

/* Return the entry for a hash: that of an equal state, or a free
   one. */

static uint64_t *States_findEntry(
   uint64_t uHash, const unsigned char *pcState, size_t uBytes)
{
   size_t u = uHash & (uEntries - 1);

   while (auTable[u] != 0)
   {
      if (auTable[u] >> TAG_SHIFT == uHash >> TAG_SHIFT)
      {
         StateId oState = (auTable[u] & ((1ull << TAG_SHIFT) - 1)) - 1;
         size_t uOther;
         const unsigned char *pcOther = States_getBytes(
            oState, &uOther);

         if (uOther == uBytes && memcmp(pcOther, pcState, uBytes) == 0)
            break;
      }
      u = (u + 1) & (uEntries - 1);
   }
   return &auTable[u];
}

StateId States_find(const unsigned char *pcState, size_t uBytes)
{
   uint64_t uEntry = *States_findEntry(
      States_hash(pcState, uBytes), pcState, uBytes);

   return (uEntry == 0) ? NO_STATE
                        : (uEntry & ((1ull << TAG_SHIFT) - 1)) - 1;
}

/*--------------------------------------------------------------------*/

/* Make the table twice as large. */

static void States_growTable(void)
{
   uint64_t *auOld = auTable;
   size_t uOldEntries = uEntries;
   StateId oState;

   uEntries *= 2;
   auTable = States_map(uEntries * sizeof *auTable);
   for (oState = 0; oState != NO_STATE; oState = States_getNext(oState))
   {
      size_t uBytes;
      const unsigned char *pc = States_getBytes(oState, &uBytes);
      uint64_t uHash = States_hash(pc, uBytes);
      size_t u = uHash & (uEntries - 1);

      while (auTable[u] != 0)
         u = (u + 1) & (uEntries - 1);
      auTable[u] = (uHash >> TAG_SHIFT << TAG_SHIFT) | (oState + 1);
   }
   (void)__real_munmap(auOld, uOldEntries * sizeof *auOld);
}

/*--------------------------------------------------------------------*/

bool States_add(const unsigned char *pcState, size_t uBytes,
   StateId oParent, unsigned uOp)
{
   uint64_t uHash = States_hash(pcState, uBytes);
   uint64_t *puEntry = States_findEntry(uHash, pcState, uBytes);
   struct Head sHead = {oParent, (uint32_t)uBytes, uOp};

   if (*puEntry != 0)
      return false;
   if (States_countBytes() + 2 * uEntries * sizeof *auTable
          + sizeof sHead + uBytes
       > uRoomBytes)
   {
      bFull = true;
      return false;
   }

   memcpy(pcLog + uLogBytes, &sHead, sizeof sHead);
   memcpy(pcLog + uLogBytes + sizeof sHead, pcState, uBytes);
   *puEntry = (uHash >> TAG_SHIFT << TAG_SHIFT) | (uLogBytes + 1);
   uLogBytes += sizeof sHead + uBytes;
   uStates++;
   if (uStates > uEntries / 2)
      States_growTable();
   return true;
}
