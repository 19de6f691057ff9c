/*--------------------------------------------------------------------*/
/* mute.h: what a manager says on stderr, kept back                   */
/*--------------------------------------------------------------------*/

#ifndef PROVE_MUTE_INCLUDED
#define PROVE_MUTE_INCLUDED

#include <stddef.h>
#include <stdio.h>

/* From now on keep back what is written to stderr, or let it out
   again. */

void Mute_begin(void);
void Mute_end(void);

/* Forget what was kept back. */

void Mute_forget(void);

/* Copy the first line kept back since then to pcLine, which has room
   for uRoom bytes; "" if there is none. */

void Mute_getLine(char *pcLine, size_t uRoom);

/* Return a stream to the real stderr. */

FILE *Mute_getStderr(void);

#endif
