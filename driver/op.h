/*--------------------------------------------------------------------*/
/* op.h: an operation of a client on its heap                         */
/*--------------------------------------------------------------------*/

#ifndef OP_INCLUDED
#define OP_INCLUDED

#include <stddef.h>
#include <stdint.h>

enum OpKind
{
   OP_MALLOC,  /* get uBytes bytes, to be called uId from now on */
   OP_FREE,    /* give uId back */
   OP_REALLOC, /* make uId uBytes bytes long: malloc, copy, free */
   OP_TOUCH    /* write the first uBytes bytes of uId */
};

/* A payload goes by a number, its id, from its malloc to its free. */

struct Op
{
   enum OpKind eKind;
   size_t uId;    /* NO_ID stands for the pointer NULL */
   size_t uBytes; /* 0 for OP_FREE */
   size_t uLine;  /* of the trace; 0 if it isn't from one */
};

enum
{
   MAX_IDS = 100000000
};

static const size_t NO_ID = SIZE_MAX;

#endif
