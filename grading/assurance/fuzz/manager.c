/*--------------------------------------------------------------------*/
/* manager.c: bytes that are calls of a manager                       */
/*                                                                    */
/* The first byte says where the break lies when the first call       */
/* comes.  Then two bytes are a step: which kind, for which of the    */
/* payloads, and which size.  Beside malloc and free there are        */
/* requests that can't be served, times when the system refuses       */
/* memory, and other parts of the program that move the break.        */
/*                                                                    */
/* The manager and chunk.c are compiled with sanitizers, this module  */
/* is not.  It fills each payload and then poisons it: if the manager */
/* loads or stores a byte of a client's, AddressSanitizer stops it    */
/* right there.  A payload is looked over before it is freed, and     */
/* HeapMgr_isValid looks at the heap after each step.                 */
/*                                                                    */
/* Each input finds the manager as it was before its first call: its  */
/* static variables, which prove.ld has put side by side, are saved   */
/* and put back, and so is the break.                                 */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include <errno.h>
#include <sanitizer/asan_interface.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum
{
   SLOTS = 32,
   STEP_BYTES = 8,    /* sizes are multiples of this, plus 0 to 2 */
   BIG_BYTES = 20000, /* for the last bin */
   ALIGNMENT = 16,
   PAGE_BYTES = 4096,
   MAPPED_BYTES = 1 << 28
};

/* The kinds of steps, by the three upper bits of their first byte; all
   smaller ones are malloc or free. */

enum
{
   KIND_IMPOSSIBLE = 5,
   KIND_FOREIGN = 6,
   KIND_REFUSED = 7
};

struct Slot
{
   unsigned char *pc; /* NULL if it is empty */
   size_t uBytes;
};

static struct Slot asSlots[SLOTS];

/* The manager's statics, and what they were at first. */

extern char __start_prove_statics[];
extern char __stop_prove_statics[];
static char *pcStatics;
static char *pcBreak; /* at first */

/* The system's part: whether it refuses, and what it has mapped. */

static bool bRefuse;
static char *pcMapped;
static size_t uMapped;

int LLVMFuzzerTestOneInput(const uint8_t *pcData, size_t uLength);
int __real_brk(void *pv);
int __wrap_brk(void *pv);
void *__wrap_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset);
int __wrap_munmap(void *pv, size_t uBytes);
void *__real_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset);
int __real_munmap(void *pv, size_t uBytes);

/*--------------------------------------------------------------------*/

/* Say what is wrong, and crash: libFuzzer keeps the input. */

static _Noreturn void Fuzz_fail(const char *pcWhat)
{
   fprintf(stderr, "fuzz_manager: %s\n", pcWhat);
   abort();
}

/*--------------------------------------------------------------------*/
/* The system                                                         */
/*--------------------------------------------------------------------*/

int __wrap_brk(void *pv)
{
   if (bRefuse)
   {
      errno = ENOMEM;
      return -1;
   }
   return __real_brk(pv);
}

/* Mapped memory is cut off one area, page by page, which is easily
   cleared; what is unmapped can't be touched any more. */

void *__wrap_mmap(void *pv, size_t uBytes, int iProtection, int iFlags,
   int iFile, off_t iOffset)
{
   char *pcNew = pcMapped + uMapped;
   size_t uPages = (uBytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;

   if (pcMapped == NULL || pv != NULL || iFile != -1)
      return __real_mmap(
         pv, uBytes, iProtection, iFlags, iFile, iOffset);
   if (bRefuse || uBytes > MAPPED_BYTES
       || uPages > MAPPED_BYTES - uMapped
       || mprotect(pcNew, uPages, iProtection) != 0)
   {
      errno = ENOMEM;
      return MAP_FAILED;
   }
   uMapped += uPages;
   return pcNew;
}

int __wrap_munmap(void *pv, size_t uBytes)
{
   char *pc = pv;

   if (pcMapped == NULL || pc < pcMapped
       || pc >= pcMapped + MAPPED_BYTES)
      return __real_munmap(pv, uBytes);
   return (__real_mmap(pv, uBytes, PROT_NONE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED,
              -1, 0)
             == pv)
             ? 0
             : -1;
}

/* Have all that is mapped go, or the area come for the first time. */

static void Fuzz_clearMapped(void)
{
   int iFixed = (pcMapped == NULL) ? 0 : MAP_FIXED;

   if (pcMapped != NULL && uMapped == 0)
      return;
   pcMapped = __real_mmap(pcMapped, MAPPED_BYTES, PROT_NONE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | iFixed, -1, 0);
   if (pcMapped == MAP_FAILED)
      Fuzz_fail("there is no memory to map");
   uMapped = 0;
}

/*--------------------------------------------------------------------*/

/* Copy uBytes bytes.  memcpy would look at what is poisoned. */

static void Fuzz_copy(char *pcTo, const char *pcFrom, size_t uBytes)
{
   size_t u;

   for (u = 0; u < uBytes; u++)
      pcTo[u] = pcFrom[u];
}

/* Put everything back to where it was before the first call, and the
   break iOffset bytes above where it was. */

static void Fuzz_reset(intptr_t iOffset)
{
   size_t uStatics =
      (size_t)(__stop_prove_statics - __start_prove_statics);

   if (pcStatics == NULL)
   {
      pcStatics = malloc(uStatics + 1);
      pcBreak = (char *)(((uintptr_t)sbrk(0) + ALIGNMENT - 1)
                         / ALIGNMENT * ALIGNMENT);
      if (pcStatics == NULL)
         Fuzz_fail("there is no memory");
      Fuzz_copy(pcStatics, __start_prove_statics, uStatics);
   }
   Fuzz_copy(__start_prove_statics, pcStatics, uStatics);
   Fuzz_clearMapped();
   if (__real_brk(pcBreak) != 0 || __real_brk(pcBreak + iOffset) != 0)
      Fuzz_fail("the break can't be put back");
}

/*--------------------------------------------------------------------*/
/* The client                                                         */
/*--------------------------------------------------------------------*/

/* Return what the payload of psSlot is filled with. */

static unsigned char Fuzz_getFill(const struct Slot *psSlot)
{
   return (unsigned char)(psSlot - asSlots + 1);
}

/* Look over the payload of psSlot, and free it. */

static void Fuzz_free(struct Slot *psSlot)
{
   size_t u;

   __asan_unpoison_memory_region(psSlot->pc, psSlot->uBytes);
   for (u = 0; u < psSlot->uBytes; u++)
      if (psSlot->pc[u] != Fuzz_getFill(psSlot))
         Fuzz_fail("a payload is not what the client wrote there");
   HeapMgr_free(psSlot->pc);
   psSlot->pc = NULL;
}

/* Have psSlot hold a payload of uBytes bytes. */

static void Fuzz_malloc(
   struct Slot *psSlot, size_t uBytes, bool bMayRefuse)
{
   size_t u;
   size_t v;

   bRefuse = bMayRefuse;
   psSlot->pc = HeapMgr_malloc(uBytes);
   bRefuse = false;
   psSlot->uBytes = uBytes;
   if (psSlot->pc == NULL)
   {
      if (uBytes != 0 && !bMayRefuse)
         Fuzz_fail("malloc returned NULL, though there is memory");
      return;
   }
   if (uBytes == 0)
      Fuzz_fail("malloc(0) returned a payload");
   if ((uintptr_t)psSlot->pc % ALIGNMENT != 0)
      Fuzz_fail("a payload is not aligned");
   for (u = 0; u < SLOTS; u++)
      if (&asSlots[u] != psSlot && asSlots[u].pc != NULL
          && psSlot->pc < asSlots[u].pc + asSlots[u].uBytes
          && asSlots[u].pc < psSlot->pc + uBytes)
         Fuzz_fail("a payload overlaps another one");
   for (v = 0; v < uBytes; v++)
      psSlot->pc[v] = Fuzz_getFill(psSlot);
   __asan_poison_memory_region(psSlot->pc, uBytes);
}

/* Return the size that cByte stands for. */

static size_t Fuzz_getSize(unsigned char cByte)
{
   if (cByte >= 250)
      return (size_t)(cByte - 249) * BIG_BYTES;
   return (size_t)(cByte / 3) * STEP_BYTES + (size_t)(cByte % 3);
}

/* Ask for what nobody can have. */

static void Fuzz_askTooMuch(unsigned char cByte)
{
   static const size_t auFrom[] = {
      SIZE_MAX, SIZE_MAX / 2, PTRDIFF_MAX, SIZE_MAX / 16, SIZE_MAX / 4};
   size_t uBytes = auFrom[cByte % 5] - cByte / 5;

   if (cByte == 0)
      HeapMgr_free(NULL);
   else if (HeapMgr_malloc(uBytes) != NULL)
      Fuzz_fail("malloc served what there can't be");
}

/* Be somebody else who moves the break, and fills what is his. */

static void Fuzz_moveBreak(unsigned char cByte)
{
   static const intptr_t aiBytes[] = {1, 8, 16, 24, 40, 4096, 70000};
   intptr_t iBytes = aiBytes[cByte % 7];
   char *pc = sbrk(iBytes);
   intptr_t i;

   if (pc == (char *)-1)
      Fuzz_fail("the system has no memory");
   for (i = 0; i < iBytes; i++)
      pc[i] = (char)0xEE;
   __asan_poison_memory_region(pc, (size_t)iBytes);
}

/* Make the step that the two bytes stand for. */

static void Fuzz_step(unsigned char cKind, unsigned char cByte)
{
   struct Slot *psSlot = &asSlots[cKind % SLOTS];

   switch (cKind / SLOTS)
   {
   case KIND_IMPOSSIBLE:
      Fuzz_askTooMuch(cByte);
      break;
   case KIND_FOREIGN:
      Fuzz_moveBreak(cByte);
      break;
   default:
      if (psSlot->pc != NULL)
         Fuzz_free(psSlot);
      else
         Fuzz_malloc(
            psSlot, Fuzz_getSize(cByte), cKind / SLOTS == KIND_REFUSED);
   }
   if (!HeapMgr_isValid())
      Fuzz_fail("HeapMgr_isValid says that the heap is not sound");
}

int LLVMFuzzerTestOneInput(const uint8_t *pcData, size_t uLength)
{
   size_t u;

   Fuzz_reset((uLength == 0) ? 0 : pcData[0] % ALIGNMENT);
   for (u = 1; u + 1 < uLength; u += 2)
      Fuzz_step(pcData[u], pcData[u + 1]);
   for (u = 0; u < SLOTS; u++)
      if (asSlots[u].pc != NULL)
         Fuzz_free(&asSlots[u]);
   if (!HeapMgr_isValid())
      Fuzz_fail("HeapMgr_isValid says that the heap is not sound");
   __asan_unpoison_memory_region(
      pcBreak, (size_t)((char *)sbrk(0) - pcBreak));
   __asan_unpoison_memory_region(pcMapped, uMapped);
   return 0;
}
