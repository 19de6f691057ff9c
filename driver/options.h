/*--------------------------------------------------------------------*/
/* options.h: what testheapmgr is asked to do                         */
/*--------------------------------------------------------------------*/

#ifndef OPTIONS_INCLUDED
#define OPTIONS_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum
{
   MAX_COUNT = 10000000, /* the largest COUNT, and SIZE */
   EXIT_OK = 0,
   EXIT_FAULT = 1, /* the manager failed */
   EXIT_USAGE = 2  /* the question was wrong: arguments, trace */
};

struct Options
{
   const char *pcManager; /* the part of the program's name after
                              testheapmgr */
   const char *pcTest;    /* NULL if a trace is replayed */
   size_t uCount;
   size_t uSize;
   const char *pcTrace; /* NULL if a test is run */
   uint64_t uSeed;
   size_t uCheckEvery;   /* operations; 0: only now and then */
   size_t uHeapLimit;    /* bytes; SIZE_MAX: none */
   unsigned uCpuSeconds; /* 0: no limit */
   bool bFast;
   bool bSteps;
   bool bParts; /* measure the heap's parts, in a second run */
   bool bNoParts;
   const char *pcSeries; /* a file for the heap over time, or NULL */
   const char *pcCosts;  /* a file for the steps of calls, or NULL */
   bool bTsv;
   bool bHeader; /* of the table */
   bool bInProcess;
};

/* Read the command line.  If it is wrong, say so in one line on stderr
   and exit with EXIT_USAGE; if it asks for --help, --version or --list,
   answer and exit with EXIT_OK. */

void Options_read(struct Options *psOptions, int argc, char *argv[]);

#endif
