/* assert.h of the machine's library. */

/* It may be included again with another NDEBUG: there is no guard. */

#undef assert
#undef static_assert
#define static_assert _Static_assert

_Noreturn void Machine_failAssert(
   const char *pcWhat, const char *pcFile, int iLine);

/* clang-format off */
#ifdef NDEBUG
# define assert(b) ((void)0)
#else
# define assert(b) \
   ((b) ? (void)0 : Machine_failAssert(#b, __FILE__, __LINE__))
#endif
/* clang-format on */
