/*--------------------------------------------------------------------*/
/* canvas.h: a grid of coloured characters                            */
/*--------------------------------------------------------------------*/

#ifndef CANVAS_INCLUDED
#define CANVAS_INCLUDED

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum Style
{
   STYLE_PLAIN,
   STYLE_TITLE,
   STYLE_CAPTION,
   STYLE_SOURCE,
   STYLE_SENTENCE,
   STYLE_ALARM,
   STYLE_DIM,
   STYLE_HEADER,
   STYLE_PAYLOAD,
   STYLE_PAYLOAD2, /* every other chunk, so that one sees edges */
   STYLE_NEW,      /* the payload that the step allocated */
   STYLE_WASTE,
   STYLE_FOOTER,
   STYLE_FREE,
   STYLE_PAD,
   STYLE_META,
   STYLE_UNKNOWN,
   STYLE_BEYOND,
   STYLE_COUNT
};

typedef struct Canvas *Canvas_T;

/* Return a new canvas, blank; or free one. */

Canvas_T Canvas_new(int iWidth, int iHeight);
void Canvas_free(Canvas_T oCanvas);

/* Write one character.  What lies outside is cut off, here and
   below. */

void Canvas_put(
   Canvas_T oCanvas, int iX, int iY, enum Style eStyle, char c);

/* Write a text on one line. */

void Canvas_write(Canvas_T oCanvas, int iX, int iY, enum Style eStyle,
   const char *pcFormat, ...) __attribute__((format(printf, 5, 6)));

/* Write a text on lines of iWidth, at most iLines; if it is longer, end
   it with "...".  Return the number of lines it took. */

int Canvas_wrap(Canvas_T oCanvas, int iX, int iY, int iWidth,
   int iLines, enum Style eStyle, const char *pcText);

/* Print the first iLines lines, with colours or without.  If bScreen,
   start at the screen's upper left corner and fill all lines. */

void Canvas_print(Canvas_T oCanvas, int iLines, bool bColour,
   bool bScreen, FILE *psFile);

#endif
