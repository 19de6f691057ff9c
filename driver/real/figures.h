/*--------------------------------------------------------------------*/
/* figures.h: what a real program has asked of its heap manager       */
/*                                                                    */
/* A program that runs on a preloaded manager (family.c) notes its    */
/* figures in a file that is mapped, shared, by all processes of one  */
/* run.  Each process has a slot of its own.  The figures are there   */
/* however a process ends: by exit, by exec, by a signal.             */
/*                                                                    */
/* The file is a struct Figures_File; whoever starts the run makes it */
/* that long, of zeros, and names it in the environment.              */
/*--------------------------------------------------------------------*/

#ifndef FIGURES_INCLUDED
#define FIGURES_INCLUDED

#include <stdint.h>

/* The environment variable with the file's name. */

#define FIGURES_VARIABLE "HEAPMGR_FIGURES"

enum
{
   FIGURES_NAME_BYTES = 32,
   FIGURES_SLOTS = 4096
};

/* What a process is doing, for the case that it ends there. */

enum Figures_Place
{
   FIGURES_OUTSIDE,   /* it isn't in the manager */
   FIGURES_IN_MALLOC, /* in HeapMgr_malloc */
   FIGURES_IN_FREE    /* in HeapMgr_free */
};

/* The figures of one process; all of them are 0 at first.  Bytes and
   counts. */

struct Figures
{
   char acProgram[FIGURES_NAME_BYTES];
   uint64_t uMallocs;      /* calls of HeapMgr_malloc */
   uint64_t uFrees;        /* calls of HeapMgr_free, but of NULL */
   uint64_t uSystemCalls;  /* the manager's: brk, mmap, munmap */
   uint64_t uRefusals;     /* of these, by the system */
   uint64_t uNulls;        /* HeapMgr_malloc returned NULL */
   uint64_t uLive;         /* chunks that the program has now */
   uint64_t uLiveBytes;    /* their bytes, as the program asked */
   uint64_t uRefusedAt;    /* uLive when the system first refused */
   uint64_t uPeakBytes;    /* the heap when it was largest */
   uint64_t uPeakPayload;  /* uLiveBytes then */
   uint64_t uPeakPrefixes; /* bytes of the prefixes then (family.c) */
   uint64_t uPlace;        /* enum Figures_Place */
};

struct Figures_File
{
   uint64_t uUsed; /* slots; may be more than there are */
   struct Figures asSlots[FIGURES_SLOTS];
};

/* Return this process's figures.  Before Figures_open, and where there
   is no file or no slot left, nobody else sees them. */

struct Figures *Figures_get(void);

/* Take a slot in the file that the environment names, if it names one,
   and go on there with the figures so far.  Call it when the process
   starts. */

void Figures_open(void);

/* The same for a child after fork.  It begins with a heap that its
   parent filled: what is live stays, and the counts begin at 0. */

void Figures_openChild(void);

#endif
