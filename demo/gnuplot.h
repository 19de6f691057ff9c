/*--------------------------------------------------------------------*/
/* gnuplot.h: running gnuplot                                         */
/*--------------------------------------------------------------------*/

#ifndef GNUPLOT_INCLUDED
#define GNUPLOT_INCLUDED

#include <stdio.h>

/* Return a file to write a script for gnuplot to.  Exit with status 2
   if gnuplot can't be run. */

FILE *Gnuplot_open(void);

/* End the script, and wait until it has been carried out.  Exit with
   status 2 if gnuplot failed. */

void Gnuplot_close(FILE *psScript);

/* Write pcText into a column of a datablock: between quotes, without
   what would end it. */

void Gnuplot_writeText(FILE *psScript, const char *pcText);

/* Write the text of psData, a file to read and write, as datablock
   pcName, and close psData.  Exit with status 2 if the disk
   could not hold all of it. */

void Gnuplot_writeBlock(
   FILE *psScript, const char *pcName, FILE *psData);

/* Write the name of a file as a string of gnuplot's. */

void Gnuplot_writeName(FILE *psScript, const char *pcName);

#endif
