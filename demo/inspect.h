/*--------------------------------------------------------------------*/
/* inspect.h: looking at a heap manager's heap                        */
/*                                                                    */
/* What the manager's inspection functions tell (see heapmgr.h), what */
/* the watch knows, and where the live payloads are, together give a  */
/* snapshot.  A manager without these functions is shown, too: its    */
/* payloads, and the rest as unknown.                                 */
/*--------------------------------------------------------------------*/

#ifndef INSPECT_INCLUDED
#define INSPECT_INCLUDED

#include "snapshot.h"
#include <stdbool.h>
#include <stddef.h>

/* Call this before the manager's first call.  Payload numbers will be
   below uPayloads. */

void Inspect_start(size_t uPayloads);

/* Payload uPayload has been allocated at pc, or is about to be
   freed. */

void Inspect_noteMalloc(size_t uPayload, char *pc, size_t uBytes);
void Inspect_noteFree(size_t uPayload);

/* Return where payload uPayload is, NULL if it isn't live; and how many
   bytes were asked for. */

char *Inspect_getPayload(size_t uPayload);
size_t Inspect_getPayloadBytes(size_t uPayload);

/* Return the number of a payload, no longer live, that live payload
   uPayload overlaps: one at its very address rather than another one,
   and of several the one freed last; NO_PAYLOAD if there is none. */

size_t Inspect_findFormer(size_t uPayload);

/* Return the place of pc, and tell whether it is mapped. */

Place Inspect_getPlace(const char *pc, bool *pbMapped);

/* Look at the heap, and fill in what *psSnapshot says of it now. */

void Inspect_look(struct Snapshot *psSnapshot);

#endif
