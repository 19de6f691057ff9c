/*--------------------------------------------------------------------*/
/* explain.h: what just happened, in a sentence or two                */
/*                                                                    */
/* An explanation is found by comparing the heap before a step with   */
/* the heap after it.  It knows nothing of any manager, so it is true */
/* for all of them.                                                   */
/*--------------------------------------------------------------------*/

#ifndef EXPLAIN_INCLUDED
#define EXPLAIN_INCLUDED

#include "step.h"
#include <stddef.h>

struct Snapshot;

/* What a step may be sought for: bits. */

enum Event
{
   EVENT_SPLIT = 1,
   EVENT_COALESCE = 2,
   EVENT_GROW = 4,
   EVENT_FAILURE = 8,
   EVENT_SHRINK = 16,
   EVENT_EXTERNAL = 32 /* enough is free, but not in one chunk */
};

enum
{
   MAX_SENTENCES = 6,
   MAX_ARGUMENTS = 4,
   EXPLANATION_BYTES = 800
};

/* A sentence: a line of the table of sentences, and its numbers. */

struct Sentence
{
   int iTemplate;
   long long aiArguments[MAX_ARGUMENTS];
};

struct Explanation
{
   int iEvents;
   int iSentences;
   struct Sentence asSentences[MAX_SENTENCES];
};

/* Explain *psStep, which turned *psBefore into *psAfter, and write the
   result to psAfter->sExplanation.  uFormer is the number of a payload
   that was freed, and lay where the new one lies, or NO_PAYLOAD. */

void Explain_compare(const struct Snapshot *psBefore,
   struct Snapshot *psAfter, const struct Step *psStep, size_t uFormer);

/* Return line iTemplate of the table of sentences, or NULL beyond its
   end.  $1 to $4 in it stand for numbers, @1 to @4 for payloads, +1 to
   +4 for places. */

const char *Explain_getTemplate(int iTemplate);

/* Write the name of payload number uPayload to pcName, which has uBytes
   bytes. */

typedef void (*Explain_Namer)(
   const void *pvContext, size_t uPayload, char *pcName, size_t uBytes);

/* Write *psExplanation in words to pcText, which has uBytes bytes. */

void Explain_print(const struct Explanation *psExplanation,
   Explain_Namer pfNamer, const void *pvContext, char *pcText,
   size_t uBytes);

#endif
