/*--------------------------------------------------------------------*/
/* within.c: what a submission is linked with, besides the chunk      */
/* module and the machine's library                                   */
/*--------------------------------------------------------------------*/

#include "within.h"

struct HeapMgr_Piece Within_sPiece;
