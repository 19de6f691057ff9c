/*--------------------------------------------------------------------*/
/* string.c: memory and strings                                       */
/*                                                                    */
/* Plain loops, but for long runs of memory: these go by words.       */
/*--------------------------------------------------------------------*/

#include <stdint.h>
#include <string.h>

enum
{
   WORD_BYTES = sizeof(uint64_t)
};

/* A word that may lie over objects of any type. */

typedef uint64_t __attribute__((may_alias)) Word;

/*--------------------------------------------------------------------*/

/* Return true if both are at the start of a word. */

static int String_areAligned(const void *pv1, const void *pv2)
{
   return ((uintptr_t)pv1 | (uintptr_t)pv2) % WORD_BYTES == 0;
}

void *memcpy(void *pvTo, const void *pvFrom, size_t uBytes)
{
   unsigned char *pucTo = pvTo;
   const unsigned char *pucFrom = pvFrom;

   if (String_areAligned(pvTo, pvFrom))
      for (; uBytes >= WORD_BYTES; uBytes -= WORD_BYTES)
      {
         *(Word *)(void *)pucTo = *(const Word *)(const void *)pucFrom;
         pucTo += WORD_BYTES;
         pucFrom += WORD_BYTES;
      }
   for (; uBytes > 0; uBytes--)
      *pucTo++ = *pucFrom++;
   return pvTo;
}

void *memmove(void *pvTo, const void *pvFrom, size_t uBytes)
{
   unsigned char *pucTo = pvTo;
   const unsigned char *pucFrom = pvFrom;

   if ((uintptr_t)pvTo - (uintptr_t)pvFrom >= uBytes)
      return memcpy(pvTo, pvFrom, uBytes);
   while (uBytes-- > 0)
      pucTo[uBytes] = pucFrom[uBytes];
   return pvTo;
}

void *memset(void *pv, int i, size_t uBytes)
{
   unsigned char *puc = pv;
   uint64_t uWord = (unsigned char)i * (UINT64_MAX / 255);

   if (String_areAligned(pv, pv))
      for (; uBytes >= WORD_BYTES; uBytes -= WORD_BYTES)
      {
         *(Word *)(void *)puc = uWord;
         puc += WORD_BYTES;
      }
   for (; uBytes > 0; uBytes--)
      *puc++ = (unsigned char)i;
   return pv;
}

int memcmp(const void *pv1, const void *pv2, size_t uBytes)
{
   const unsigned char *puc1 = pv1, *puc2 = pv2;

   for (; uBytes > 0; uBytes--, puc1++, puc2++)
      if (*puc1 != *puc2)
         return *puc1 - *puc2;
   return 0;
}

void *memchr(const void *pv, int i, size_t uBytes)
{
   const unsigned char *puc = pv;

   for (; uBytes > 0; uBytes--, puc++)
      if (*puc == (unsigned char)i)
         return (void *)(uintptr_t)puc;
   return NULL;
}

/*--------------------------------------------------------------------*/

size_t strlen(const char *pc)
{
   size_t u = 0;

   while (pc[u] != '\0')
      u++;
   return u;
}

int strcmp(const char *pc1, const char *pc2)
{
   return strncmp(pc1, pc2, SIZE_MAX);
}

int strncmp(const char *pc1, const char *pc2, size_t uMax)
{
   for (; uMax > 0; uMax--, pc1++, pc2++)
      if (*pc1 != *pc2 || *pc1 == '\0')
         return (unsigned char)*pc1 - (unsigned char)*pc2;
   return 0;
}

char *strcpy(char *pcTo, const char *pcFrom)
{
   return memcpy(pcTo, pcFrom, strlen(pcFrom) + 1);
}

char *strncpy(char *pcTo, const char *pcFrom, size_t uMax)
{
   size_t u;

   for (u = 0; u < uMax && pcFrom[u] != '\0'; u++)
      pcTo[u] = pcFrom[u];
   for (; u < uMax; u++)
      pcTo[u] = '\0';
   return pcTo;
}

char *strcat(char *pcTo, const char *pcFrom)
{
   strcpy(pcTo + strlen(pcTo), pcFrom);
   return pcTo;
}

char *strncat(char *pcTo, const char *pcFrom, size_t uMax)
{
   char *pcEnd = pcTo + strlen(pcTo);

   while (uMax-- > 0 && *pcFrom != '\0')
      *pcEnd++ = *pcFrom++;
   *pcEnd = '\0';
   return pcTo;
}

char *strchr(const char *pc, int i)
{
   return memchr(pc, i, strlen(pc) + 1);
}

char *strrchr(const char *pc, int i)
{
   size_t u = strlen(pc) + 1;

   while (u-- > 0)
      if (pc[u] == (char)i)
         return (char *)(uintptr_t)&pc[u];
   return NULL;
}

char *strstr(const char *pc, const char *pcPart)
{
   size_t uLength = strlen(pcPart);

   for (; strncmp(pc, pcPart, uLength) != 0; pc++)
      if (*pc == '\0')
         return NULL;
   return (char *)(uintptr_t)pc;
}
