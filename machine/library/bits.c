/*--------------------------------------------------------------------*/
/* bits.c: what the compiler calls for bits that RV64IM can't count   */
/*                                                                    */
/* The names and types are those of gcc's own library.                */
/*--------------------------------------------------------------------*/

int __ctzdi2(unsigned long u);
int __clzdi2(unsigned long u);
int __popcountdi2(unsigned long u);
int __ffsdi2(unsigned long u);
int __paritydi2(unsigned long u);
unsigned long __bswapdi2(unsigned long u);
unsigned int __bswapsi2(unsigned int u);

enum
{
   WORD_BITS = 64
};

/*--------------------------------------------------------------------*/

/* Count the bits of u: in pairs, then in fours, eights, and all. */

int __popcountdi2(unsigned long u)
{
   const unsigned long uPairs = 0x5555555555555555u;
   const unsigned long uFours = 0x3333333333333333u;
   const unsigned long uEights = 0x0f0f0f0f0f0f0f0fu;

   u -= u >> 1 & uPairs;
   u = (u & uFours) + (u >> 2 & uFours);
   u = (u + (u >> 4)) & uEights;
   return (int)(u * 0x0101010101010101u >> 56);
}

/* The zeros below the lowest 1 are the ones of what is below it. */

int __ctzdi2(unsigned long u)
{
   return __popcountdi2((u & (0 - u)) - 1);
}

/* Make all bits below the highest 1 ones, too, and count. */

int __clzdi2(unsigned long u)
{
   int i;

   for (i = 1; i < WORD_BITS; i *= 2)
      u |= u >> i;
   return WORD_BITS - __popcountdi2(u);
}

int __ffsdi2(unsigned long u)
{
   return u == 0 ? 0 : __ctzdi2(u) + 1;
}

int __paritydi2(unsigned long u)
{
   return __popcountdi2(u) & 1;
}

unsigned long __bswapdi2(unsigned long u)
{
   unsigned long uResult = 0;
   int i;

   for (i = 0; i < WORD_BITS; i += 8)
      uResult = uResult << 8 | (u >> i & 0xff);
   return uResult;
}

unsigned int __bswapsi2(unsigned int u)
{
   return (unsigned int)(__bswapdi2(u) >> 32);
}
