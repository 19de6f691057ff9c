/*--------------------------------------------------------------------*/
/* heapmgr_gnu.c                                       Appendix       */
/*                                                                    */
/* Fixes:  nothing: this is the C library's own malloc behind the     */
/*         kit's interface, the row that all others are compared to.  */
/* Leaves: its heap can't be walked from here.                        */
/* Costs:  see its manual; on Linux the GNU C library keeps bins on   */
/*         the heap for small chunks, and maps large ones.            */
/*                                                                    */
/* Invariants: none that can be seen from here.                       */
/*--------------------------------------------------------------------*/

#include "heapmgr.h"
#include <stdint.h>
#include <stdlib.h>

bool HeapMgr_isValid(void)
{
   return true;
}

/*--------------------------------------------------------------------*/

void *HeapMgr_malloc(size_t uBytes)
{
   if (uBytes == 0 || uBytes > PTRDIFF_MAX)
      return NULL;
   return malloc(uBytes);
}

/*--------------------------------------------------------------------*/

void HeapMgr_free(void *pv)
{
   free(pv);
}
