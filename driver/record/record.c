/*--------------------------------------------------------------------*/
/* record.c                                                           */
/* Records the heap of any dynamically linked program.                */
/*                                                                    */
/* It is preloaded, so that it comes between a program and its        */
/* allocator.  It logs each call that gave or took memory.  record.sh */
/* preloads it and turns the log of each process into a trace.        */
/*                                                                    */
/* The log, DIR/PROGRAM.PID.log (a program that PROGRAM execs in its  */
/* place has its own name, or PID-2), is text; addresses are in hex:  */
/*                                                                    */
/*    a @NEW BYTES        malloc, calloc, an aligned request          */
/*    r @OLD @NEW BYTES   realloc of OLD, which moved or not          */
/*    f @OLD              free                                        */
/*    s                   the log stops here: no room for more        */
/*                                                                    */
/* between runs of '\0', which mean nothing.  A last line without its */
/* '\n' is a call that the process didn't live to log.                */
/*                                                                    */
/* Order.  A chunk is logged after it was given and before it is      */
/* taken back, and a realloc runs under the log's lock.  Thus, if one */
/* thread gets what another gave back, the log says so in that order. */
/*                                                                    */
/* Death.  The log is a shared mapping of its file, one window of it  */
/* at a time: what is written is safe, however the process ends, and  */
/* no file descriptor stays open that the program might close.  Room  */
/* is reserved before it is written to, so a full disk ends the log   */
/* and not the program.                                               */
/*                                                                    */
/* Fork.  The log's state, lock included, lies in pages that the      */
/* kernel hands to a forked child zeroed.  Zero means "not opened":   */
/* the child opens a log of its own, by whatever call it was forked.  */
/* A vfork's child shares its parent's heap, and so also its log.     */
/*                                                                    */
/* A call that an allocator makes of another one (posix_memalign of   */
/* malloc, say) is not the program's and isn't logged.                */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum
{
   /* The part of a log that is mapped at a time, in bytes. */
   WINDOW_BYTES = 1 << 20,
   /* No line is longer. */
   LINE_BYTES = 64,
   /* What the arena holds: dlsym asks for far less. */
   ARENA_BYTES = 1 << 16,
   /* Logs of one program and process identifier: a program that execs
      itself makes one each time. */
   MAX_LOGS = 10000
};

/* A log before its first line, while it grows, and after its end. */
enum LogState
{
   LOG_UNOPENED,
   LOG_OPEN,
   LOG_STOPPED
};

/* A process's log.  All zero: not opened, and the lock is free (that
   is PTHREAD_MUTEX_INITIALIZER in glibc and in musl). */
struct Log
{
   /* Taken by each call below; protects all the rest. */
   pthread_mutex_t oLock;
   enum LogState eState;
   /* The process that opened it. */
   pid_t iProcess;
   /* The mapped window, the bytes used of it, the windows so far. */
   char *pcWindow;
   size_t uUsedBytes;
   size_t uWindows;
   /* The log's file. */
   char acPath[PATH_MAX];
};

/* The functions of the allocator below this one. */
struct Allocator
{
   void *(*pfMalloc)(size_t);
   void *(*pfCalloc)(size_t, size_t);
   void *(*pfRealloc)(void *, size_t);
   void (*pfFree)(void *);
   int (*pfPosixMemalign)(void **, size_t, size_t);
   void *(*pfAlignedAlloc)(size_t, size_t);
   void *(*pfMemalign)(size_t, size_t);
   void *(*pfValloc)(size_t);
   void *(*pfPvalloc)(size_t);
};

/* The allocator below; pfMalloc is NULL until it was looked up. */
static struct Allocator oBelow;

/* This process's log; NULL before the start, and if there is no memory
   for it. */
static struct Log *oLog;

/* Does the kernel zero *oLog for a forked child? */
static bool bZeroedOnFork;

/* The directory of the logs; empty as long as it isn't known. */
static char acDirectory[PATH_MAX];

/* The signals that wait while the log is locked. */
static sigset_t oWaitingSignals;

/* What dlsym gets while it looks up the allocator below, and the bytes
   used of it.  Nothing in it is ever freed. */
static _Alignas(max_align_t) char acArena[ARENA_BYTES];
static atomic_size_t uArenaBytes;

/* Does this thread run an allocator's call?  (A thread-local variable
   of another model might need malloc.) */
static _Thread_local bool bInside
   __attribute__((tls_model("initial-exec")));

/*--------------------------------------------------------------------*/
/* The arena: memory while the allocator below isn't known yet        */
/*--------------------------------------------------------------------*/

/* Return uBytes zeroed bytes, or NULL if the arena is used up. */

static void *Arena_malloc(size_t uBytes)
{
   size_t uStart;

   if (uBytes > ARENA_BYTES)
      return NULL;
   uBytes = (uBytes + sizeof(max_align_t)) / sizeof(max_align_t)
            * sizeof(max_align_t);
   uStart = atomic_fetch_add(&uArenaBytes, uBytes);
   if (uStart > ARENA_BYTES || uBytes > ARENA_BYTES - uStart)
      return NULL;
   return &acArena[uStart];
}

/*--------------------------------------------------------------------*/

/* Return true if pv points into the arena. */

static bool Arena_holds(const void *pv)
{
   return (uintptr_t)pv - (uintptr_t)acArena < ARENA_BYTES;
}

/*--------------------------------------------------------------------*/

/* Return uBytes bytes of the allocator below that begin with what lies
   at pv, in the arena; or NULL.  How long the piece at pv is, nobody
   wrote down: all that could belong to it is copied. */

static void *Arena_moveOut(const void *pv, size_t uBytes)
{
   size_t uRestBytes = ARENA_BYTES
                       - (size_t)((uintptr_t)pv - (uintptr_t)acArena);
   void *pvNew = oBelow.pfMalloc == NULL ? Arena_malloc(uBytes)
                                         : oBelow.pfMalloc(uBytes);

   if (pvNew != NULL)
      memmove(pvNew, pv, uBytes < uRestBytes ? uBytes : uRestBytes);
   return pvNew;
}

/*--------------------------------------------------------------------*/
/* The log; its lock is held                                          */
/*--------------------------------------------------------------------*/

/* Write into acName, of uNameBytes bytes, the name of the program that
   runs, fit for a file name. */

static void Log_nameProgram(char *acName, size_t uNameBytes)
{
   char acProgram[PATH_MAX];
   const char *pcBase;
   size_t u;
   ssize_t iLength = readlink(
      "/proc/self/exe", acProgram, sizeof(acProgram) - 1);

   acProgram[iLength > 0 ? iLength : 0] = '\0';
   pcBase = strrchr(acProgram, '/');
   if (pcBase == NULL || pcBase[1] == '\0')
      pcBase = "/unknown";
   for (u = 0; u < uNameBytes - 1 && pcBase[u + 1] != '\0'; u++)
   {
      char c = pcBase[u + 1];
      bool bFit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                  || (c >= '0' && c <= '9') || c == '.' || c == '+'
                  || c == '-' || c == '_';

      acName[u] = bFit ? c : '_';
   }
   acName[u] = '\0';
}

/*--------------------------------------------------------------------*/

/* Create the log's file under a name that is new.  Return its
   descriptor, or -1. */

static int Log_create(void)
{
   char acProgram[NAME_MAX / 2];
   int iFd = -1;
   int i;

   Log_nameProgram(acProgram, sizeof(acProgram));
   for (i = 1; iFd < 0 && i <= MAX_LOGS; i++)
   {
      char acNumber[LINE_BYTES] = "";
      int iLength;

      if (i > 1)
         snprintf(acNumber, sizeof(acNumber), "-%d", i);
      iLength = snprintf(oLog->acPath, sizeof(oLog->acPath),
         "%s/%s.%ld%s.log", acDirectory, acProgram, (long)getpid(),
         acNumber);
      if (iLength < 0 || (size_t)iLength >= sizeof(oLog->acPath))
         return -1;
      iFd = open(
         oLog->acPath, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (iFd < 0 && errno != EEXIST)
         return -1;
   }
   return iFd;
}

/*--------------------------------------------------------------------*/

/* Map the log's next window, for which iFd is open.  Return true if
   that worked. */

static bool Log_mapWindow(int iFd)
{
   struct rlimit oLimit;
   off_t iStart = (off_t)oLog->uWindows * WINDOW_BYTES;
   void *pvWindow;

   /* A file beyond the limit would cost the program a signal. */
   if (getrlimit(RLIMIT_FSIZE, &oLimit) == 0
       && oLimit.rlim_cur != RLIM_INFINITY
       && oLimit.rlim_cur < (rlim_t)iStart + WINDOW_BYTES)
      return false;
   if (posix_fallocate(iFd, iStart, WINDOW_BYTES) != 0)
      return false;
   pvWindow = mmap(NULL, WINDOW_BYTES, PROT_READ | PROT_WRITE,
      MAP_SHARED, iFd, iStart);
   if (pvWindow == MAP_FAILED)
      return false;
   madvise(pvWindow, WINDOW_BYTES, MADV_DONTFORK);

   if (oLog->pcWindow != NULL)
      munmap(oLog->pcWindow, WINDOW_BYTES);
   oLog->pcWindow = pvWindow;
   oLog->uUsedBytes = 0;
   oLog->uWindows++;
   return true;
}

/*--------------------------------------------------------------------*/

/* Open the log, or go on to its next window.  Where that can't be, the
   log stops. */

static void Log_advance(void)
{
   bool bMapped = false;
   int iCancelState;
   int iFd;

   pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &iCancelState);
   if (oLog->eState == LOG_UNOPENED)
   {
      oLog->iProcess = getpid();
      iFd = Log_create();
   }
   else
      iFd = open(oLog->acPath, O_RDWR | O_CLOEXEC);
   if (iFd >= 0)
   {
      bMapped = Log_mapWindow(iFd);
      close(iFd);
   }
   if (!bMapped && oLog->pcWindow != NULL)
      memcpy(&oLog->pcWindow[oLog->uUsedBytes], "s\n", 2);
   oLog->eState = bMapped ? LOG_OPEN : LOG_STOPPED;
   pthread_setcancelstate(iCancelState, NULL);
}

/*--------------------------------------------------------------------*/

/* Write to pc the number u in base uBase.  Return where it ends. */

static char *Log_putNumber(char *pc, uintmax_t u, unsigned uBase)
{
   char acDigits[sizeof(u) * CHAR_BIT];
   size_t uDigits = 0;

   do
   {
      acDigits[uDigits++] = "0123456789abcdef"[u % uBase];
      u /= uBase;
   } while (u != 0);
   while (uDigits > 0)
      *pc++ = acDigits[--uDigits];
   return pc;
}

/*--------------------------------------------------------------------*/

/* Log operation cOp on the chunk at uOld, which now is the one of
   uBytes bytes at uNew; 0 stands for no chunk. */

static void Log_put(
   char cOp, uintptr_t uOld, uintptr_t uNew, size_t uBytes)
{
   char acLine[LINE_BYTES];
   char *pc = acLine;
   char *pcLog;

   /* STEP 1: see that the log is this process's.  Where the kernel
      zeroes nothing, this may be a child that was forked unnoticed. */
   if (!bZeroedOnFork && oLog->eState != LOG_UNOPENED
       && oLog->iProcess != getpid())
      return;

   /* STEP 2: see that there is room, "s\n" included. */
   if (oLog->eState == LOG_UNOPENED
       || (oLog->eState == LOG_OPEN
           && oLog->uUsedBytes > WINDOW_BYTES - LINE_BYTES - 2))
      Log_advance();
   if (oLog->eState != LOG_OPEN)
      return;

   /* STEP 3: compose the line. */
   *pc++ = cOp;
   if (uOld != 0)
   {
      *pc++ = ' ';
      *pc++ = '@';
      pc = Log_putNumber(pc, uOld, 16);
   }
   if (uNew != 0)
   {
      *pc++ = ' ';
      *pc++ = '@';
      pc = Log_putNumber(pc, uNew, 16);
      *pc++ = ' ';
      pc = Log_putNumber(pc, uBytes, 10);
   }

   /* STEP 4: write it, its end last: now it counts. */
   pcLog = &oLog->pcWindow[oLog->uUsedBytes];
   memcpy(pcLog, acLine, (size_t)(pc - acLine));
   atomic_signal_fence(memory_order_seq_cst);
   pcLog[pc - acLine] = '\n';
   oLog->uUsedBytes += (size_t)(pc - acLine) + 1;
}

/*--------------------------------------------------------------------*/
/* The recorder: what each call below consists of                     */
/*--------------------------------------------------------------------*/

/* Forget the parent's log: a child's part of fork where the kernel
   (Linux before 4.14) doesn't do it. */

static void Recorder_forgetLog(void)
{
   memset(oLog, 0, sizeof(*oLog));
}

/*--------------------------------------------------------------------*/

/* Look up the function called pcName of the allocator below, and store
   its address in the function pointer at pvFunction. */

static void Recorder_lookUp(const char *pcName, void *pvFunction)
{
   void *pv = dlsym(RTLD_NEXT, pcName);

   memcpy(pvFunction, &pv, sizeof(pv));
}

/*--------------------------------------------------------------------*/

/* Look up the allocator below and make ready to log.  This is part of
   the process's first call, which comes before any second thread: to
   create one takes memory. */

static void Recorder_start(void)
{
   static const int aiUrgent[] = {
      SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
   size_t u;
   void *pv;

   Recorder_lookUp("calloc", &oBelow.pfCalloc);
   Recorder_lookUp("realloc", &oBelow.pfRealloc);
   Recorder_lookUp("free", &oBelow.pfFree);
   Recorder_lookUp("posix_memalign", &oBelow.pfPosixMemalign);
   Recorder_lookUp("aligned_alloc", &oBelow.pfAlignedAlloc);
   Recorder_lookUp("memalign", &oBelow.pfMemalign);
   Recorder_lookUp("valloc", &oBelow.pfValloc);
   Recorder_lookUp("pvalloc", &oBelow.pfPvalloc);
   Recorder_lookUp("malloc", &oBelow.pfMalloc);

   sigfillset(&oWaitingSignals);
   for (u = 0; u < sizeof(aiUrgent) / sizeof(aiUrgent[0]); u++)
      sigdelset(&oWaitingSignals, aiUrgent[u]);

   pv = mmap(NULL, sizeof(*oLog), PROT_READ | PROT_WRITE,
      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   if (pv == MAP_FAILED)
      return;
   oLog = pv;
   bZeroedOnFork = madvise(pv, sizeof(*oLog), MADV_WIPEONFORK) == 0;
   if (!bZeroedOnFork)
      pthread_atfork(NULL, NULL, Recorder_forgetLog);
}

/*--------------------------------------------------------------------*/

/* Begin a call.  Return true if it is the program's own, false if an
   allocator's call made it. */

static bool Recorder_enter(void)
{
   int iErrno = errno;

   if (bInside)
      return false;
   bInside = true;
   if (oBelow.pfMalloc == NULL)
      Recorder_start();
   errno = iErrno;
   return true;
}

/*--------------------------------------------------------------------*/

/* Lock the log, so that no signal's handler leaves it locked, and store
   in *poSignals what Recorder_unlock needs.  Return true if the log is
   to be written; false, and nothing is locked, if it isn't. */

static bool Recorder_lock(sigset_t *poSignals)
{
   const char *pcDirectory;

   /* Before libc's start there is no environment yet, and there are no
      calls but the dynamic linker's. */
   if (oLog == NULL || environ == NULL)
      return false;
   pthread_sigmask(SIG_BLOCK, &oWaitingSignals, poSignals);
   pthread_mutex_lock(&oLog->oLock);
   if (acDirectory[0] != '\0')
      return true;

   pcDirectory = getenv("HEAPMGR_RECORD_DIR");
   if (pcDirectory != NULL && strlen(pcDirectory) < PATH_MAX)
      strcpy(acDirectory, pcDirectory);
   else
      oLog->eState = LOG_STOPPED;
   return true;
}

/*--------------------------------------------------------------------*/

/* Undo Recorder_lock, which stored *poSignals. */

static void Recorder_unlock(const sigset_t *poSignals)
{
   pthread_mutex_unlock(&oLog->oLock);
   pthread_sigmask(SIG_SETMASK, poSignals, NULL);
}

/*--------------------------------------------------------------------*/

/* Log operation cOp, as Log_put does. */

static void Recorder_note(
   char cOp, const void *pvOld, const void *pvNew, size_t uBytes)
{
   int iErrno = errno;
   sigset_t oSignals;

   if (Recorder_lock(&oSignals))
   {
      Log_put(cOp, (uintptr_t)pvOld, (uintptr_t)pvNew, uBytes);
      Recorder_unlock(&oSignals);
   }
   errno = iErrno;
}

/*--------------------------------------------------------------------*/

/* End a call that returns pv, a chunk of uBytes bytes or NULL, and that
   is the program's own if bOwn.  Return pv. */

static void *Recorder_leave(bool bOwn, void *pv, size_t uBytes)
{
   if (bOwn)
   {
      if (pv != NULL && !Arena_holds(pv))
         Recorder_note('a', NULL, pv, uBytes);
      bInside = false;
   }
   return pv;
}

/*--------------------------------------------------------------------*/
/* The calls recorded: each one's contract is libc's                  */
/*--------------------------------------------------------------------*/

void *malloc(size_t uBytes)
{
   bool bOwn = Recorder_enter();
   void *pv = oBelow.pfMalloc == NULL ? Arena_malloc(uBytes)
                                      : oBelow.pfMalloc(uBytes);

   return Recorder_leave(bOwn, pv, uBytes);
}

/*--------------------------------------------------------------------*/

void *calloc(size_t uCount, size_t uBytes)
{
   bool bOwn = Recorder_enter();
   size_t uAll = 0;
   void *pv = NULL;

   if (__builtin_mul_overflow(uCount, uBytes, &uAll))
      errno = ENOMEM;
   else if (oBelow.pfCalloc == NULL)
      pv = Arena_malloc(uAll);
   else
      pv = oBelow.pfCalloc(uCount, uBytes);
   return Recorder_leave(bOwn, pv, uAll);
}

/*--------------------------------------------------------------------*/

void free(void *pv)
{
   bool bOwn;

   if (pv == NULL || Arena_holds(pv))
      return;
   bOwn = Recorder_enter();
   if (bOwn)
      Recorder_note('f', pv, NULL, 0);
   if (oBelow.pfFree != NULL)
      oBelow.pfFree(pv);
   if (bOwn)
      bInside = false;
}

/*--------------------------------------------------------------------*/

/* Do and log realloc, of a chunk pv of the allocator below. */

static void *Recorder_realloc(void *pv, size_t uBytes)
{
   sigset_t oSignals;
   bool bLocked = Recorder_lock(&oSignals);
   void *pvNew = oBelow.pfRealloc(pv, uBytes);
   int iErrno = errno;

   if (bLocked)
   {
      if (pvNew != NULL)
         Log_put('r', (uintptr_t)pv, (uintptr_t)pvNew, uBytes);
      else if (uBytes == 0)
         Log_put('f', (uintptr_t)pv, 0, 0);
      Recorder_unlock(&oSignals);
   }
   errno = iErrno;
   return pvNew;
}

/*--------------------------------------------------------------------*/

void *realloc(void *pv, size_t uBytes)
{
   bool bOwn;

   if (pv == NULL)
      return malloc(uBytes);
   bOwn = Recorder_enter();
   if (Arena_holds(pv))
      return Recorder_leave(bOwn, Arena_moveOut(pv, uBytes), uBytes);
   if (!bOwn)
      return oBelow.pfRealloc == NULL ? NULL
                                      : oBelow.pfRealloc(pv, uBytes);
   pv = Recorder_realloc(pv, uBytes);
   bInside = false;
   return pv;
}

/*--------------------------------------------------------------------*/

void *reallocarray(void *pv, size_t uCount, size_t uBytes)
{
   size_t uAll;

   if (__builtin_mul_overflow(uCount, uBytes, &uAll))
   {
      errno = ENOMEM;
      return NULL;
   }
   return realloc(pv, uAll);
}

/*--------------------------------------------------------------------*/

int posix_memalign(void **ppv, size_t uAlignment, size_t uBytes)
{
   bool bOwn = Recorder_enter();
   int iResult = ENOMEM;

   if (oBelow.pfPosixMemalign != NULL)
      iResult = oBelow.pfPosixMemalign(ppv, uAlignment, uBytes);
   Recorder_leave(bOwn, iResult == 0 ? *ppv : NULL, uBytes);
   return iResult;
}

/*--------------------------------------------------------------------*/

void *aligned_alloc(size_t uAlignment, size_t uBytes)
{
   bool bOwn = Recorder_enter();
   void *pv = NULL;

   if (oBelow.pfAlignedAlloc != NULL)
      pv = oBelow.pfAlignedAlloc(uAlignment, uBytes);
   return Recorder_leave(bOwn, pv, uBytes);
}

/*--------------------------------------------------------------------*/

void *memalign(size_t uAlignment, size_t uBytes)
{
   bool bOwn = Recorder_enter();
   void *pv = NULL;

   if (oBelow.pfMemalign != NULL)
      pv = oBelow.pfMemalign(uAlignment, uBytes);
   return Recorder_leave(bOwn, pv, uBytes);
}

/*--------------------------------------------------------------------*/

void *valloc(size_t uBytes)
{
   bool bOwn = Recorder_enter();
   void *pv = NULL;

   if (oBelow.pfValloc != NULL)
      pv = oBelow.pfValloc(uBytes);
   return Recorder_leave(bOwn, pv, uBytes);
}

/*--------------------------------------------------------------------*/

void *pvalloc(size_t uBytes)
{
   bool bOwn = Recorder_enter();
   size_t uPageBytes = (size_t)sysconf(_SC_PAGESIZE);
   void *pv = NULL;

   if (oBelow.pfPvalloc != NULL)
      pv = oBelow.pfPvalloc(uBytes);

   /* The program may use whole pages, and that is what is logged; a
      request whose pages can't be counted wasn't granted. */
   return Recorder_leave(
      bOwn, pv, (uBytes + uPageBytes - 1) / uPageBytes * uPageBytes);
}
