/* inttypes.h of the machine's library. */

#ifndef INTTYPES_INCLUDED
#define INTTYPES_INCLUDED

#include <stdint.h>

#define PRId32 "d"
#define PRId64 "ld"
#define PRIu32 "u"
#define PRIu64 "lu"
#define PRIx32 "x"
#define PRIx64 "lx"
#define PRIdPTR "ld"
#define PRIuPTR "lu"
#define PRIxPTR "lx"

#endif
