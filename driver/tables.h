/*--------------------------------------------------------------------*/
/* tables.h: tables in files of their own, for plots                  */
/*                                                                    */
/*    --series FILE   the heap's parts over time                      */
/*    --costs FILE    how many calls took how many steps              */
/*--------------------------------------------------------------------*/

#ifndef TABLES_INCLUDED
#define TABLES_INCLUDED

#include "options.h"
#include "result.h"

/* Create the files that *psOptions asks for.  If one of them can't be
   written, say so on stderr in one line and return false. */

bool Tables_open(const struct Options *psOptions);

/* Write to them what *psResult holds.  Return as Tables_open does. */

bool Tables_write(
   const struct Options *psOptions, const struct Result *psResult);

#endif
