/*--------------------------------------------------------------------*/
/* crash.c: where in the source a test crashes, or loops              */
/*                                                                    */
/* Nothing here depends on the processor: backtrace() is the C        */
/* library's, and addr2line comes with the linker.                    */
/*--------------------------------------------------------------------*/

#define _GNU_SOURCE /* dl_iterate_phdr */
#include "crash.h"
#include "memory.h"
#include "verdict.h"
#include <execinfo.h>
#include <link.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum
{
   LOOP_SECONDS = 3, /* of CPU time: then it is an endless loop */
   WALL_SECONDS = 9, /* by the clock: Check's own limit comes later */
   MAX_FRAMES = 48,
   SHOWN_FRAMES = 6,
   STACK_BYTES = 256 * 1024, /* for the handler */
   LINE_BYTES = 512,
   COMMAND_BYTES = 400 + 20 * MAX_FRAMES
};

/* The calls under way, innermost first. */

struct Record
{
   int iSignal; /* 0 if there was none */
   int iFrames;
   void *apvFrames[MAX_FRAMES];
};

static struct Record *psRecord = NULL;

static const int aiSignals[] = {
   SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGPROF, SIGALRM, SIGSYS};

/*--------------------------------------------------------------------*/

void Crash_startTest(void)
{
   if (psRecord == NULL)
      psRecord = Memory_getShared(sizeof *psRecord);
   *psRecord = (struct Record){0};
}

/*--------------------------------------------------------------------*/

/* Note where the process is, and let iSignal end it. */

static void Crash_handle(int iSignal)
{
   signal(iSignal, SIG_DFL);
   psRecord->iFrames = backtrace(psRecord->apvFrames, MAX_FRAMES);
   psRecord->iSignal = iSignal;
   Verdict_noteCrash();
   raise(iSignal);
}

void Crash_limitTime(void)
{
   static const struct itimerval sLimit = {
      .it_value = {LOOP_SECONDS, 0}};

   setitimer(ITIMER_PROF, &sLimit, NULL);
}

void Crash_watch(void)
{
   void *apvFirst[1];
   stack_t sStack = {.ss_size = STACK_BYTES};
   struct sigaction sAction = {
      .sa_handler = Crash_handle, .sa_flags = SA_ONSTACK | SA_NODEFER};
   size_t u;

   /* The first backtrace allocates memory, which a crash must not. */
   (void)backtrace(apvFirst, 1);

   sStack.ss_sp = Memory_get(STACK_BYTES);
   sigaltstack(&sStack, NULL);
   for (u = 0; u < sizeof aiSignals / sizeof aiSignals[0]; u++)
      sigaction(aiSignals[u], &sAction, NULL);
   Crash_limitTime();
   alarm(WALL_SECONDS);
}

/*--------------------------------------------------------------------*/

int Crash_getSignal(void)
{
   return psRecord->iSignal;
}

const char *Crash_describe(int iSignal)
{
   switch (iSignal)
   {
   case SIGSEGV:
   case SIGBUS:
      return "It used an address where no memory is, and crashed";
   case SIGFPE:
      return "It crashed by a division by 0, or the like";
   case SIGABRT:
      return "An assertion failed, or the manager called abort";
   case SIGPROF:
   case SIGALRM:
      return "It loops, without end or far too often";
   default:
      return "It crashed";
   }
}

/*--------------------------------------------------------------------*/

const char *Crash_ask(int iSignal)
{
   switch (iSignal)
   {
   case SIGABRT:
      return "By what was printed, and by the picture if there is one,"
             " which chunk is wrong, and which of your functions"
             " changed it, or a neighbour of it, last?";
   case SIGPROF:
   case SIGALRM:
      return "Does each turn of the loop come nearer to its end?  Can a"
             " list lead back to a chunk that was on it before?  Then"
             " which next or prev was not set when a chunk came or"
             " went?";
   default:
      return "Where does the address used there come from: a link, a"
             " size, or a result that nobody compared with NULL?";
   }
}

/*--------------------------------------------------------------------*/

/* Note in *pv, a uintptr_t, how far this program is from where it was
   linked to lie.  The program itself is the first object visited. */

static int Crash_noteBias(
   struct dl_phdr_info *psInfo, size_t uBytes, void *pv)
{
   (void)uBytes;
   *(uintptr_t *)pv = psInfo->dlpi_addr;
   return 1;
}

/* Write to pcCommand the shell command that prints, for each frame, the
   function, and the line it is at.  Return false if there is none. */

static bool Crash_writeCommand(char *pcCommand)
{
   char acProgram[256];
   uintptr_t uBias = 0;
   ssize_t iLength;
   size_t u;
   int i;

   iLength = readlink(
      "/proc/self/exe", acProgram, sizeof acProgram - 1);
   if (iLength < 0 || memchr(acProgram, '\'', (size_t)iLength) != NULL)
      return false;
   acProgram[iLength] = '\0';
   dl_iterate_phdr(Crash_noteBias, &uBias);

   u = (size_t)snprintf(pcCommand, COMMAND_BYTES,
      "addr2line -f -i -p -e '%s'", acProgram);
   for (i = 0; i < psRecord->iFrames; i++)
   {
      /* Frame 0 is the handler, 1 the system's call of it, 2 the line
         that was interrupted; in all others, the call lies before the
         address noted, which is where it returns to. */
      uintptr_t uAddress = (uintptr_t)psRecord->apvFrames[i] - uBias
                           - (i == 2 ? 0 : 1);

      u += (size_t)snprintf(
         pcCommand + u, COMMAND_BYTES - u, " %#zx", (size_t)uAddress);
   }
   snprintf(pcCommand + u, COMMAND_BYTES - u, " 2>/dev/null");
   return true;
}

/*--------------------------------------------------------------------*/

/* Print line iLine of file pcPath, if there is such a file. */

static void Crash_printSource(const char *pcPath, int iLine)
{
   char acLine[LINE_BYTES];
   FILE *psFile = fopen(pcPath, "r");
   const char *pc = NULL;
   int i;

   if (psFile == NULL)
      return;
   for (i = 0; i < iLine; i++)
      pc = fgets(acLine, sizeof acLine, psFile);
   fclose(psFile);
   if (pc == NULL)
      return;
   pc += strspn(pc, " \t");
   printf("        %s%s", pc, strchr(pc, '\n') == NULL ? "\n" : "");
}

/* Print what addr2line says of one frame, "FUNCTION at PATH:LINE ...",
   if it is one of the manager's; uShown of these have been printed
   before.  Return true if it is one. */

static bool Crash_printFrame(const char *pcFrame, size_t uShown)
{
   char acFunction[LINE_BYTES];
   char acPath[LINE_BYTES];
   const char *pcFile;
   int iLine;

   if (strncmp(pcFrame, " (inlined by) ", 14) == 0)
      pcFrame += 14;
   if (sscanf(
          pcFrame, "%511s at %511[^:]:%d", acFunction, acPath, &iLine)
       != 3)
      return false;
   pcFile = strrchr(acPath, '/');
   pcFile = (pcFile == NULL) ? acPath : pcFile + 1;
   if (strncmp(pcFile, "heapmgr", 7) != 0
       && strcmp(pcFile, "chunk.c") != 0)
      return false;

   printf("     %s %s, %s:%d\n", uShown == 0 ? "Where:" : "  from",
      acFunction, pcFile, iLine);
   Crash_printSource(acPath, iLine);
   return true;
}

void Crash_print(void)
{
   char acCommand[COMMAND_BYTES];
   char acFrame[2 * LINE_BYTES];
   FILE *psFrames;
   size_t uShown = 0;

   if (psRecord->iSignal == 0 || !Crash_writeCommand(acCommand))
      return;
   fflush(stdout);
   psFrames = popen(acCommand, "r");
   if (psFrames == NULL)
      return;
   while (fgets(acFrame, sizeof acFrame, psFrames) != NULL)
      if (uShown < SHOWN_FRAMES)
         uShown += Crash_printFrame(acFrame, uShown);
   pclose(psFrames);
}
