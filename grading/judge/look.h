/*--------------------------------------------------------------------*/
/* look.h: what the judge sees of a heap on the machine               */
/*                                                                    */
/* look.c has the functions for inspectors of heapmgr.h: each asks    */
/* the program, and looks at what it says before anybody uses it.     */
/* fields.c has those of chunk.h that read and write a chunk, with    */
/* bounds checked.  ledger.c has watch.h.                             */
/*--------------------------------------------------------------------*/

#ifndef LOOK_INCLUDED
#define LOOK_INCLUDED

#include <stdbool.h>
#include <stdint.h>

/* End the test as failed if the heap is not sound, as far as that can
   be seen from here: its chunks fill it and, if bAll, no two free ones
   are neighbours, and they are what the free lists have. */

void Look_checkHeap(bool bAll);

/* Return where instruction uPc is: "HeapMgr_free (heapmgr4.c:120)".
   The text lasts until the next call. */

const char *Look_namePlace(uint64_t uPc);

/* Return what lies at the first of the uBytes bytes at uStart that are
   not the program's to use.  The text lasts until the next call. */

const char *Look_describeUsed(uint64_t uStart, uint64_t uBytes);

/* Begin to keep the books, with a program that has nothing yet. */

void Ledger_start(void);

#endif
