/*--------------------------------------------------------------------*/
/* threads.c: many threads that use memory, and fork                  */
/*                                                                    */
/* Usage: threads [SECONDS]                                           */
/*                                                                    */
/* Each thread fills what it allocates with a pattern of its own, and */
/* looks whether the pattern is still there before it frees.  Now and */
/* then a thread hands a payload to the next one, who frees it, and   */
/* forks a child that allocates, too.  Without SECONDS, each thread   */
/* does a fixed number of rounds.  The last line counts the faults;   */
/* exit status 1 if there is any.                                     */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum
{
   THREADS = 4,
   SLOTS = 500,
   ROUNDS = 20000,        /* of each thread, without SECONDS */
   ROUNDS_A_FORK = 10000, /* and between two forks */
   ROUNDS_A_LOOK = 256,   /* at the clock */
   MAX_BYTES = 1500,
   CHILD_ROUNDS = 50
};

/* What a thread has. */

struct Slot
{
   unsigned char *pc;
   size_t uBytes;
};

static atomic_int iFaults;
static time_t iEnd; /* when to stop; 0: after ROUNDS */

/* A place where a thread leaves a payload for another one. */

static _Atomic(unsigned char *) apcHandedOver[THREADS];

/* Return a pseudo-random number (xorshift32). */

static uint32_t Threads_draw(uint32_t *puState)
{
   *puState ^= *puState << 13;
   *puState ^= *puState >> 17;
   *puState ^= *puState << 5;
   return *puState;
}

/*--------------------------------------------------------------------*/

/* Look whether psSlot still holds cPattern, and free it. */

static void Threads_empty(struct Slot *psSlot, unsigned char cPattern)
{
   size_t u;

   for (u = 0; u < psSlot->uBytes; u++)
      if (psSlot->pc[u] != cPattern)
      {
         atomic_fetch_add(&iFaults, 1);
         break;
      }
   free(psSlot->pc);
   psSlot->pc = NULL;
   psSlot->uBytes = 0;
}

/*--------------------------------------------------------------------*/

/* Fill psSlot with uBytes bytes of cPattern, by a call of the family
   that uChoice chooses. */

static void Threads_fill(struct Slot *psSlot, size_t uBytes,
   unsigned char cPattern, uint32_t uChoice)
{
   void *pv = NULL;

   if (uChoice % 8 == 0)
      pv = calloc(1, uBytes);
   else if (uChoice % 8 == 1)
      pv = aligned_alloc(64, uBytes);
   else if (uChoice % 8 == 2)
      pv = realloc(malloc(uBytes / 2 + 1), uBytes);
   else
      pv = malloc(uBytes);
   if (pv == NULL)
      return;
   memset(pv, cPattern, uBytes);
   psSlot->pc = pv;
   psSlot->uBytes = uBytes;
}

/*--------------------------------------------------------------------*/

/* Have a child allocate and free, as a fork of a process with threads
   may on Linux. */

static void Threads_fork(void)
{
   int iStatus = 0;
   pid_t iChild = fork();

   if (iChild == 0)
   {
      int i;

      for (i = 1; i <= CHILD_ROUNDS; i++)
      {
         char *pc = malloc((size_t)i * 16);

         if (pc == NULL)
            _exit(1);
         memset(pc, i, (size_t)i * 16);
         free(pc);
      }
      _exit(0);
   }
   if (iChild < 0 || waitpid(iChild, &iStatus, 0) != iChild
       || iStatus != 0)
      atomic_fetch_add(&iFaults, 1);
}

/*--------------------------------------------------------------------*/

/* Return true if a thread that has done lRounds rounds goes on. */

static int Threads_goesOn(long lRounds)
{
   if (iEnd == 0)
      return lRounds < ROUNDS;
   return lRounds % ROUNDS_A_LOOK != 0 || time(NULL) < iEnd;
}

/* The thread whose number pvNumber points to. */

static void *Threads_run(void *pvNumber)
{
   static _Thread_local struct Slot asSlots[SLOTS];
   int iNumber = *(int *)pvNumber;
   unsigned char cPattern = (unsigned char)(iNumber + 1);
   uint32_t uState = 2463534242u + (uint32_t)iNumber;
   size_t u;
   long l;

   for (l = 0; Threads_goesOn(l); l++)
   {
      struct Slot *psSlot = &asSlots[Threads_draw(&uState) % SLOTS];

      if (psSlot->pc != NULL)
         Threads_empty(psSlot, cPattern);
      else
         Threads_fill(psSlot, 1 + Threads_draw(&uState) % MAX_BYTES,
            cPattern, Threads_draw(&uState));
      free(atomic_exchange(
         &apcHandedOver[(iNumber + 1) % THREADS], malloc(40)));
      if (l % ROUNDS_A_FORK == ROUNDS_A_FORK - 1)
         Threads_fork();
   }
   for (u = 0; u < SLOTS; u++)
      if (asSlots[u].pc != NULL)
         Threads_empty(&asSlots[u], cPattern);
   return NULL;
}

int main(int iArgCount, char *apcArgs[])
{
   pthread_t aoThreads[THREADS];
   int aiNumbers[THREADS];
   int i;

   if (iArgCount > 1)
      iEnd = time(NULL) + atoi(apcArgs[1]);
   for (i = 0; i < THREADS; i++)
   {
      aiNumbers[i] = i;
      if (pthread_create(
             &aoThreads[i], NULL, Threads_run, &aiNumbers[i])
          != 0)
      {
         fprintf(stderr, "threads: no thread can be made\n");
         return 2;
      }
   }
   for (i = 0; i < THREADS; i++)
      (void)pthread_join(aoThreads[i], NULL);
   printf("%d threads, %d faults\n", THREADS, atomic_load(&iFaults));
   return atomic_load(&iFaults) != 0;
}
