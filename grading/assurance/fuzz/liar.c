/*--------------------------------------------------------------------*/
/* liar.c: a runner whose answers are wrong                           */
/*                                                                    */
/* Linked with runner.c and a manager that is all right.  What goes   */
/* to the judge passes through here, and byte number n of a table     */
/* says what is wrong with message number n; 0 leaves it alone.  Some */
/* lies are in the heap: the manager, too, finds them there.          */
/*                                                                    */
/* try_judge.sh stores the table in the program.                      */
/*--------------------------------------------------------------------*/

#include "protocol.h"
#include <stddef.h>
#include <sys/types.h>

enum
{
   TABLE_BYTES = 64,
   LIES = 8,
   WORD_BYTES = 8,
   MET = 16,          /* addresses that are remembered */
   SEEN_BYTES = 65536 /* of the heap: the lies are here */
};

/* Found in the program by how it begins. */

static const volatile unsigned char aucLies[TABLE_BYTES] =
   "Here are the lies:";

ssize_t __wrap_write(int iFile, const void *pv, size_t uBytes);
ssize_t __real_write(int iFile, const void *pv, size_t uBytes);

/*--------------------------------------------------------------------*/

/* Return what to say instead of uTruth. */

static uint64_t Liar_getLie(unsigned int uKind, uint64_t uTruth)
{
   switch (uKind % LIES)
   {
   case 0:
      return 0;
   case 1:
      return uTruth + 1;
   case 2:
      return uTruth - 16;
   case 3:
      return uTruth ^ (uint64_t)1 << 63;
   case 4:
      return UINT64_MAX - 15;
   case 5:
      return HEAP_BASE + HEAP_BYTES - 16;
   case 6:
      return uTruth * 3;
   default:
      return HEAP_BASE + uTruth % 4096;
   }
}

/* Remember uValue if it is an address in the heap.  Change a word before
   one of the addresses met: there a chunk has its size and link. */

static void Liar_changeHeap(uint64_t uValue, unsigned int uLie)
{
   static uint64_t *apuMet[MET];
   static size_t uMet = 0;
   uint64_t uOffset = uValue - HEAP_BASE;
   uint64_t *pu = apuMet[uLie / (2 * LIES) % MET];

   if (uOffset >= 2 * WORD_BYTES && uOffset < SEEN_BYTES
       && uOffset % WORD_BYTES == 0)
      apuMet[uMet++ % MET] = (uint64_t *)uValue;
   if (uLie == 0 || pu == NULL)
      return;
   pu -= 1 + uLie % 2;
   *pu = Liar_getLie(uLie / 2, *pu);
}

/* Change one of the uWords words at pu.  The first word of an answer is
   left alone: parts that are announced and don't come only cost time. */

static void Liar_changeMessage(
   uint64_t *pu, size_t uWords, unsigned int uLie)
{
   size_t uPlace = 1 + uLie / LIES % (uWords - 1);

   pu[uPlace] = Liar_getLie(uLie, pu[uPlace]);
}

/* What the runner's write is linked to.  The messages are the runner's
   own variables, and not constant. */

ssize_t __wrap_write(int iFile, const void *pv, size_t uBytes)
{
   static unsigned int uMessages = 0;
   uint64_t *pu = (uint64_t *)pv;
   unsigned int uLie;

   if (iFile != FD_TALK || uBytes < 2 * WORD_BYTES)
      return __real_write(iFile, pv, uBytes);
   uLie = aucLies[uMessages++ % TABLE_BYTES];
   if (uLie != 0)
      uLie += 101 * uMessages; /* one bit may mean any lie */
   if (uLie % 2 == 0)
      Liar_changeHeap(pu[1], uLie / 2);
   else
      Liar_changeMessage(pu, uBytes / WORD_BYTES, uLie / 2);
   return __real_write(iFile, pv, uBytes);
}
