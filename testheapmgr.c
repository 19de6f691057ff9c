/*--------------------------------------------------------------------*/
/* testheapmgr.c: test and measure a heap manager                     */
/*                                                                    */
/* This program is linked with one heap manager.  It plays a client   */
/* of it, either a made-up one or one recorded from a real program,   */
/* checks everything that the manager does, and measures it:          */
/*                                                                    */
/*    options.h   what is asked for                                   */
/*    source.h    where the operations come from:                     */
/*       workload.h   made up                                         */
/*       trace.h      recorded                                        */
/*    guard.h     a process of its own for the manager                */
/*    player.h    the loop over the operations:                       */
/*       oracle.h     is it right?                                    */
/*       watch.h      what does it get from the system?               */
/*       ticks.h      how long does it take?                          */
/*       steps.h      how much does it do?                            */
/*    inspection.h   a second run:                                    */
/*       space.h      what does the heap consist of?                  */
/*    report.h    the table                                           */
/*    tables.h    tables for plots                                    */
/*--------------------------------------------------------------------*/

#include "guard.h"
#include "inspection.h"
#include "memory.h"
#include "options.h"
#include "report.h"
#include "result.h"
#include "source.h"
#include "tables.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The last thing of all: whatever the exit status was to be, a result
   that could not be written is no success. */

static void Main_closeOutput(void)
{
   if (fflush(stdout) == 0)
      return;
   fprintf(stderr, "testheapmgr: can't write the result: %s\n",
      strerror(errno));
   _exit(EXIT_USAGE);
}

int main(int argc, char *argv[])
{
   struct Options sOptions;
   struct Result *psResult = Memory_getShared(sizeof *psResult);
   Source_T oSource;

   /* A file that may not grow is an error that is told, too. */
   (void)signal(SIGXFSZ, SIG_IGN);
   (void)atexit(Main_closeOutput);
   Options_read(&sOptions, argc, argv);

   oSource = Source_open(&sOptions);
   if (oSource == NULL || !Tables_open(&sOptions))
      return EXIT_USAGE;

   Guard_run(oSource, &sOptions, psResult);
   if (sOptions.bParts)
      Inspection_run(oSource, &sOptions, psResult);

   if (!Tables_write(&sOptions, psResult))
      return EXIT_USAGE;
   return Report_print(&sOptions, psResult);
}
