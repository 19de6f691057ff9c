/*--------------------------------------------------------------------*/
/* storelog.h: who wrote this word?                                   */
/*                                                                    */
/* While it is on, each store of the program's is noted: to where, by */
/* which instruction, and from where its function was called          */
/* (Machine_namePlace puts both into words).                          */
/*--------------------------------------------------------------------*/

#ifndef STORELOG_INCLUDED
#define STORELOG_INCLUDED

#include <stddef.h>
#include <stdint.h>

struct Store
{
   uint64_t uAddress;
   uint64_t uBytes;
   uint64_t uPc;
   uint64_t uCaller; /* or 0 */
};

/* Forget all stores, and note those that come; stop that. */

void StoreLog_start(void);
void StoreLog_stop(void);

/* Return the number of stores; return store number u, from 0. */

size_t StoreLog_count(void);
const struct Store *StoreLog_get(size_t u);

/* Return the last store to one of the uBytes bytes at uAddress, or
   NULL. */

const struct Store *StoreLog_find(uint64_t uAddress, uint64_t uBytes);

#endif
