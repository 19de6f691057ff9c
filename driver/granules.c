/*--------------------------------------------------------------------*/
/* granules.c: a set of addresses, in granules of equal size          */
/*--------------------------------------------------------------------*/

#include "granules.h"
#include "memory.h"
#include <assert.h>
#include <stdint.h>

enum
{
   WORD_BITS = 64,
   LEAF_WORDS = 1024,
   LEAF_GRANULES = LEAF_WORDS * WORD_BITS,
   FIRST_SLOTS = 1024, /* of the hash table, a power of 2 */
   LEAVES_AT_ONCE = 64 /* taken from the system together */
};

struct Leaf
{
   uint64_t auWords[LEAF_WORDS];
};

struct Slot
{
   uintptr_t uKey;      /* the leaf's number in the address space */
   struct Leaf *psLeaf; /* NULL if the slot is empty */
};

struct Granules
{
   size_t uGranuleBytes;
   struct Slot *psSlots; /* open addressing, at most half full */
   size_t uSlots;
   size_t uUsedSlots;
   struct Leaf *psSpareLeaves;
   size_t uSpareLeaves;
   struct Slot sLast; /* the leaf found last: mostly the next wanted */
};

/* What to do with the bits of a range. */

enum Action
{
   ACTION_ADD,
   ACTION_REMOVE,
   ACTION_COUNT
};

/*--------------------------------------------------------------------*/

Granules_T Granules_new(size_t uGranuleBytes)
{
   Granules_T oSet = Memory_get(sizeof *oSet);

   assert(
      uGranuleBytes != 0 && (uGranuleBytes & (uGranuleBytes - 1)) == 0);

   oSet->uGranuleBytes = uGranuleBytes;
   oSet->uSlots = FIRST_SLOTS;
   oSet->psSlots = Memory_get(FIRST_SLOTS * sizeof(struct Slot));
   return oSet;
}

/*--------------------------------------------------------------------*/

/* Return the slot in the table psSlots of uSlots slots that holds the
   leaf uKey, or the empty one where it belongs. */

static struct Slot *Granules_findSlot(
   struct Slot *psSlots, size_t uSlots, uintptr_t uKey)
{
   size_t uSlot = (size_t)((uint64_t)uKey * 0x9E3779B97F4A7C15u >> 20)
                  & (uSlots - 1);

   while (psSlots[uSlot].psLeaf != NULL && psSlots[uSlot].uKey != uKey)
      uSlot = (uSlot + 1) & (uSlots - 1);
   return &psSlots[uSlot];
}

/*--------------------------------------------------------------------*/

/* Double the hash table.  The old one is not given back: all the old
   ones together are no larger than the new one. */

static void Granules_growTable(Granules_T oSet)
{
   size_t uSlots = oSet->uSlots * 2;
   struct Slot *psSlots = Memory_get(uSlots * sizeof(struct Slot));
   size_t u;

   for (u = 0; u < oSet->uSlots; u++)
      if (oSet->psSlots[u].psLeaf != NULL)
         *Granules_findSlot(psSlots, uSlots, oSet->psSlots[u].uKey) =
            oSet->psSlots[u];
   oSet->psSlots = psSlots;
   oSet->uSlots = uSlots;
}

/*--------------------------------------------------------------------*/

/* Return a new leaf without bits. */

static struct Leaf *Granules_newLeaf(Granules_T oSet)
{
   if (oSet->uSpareLeaves == 0)
   {
      oSet->psSpareLeaves = Memory_get(
         LEAVES_AT_ONCE * sizeof(struct Leaf));
      oSet->uSpareLeaves = LEAVES_AT_ONCE;
   }
   oSet->uSpareLeaves--;
   return oSet->psSpareLeaves++;
}

/*--------------------------------------------------------------------*/

/* Return leaf uKey.  If there is none, make it if bMake, else return
   NULL. */

static struct Leaf *Granules_findLeaf(
   Granules_T oSet, uintptr_t uKey, bool bMake)
{
   struct Slot *psSlot;

   if (oSet->sLast.psLeaf != NULL && oSet->sLast.uKey == uKey)
      return oSet->sLast.psLeaf;

   psSlot = Granules_findSlot(oSet->psSlots, oSet->uSlots, uKey);
   if (psSlot->psLeaf == NULL && !bMake)
      return NULL;
   if (psSlot->psLeaf == NULL)
   {
      if (2 * oSet->uUsedSlots >= oSet->uSlots)
      {
         Granules_growTable(oSet);
         psSlot = Granules_findSlot(oSet->psSlots, oSet->uSlots, uKey);
      }
      psSlot->uKey = uKey;
      psSlot->psLeaf = Granules_newLeaf(oSet);
      oSet->uUsedSlots++;
   }
   oSet->sLast = *psSlot;
   return psSlot->psLeaf;
}

/*--------------------------------------------------------------------*/

/* Do eAction to the bits of uMask in *puWord.  Return how many bits it
   changed or, if it changes none, found set. */

static size_t Granules_actOnWord(
   uint64_t *puWord, uint64_t uMask, enum Action eAction)
{
   uint64_t uSet = *puWord & uMask;

   if (eAction == ACTION_ADD)
   {
      *puWord |= uMask;
      uSet ^= uMask;
   }
   else if (eAction == ACTION_REMOVE)
      *puWord &= ~uMask;
   return (size_t)__builtin_popcountll(uSet);
}

/*--------------------------------------------------------------------*/

/* Do eAction to a range, word by word.  Return the sum of what the
   words gave. */

static size_t Granules_act(
   Granules_T oSet, const void *pv, size_t uBytes, enum Action eAction)
{
   uintptr_t u = (uintptr_t)pv / oSet->uGranuleBytes;
   uintptr_t uLast = ((uintptr_t)pv + (uBytes - 1))
                     / oSet->uGranuleBytes;
   size_t uSum = 0;

   assert(uBytes >= 1);

   while (u <= uLast)
   {
      struct Leaf *psLeaf = Granules_findLeaf(
         oSet, u / LEAF_GRANULES, eAction == ACTION_ADD);
      size_t uBit = u % WORD_BITS;
      size_t uBits = WORD_BITS - uBit; /* of this word */
      uint64_t uMask;

      if (uBits > uLast - u + 1)
         uBits = uLast - u + 1;
      uMask = (UINT64_MAX >> (WORD_BITS - uBits)) << uBit;
      if (psLeaf != NULL)
         uSum += Granules_actOnWord(
            &psLeaf->auWords[u % LEAF_GRANULES / WORD_BITS], uMask,
            eAction);
      u += uBits;
   }
   return uSum;
}

/*--------------------------------------------------------------------*/

size_t Granules_add(Granules_T oSet, const void *pv, size_t uBytes)
{
   return Granules_act(oSet, pv, uBytes, ACTION_ADD);
}

size_t Granules_remove(Granules_T oSet, const void *pv, size_t uBytes)
{
   return Granules_act(oSet, pv, uBytes, ACTION_REMOVE);
}

size_t Granules_count(Granules_T oSet, const void *pv, size_t uBytes)
{
   return Granules_act(oSet, pv, uBytes, ACTION_COUNT);
}

bool Granules_hasAll(Granules_T oSet, const void *pv, size_t uBytes)
{
   size_t uGranules = ((uintptr_t)pv + (uBytes - 1))
                         / oSet->uGranuleBytes
                      - (uintptr_t)pv / oSet->uGranuleBytes + 1;

   assert(uBytes >= 1);

   return Granules_count(oSet, pv, uBytes) == uGranules;
}
