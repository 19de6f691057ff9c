/* string.h of the machine's library. */

#ifndef STRING_INCLUDED
#define STRING_INCLUDED

#include <stddef.h>

void *memchr(const void *pv, int i, size_t uBytes);
int memcmp(const void *pv1, const void *pv2, size_t uBytes);
void *memcpy(void *pvTo, const void *pvFrom, size_t uBytes);
void *memmove(void *pvTo, const void *pvFrom, size_t uBytes);
void *memset(void *pv, int i, size_t uBytes);
char *strcat(char *pcTo, const char *pcFrom);
char *strchr(const char *pc, int i);
int strcmp(const char *pc1, const char *pc2);
char *strcpy(char *pcTo, const char *pcFrom);
size_t strlen(const char *pc);
char *strncat(char *pcTo, const char *pcFrom, size_t uMax);
int strncmp(const char *pc1, const char *pc2, size_t uMax);
char *strncpy(char *pcTo, const char *pcFrom, size_t uMax);
char *strrchr(const char *pc, int i);
char *strstr(const char *pc, const char *pcPart);
char *strerror(int i);

#endif
