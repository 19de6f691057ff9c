/*--------------------------------------------------------------------*/
/* report.h: printing the result of a run                             */
/*--------------------------------------------------------------------*/

#ifndef REPORT_INCLUDED
#define REPORT_INCLUDED

#include "options.h"
#include "result.h"

/* Print *psResult on standard output, as a table to read or, if
   psOptions->bTsv, with tabs; what went wrong also in full on standard
   error.  Return the exit status that fits. */

int Report_print(
   const struct Options *psOptions, const struct Result *psResult);

#endif
