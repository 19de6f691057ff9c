/*--------------------------------------------------------------------*/
/* ask.h: how the library asks the machine for a service              */
/*--------------------------------------------------------------------*/

#ifndef ASK_INCLUDED
#define ASK_INCLUDED

#include <service.h>
#include <stdint.h>

/* Ask for eService with three arguments.  Return the answer. */

static inline uintptr_t Ask(enum Service eService, uintptr_t uFirst,
   uintptr_t uSecond, uintptr_t uThird)
{
   register uintptr_t uA0 __asm__("a0") = uFirst;
   register uintptr_t uA1 __asm__("a1") = uSecond;
   register uintptr_t uA2 __asm__("a2") = uThird;
   register uintptr_t uA7 __asm__("a7") = eService;

   __asm__ volatile("ecall"
                    : "+r"(uA0)
                    : "r"(uA1), "r"(uA2), "r"(uA7)
                    : "memory");
   return uA0;
}

#endif
