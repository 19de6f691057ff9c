/*--------------------------------------------------------------------*/
/* canvas.c: a grid of coloured characters                            */
/*--------------------------------------------------------------------*/

#include "canvas.h"
#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct Cell
{
   char c;
   unsigned char uStyle;
};

struct Canvas
{
   int iWidth;
   int iHeight;
   struct Cell *asCells;
};

enum
{
   TEXT_BYTES = 2000
};

/* What to send to the terminal for each style.  The colours are Okabe
   and Ito's, which all eyes tell apart, or their nearest of 256. */

static const char *const apcCodes[STYLE_COUNT] = {[STYLE_PLAIN] = "0",
   [STYLE_TITLE] = "0;1;7",
   [STYLE_CAPTION] = "0;36",
   [STYLE_SOURCE] = "0;1",
   [STYLE_SENTENCE] = "0;1;33",
   [STYLE_ALARM] = "0;1;37;41",
   [STYLE_DIM] = "0;2",
   [STYLE_HEADER] = "0;97;48;5;238",
   [STYLE_PAYLOAD] = "0;1;97;48;5;25",
   [STYLE_PAYLOAD2] = "0;1;97;48;5;31",
   [STYLE_NEW] = "0;1;97;48;5;166",
   [STYLE_WASTE] = "0;30;48;5;175",
   [STYLE_FOOTER] = "0;97;48;5;241",
   [STYLE_FREE] = "0;30;48;5;227",
   [STYLE_PAD] = "0;30;48;5;250",
   [STYLE_META] = "0;97;48;5;29",
   [STYLE_UNKNOWN] = "0;37;48;5;236",
   [STYLE_BEYOND] = "0;2"};

/*--------------------------------------------------------------------*/

Canvas_T Canvas_new(int iWidth, int iHeight)
{
   Canvas_T oCanvas = malloc(sizeof *oCanvas);
   size_t uCells = (size_t)iWidth * (size_t)iHeight;
   size_t u;

   assert(iWidth > 0 && iHeight > 0);

   if (oCanvas == NULL
       || (oCanvas->asCells = malloc(uCells * sizeof(struct Cell)))
             == NULL)
   {
      perror("demo: no memory for a picture");
      exit(2);
   }
   oCanvas->iWidth = iWidth;
   oCanvas->iHeight = iHeight;
   for (u = 0; u < uCells; u++)
   {
      oCanvas->asCells[u].c = ' ';
      oCanvas->asCells[u].uStyle = STYLE_PLAIN;
   }
   return oCanvas;
}

void Canvas_free(Canvas_T oCanvas)
{
   free(oCanvas->asCells);
   free(oCanvas);
}

void Canvas_put(
   Canvas_T oCanvas, int iX, int iY, enum Style eStyle, char c)
{
   struct Cell *psCell;

   assert(eStyle < STYLE_COUNT);

   if (iX < 0 || iX >= oCanvas->iWidth || iY < 0
       || iY >= oCanvas->iHeight)
      return;
   psCell = &oCanvas->asCells[iY * oCanvas->iWidth + iX];
   psCell->c = (c < ' ' || c > '~') ? '?' : c;
   psCell->uStyle = (unsigned char)eStyle;
}

void Canvas_write(Canvas_T oCanvas, int iX, int iY, enum Style eStyle,
   const char *pcFormat, ...)
{
   char acText[TEXT_BYTES];
   va_list oArguments;
   int i;

   va_start(oArguments, pcFormat);
   vsnprintf(acText, sizeof acText, pcFormat, oArguments);
   va_end(oArguments);
   for (i = 0; acText[i] != '\0'; i++)
      Canvas_put(oCanvas, iX + i, iY, eStyle, acText[i]);
}

/*--------------------------------------------------------------------*/

/* Return how many characters of pcText go on a line of iWidth. */

static int Canvas_countFitting(const char *pcText, int iWidth)
{
   int iLength = (int)strlen(pcText);
   int i = iWidth;

   if (iLength <= iWidth)
      return iLength;
   while (i > 0 && pcText[i] != ' ')
      i--;
   return (i == 0) ? iWidth : i;
}

int Canvas_wrap(Canvas_T oCanvas, int iX, int iY, int iWidth,
   int iLines, enum Style eStyle, const char *pcText)
{
   int iLine = 0;

   if (iWidth < 4)
      return 0;
   while (*pcText != '\0' && iLine < iLines)
   {
      int iLength = Canvas_countFitting(pcText, iWidth);
      bool bCut = (iLine == iLines - 1 && pcText[iLength] != '\0');

      if (bCut && iLength > iWidth - 3)
         iLength = iWidth - 3;
      Canvas_write(oCanvas, iX, iY + iLine, eStyle, "%.*s%s", iLength,
         pcText, bCut ? "..." : "");
      pcText += iLength;
      while (*pcText == ' ')
         pcText++;
      iLine++;
   }
   return iLine;
}

/*--------------------------------------------------------------------*/

/* Print line iY, without the blanks at its end. */

static void Canvas_printLine(
   Canvas_T oCanvas, int iY, bool bColour, FILE *psFile)
{
   const struct Cell *asLine = &oCanvas->asCells[iY * oCanvas->iWidth];
   int iEnd = oCanvas->iWidth;
   unsigned uStyle = STYLE_PLAIN;
   int i;

   while (iEnd > 0 && asLine[iEnd - 1].c == ' '
          && (!bColour || asLine[iEnd - 1].uStyle == STYLE_PLAIN))
      iEnd--;
   for (i = 0; i < iEnd; i++)
   {
      if (bColour && asLine[i].uStyle != uStyle)
      {
         uStyle = asLine[i].uStyle;
         fprintf(psFile, "\033[%sm", apcCodes[uStyle]);
      }
      fputc(asLine[i].c, psFile);
   }
   if (uStyle != STYLE_PLAIN)
      fputs("\033[0m", psFile);
}

void Canvas_print(Canvas_T oCanvas, int iLines, bool bColour,
   bool bScreen, FILE *psFile)
{
   int iY;

   for (iY = 0; iY < iLines && iY < oCanvas->iHeight; iY++)
   {
      if (bScreen)
         fprintf(psFile, "\033[%d;1H", iY + 1);
      Canvas_printLine(oCanvas, iY, bColour, psFile);
      fputs(bScreen ? "\033[K" : "\n", psFile);
   }
}
