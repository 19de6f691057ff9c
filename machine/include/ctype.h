/* ctype.h of the machine's library. */

#ifndef CTYPE_INCLUDED
#define CTYPE_INCLUDED

int isalnum(int i);
int isalpha(int i);
int isdigit(int i);
int islower(int i);
int isprint(int i);
int isspace(int i);
int isupper(int i);
int isxdigit(int i);
int tolower(int i);
int toupper(int i);

#endif
