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
/*    report.h    the table                                           */
/*--------------------------------------------------------------------*/

#include "guard.h"
#include "memory.h"
#include "options.h"
#include "report.h"
#include "result.h"
#include "source.h"

int main(int argc, char *argv[])
{
   struct Options sOptions;
   struct Result *psResult = Memory_getShared(sizeof *psResult);
   Source_T oSource;

   Options_read(&sOptions, argc, argv);

   oSource = Source_open(&sOptions);
   if (oSource == NULL)
      return EXIT_USAGE;

   Guard_run(oSource, &sOptions, psResult);

   return Report_print(&sOptions, psResult);
}
