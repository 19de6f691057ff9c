/*--------------------------------------------------------------------*/
/* share.h: what the demo and a heap manager's host share             */
/*                                                                    */
/* The demo itself contains no heap manager.  Each manager lives in a */
/* program of its own, a host (demohost.c), which plays the steps and */
/* describes the heap; the demo shows it.  So the picture survives    */
/* whatever the manager does, and several managers can be shown.      */
/*                                                                    */
/* The two talk through shared memory and three pipes:                */
/*                                                                    */
/*    command    demo to host    a struct Command                     */
/*    answer     host to demo    a byte of enum Answer                */
/*    go         demo to host    a byte: the picture has been seen    */
/*--------------------------------------------------------------------*/

#ifndef SHARE_INCLUDED
#define SHARE_INCLUDED

#include "snapshot.h"
#include "step.h"
#include <stdbool.h>
#include <stddef.h>

/* The host finds its ends under these numbers. */

enum
{
   FILE_SHARE = 3,
   FILE_COMMAND,
   FILE_ANSWER,
   FILE_GO
};

enum CommandKind
{
   COMMAND_SHOW, /* the heap after uFrom steps */
   COMMAND_PLAY, /* after each uStride steps, from uFrom to uTo */
   COMMAND_FIND  /* the first step after uFrom with one of iEvents */
};

struct Command
{
   enum CommandKind eKind;
   size_t uFrom;
   size_t uTo;
   size_t uStride;
   int iEvents;
};

enum Answer
{
   ANSWER_PICTURE = 'P', /* one of a play; go on when it's seen */
   ANSWER_END = 'E'      /* the command has been carried out */
};

enum
{
   MAX_SAVED = 48 /* moments that a host keeps to start again from */
};

struct Share
{
   /* The demo writes these before the host starts. */
   size_t uSteps;
   size_t uPayloads;
   bool bExact; /* growth: the least that serves the manager */

   /* And this one at any time: a search is to end now. */
   volatile bool bStop;

   /* The host's. */
   struct Snapshot sSnapshot;
   size_t uCurrent; /* the step being played */
   bool bWaiting;   /* for the demo, to go on */
   bool bInspecting;
   bool bAnswered;
   size_t uFound; /* a step; uSteps + 1 if there is none */
   bool abSaved[MAX_SAVED + 1];

   struct Step asSteps[]; /* the demo's */
};

#endif
