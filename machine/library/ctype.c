/*--------------------------------------------------------------------*/
/* ctype.c: kinds of characters, those of ASCII                       */
/*--------------------------------------------------------------------*/

#include <ctype.h>

int isdigit(int i)
{
   return i >= '0' && i <= '9';
}

int islower(int i)
{
   return i >= 'a' && i <= 'z';
}

int isupper(int i)
{
   return i >= 'A' && i <= 'Z';
}

int isalpha(int i)
{
   return islower(i) || isupper(i);
}

int isalnum(int i)
{
   return isalpha(i) || isdigit(i);
}

int isprint(int i)
{
   return i >= ' ' && i <= '~';
}

int isspace(int i)
{
   return i == ' ' || (i >= '\t' && i <= '\r');
}

int isxdigit(int i)
{
   return isdigit(i) || (tolower(i) >= 'a' && tolower(i) <= 'f');
}

int tolower(int i)
{
   return isupper(i) ? i - 'A' + 'a' : i;
}

int toupper(int i)
{
   return islower(i) ? i - 'a' + 'A' : i;
}
