/*--------------------------------------------------------------------*/
/* scenario.h: what a demo plays                                      */
/*                                                                    */
/* A scenario is a text file; demo/scenarios/README.md says how to    */
/* write one.  A trace (driver/trace.h), compressed by gzip or not,   */
/* will do as well.                                                   */
/*--------------------------------------------------------------------*/

#ifndef SCENARIO_INCLUDED
#define SCENARIO_INCLUDED

#include "step.h"
#include <stdbool.h>
#include <stddef.h>

enum
{
   NAME_BYTES = 24,
   SOURCE_BYTES = 120
};

struct Scenario
{
   char *pcTitle;
   char *pcManager; /* that shows the point best, or NULL */
   size_t uScale;   /* bytes that a size of 1 stands for */
   bool bExact;     /* the heap grows by what is needed only */
   bool bTrace;
   struct Step *asSteps;
   size_t uSteps;
   size_t uPayloads;
   char **apcCaptions; /* by step, "" for none; NULL for a trace */
   char **apcNames;    /* by uName of a step; NULL for a trace */
   size_t *auNames;    /* by payload number: its uName */
};

/* Return the scenario or trace pcName: a file, or the name of one that
   ships, found from folder pcRoot.  If it can't be read or is
   malformed, say in a line on stderr where and what was expected, and
   exit with status 2. */

struct Scenario *Scenario_read(const char *pcName, const char *pcRoot);

/* Write what the client calls payload uPayload to pcName, which has
   uBytes bytes.  pvScenario is the scenario. */

void Scenario_name(const void *pvScenario, size_t uPayload,
   char *pcName, size_t uBytes);

/* Write step uStep (the first is 1) as a line of source to pcSource,
   which has uBytes bytes. */

void Scenario_printSource(const struct Scenario *psScenario,
   size_t uStep, char *pcSource, size_t uBytes);

/* Write what the caption of step uStep asks, its last sentence with a
   question mark, to pcQuestion, which has uBytes bytes; "" if it asks
   nothing. */

void Scenario_printQuestion(const struct Scenario *psScenario,
   size_t uStep, char *pcQuestion, size_t uBytes);

#endif
