/*--------------------------------------------------------------------*/
/* screen.c: a demo on the terminal, with keys                        */
/*--------------------------------------------------------------------*/

#include "screen.h"
#include "canvas.h"
#include "managers.h"
#include "panel.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum
{
   RUN_MILLISECONDS = 700,
   ESCAPE_MILLISECONDS = 50,
   LEAST_WIDTH = 40,
   LEAST_HEIGHT = 12,
   LEGEND_WIDTH = 78,
   WIDE = 160, /* two managers go side by side */
   KEY_NONE = -1,
   KEY_RESIZE = -2,
   KEY_UP = 256,
   KEY_DOWN,
   KEY_RIGHT,
   KEY_LEFT,
   KEY_HOME,
   KEY_END,
   MESSAGE_BYTES = 200,
   SOURCE_LINE_BYTES = 400,
   ROOMY = 36 /* lines that two managers, one below the other, need to
                 say all that one says */
};

struct Screen
{
   Client_T *aoClients;
   int iClients;
   const struct Scenario *psScenario;
   size_t uStep;
   size_t auManagers[2];
   bool bRunning;
   bool bHelp;
   bool bColour;
   bool bFailed; /* all managers: no step is left */
   bool bQuit;
   size_t uTyped; /* the number typed so far */
   char acMessage[MESSAGE_BYTES];
};

static struct termios sOldTerminal;
static volatile sig_atomic_t bResized = 0;

/*--------------------------------------------------------------------*/

static void Screen_handleResize(int iSignal)
{
   (void)iSignal;
   bResized = 1;
}

static void Screen_restore(void)
{
   (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &sOldTerminal);
   fputs("\033[0m\033[?25h\033[?1049l", stdout);
   (void)fflush(stdout);
}

static void Screen_handleEnd(int iSignal)
{
   static const char acRestore[] = "\033[0m\033[?25h\033[?1049l";

   (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &sOldTerminal);
   (void)!write(STDOUT_FILENO, acRestore, sizeof acRestore - 1);
   (void)signal(iSignal, SIG_DFL);
   (void)raise(iSignal);
}

/* Take the terminal over: keys at once, and a screen of our own. */

static void Screen_takeOver(void)
{
   struct sigaction sResize;
   struct termios sRaw;

   (void)tcgetattr(STDIN_FILENO, &sOldTerminal);
   sRaw = sOldTerminal;
   sRaw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
   (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &sRaw);
   memset(&sResize, 0, sizeof sResize);
   sResize.sa_handler = Screen_handleResize;
   (void)sigaction(SIGWINCH, &sResize, NULL);
   (void)signal(SIGINT, Screen_handleEnd);
   (void)signal(SIGTERM, Screen_handleEnd);
   (void)signal(SIGHUP, Screen_handleEnd);
   (void)atexit(Screen_restore);
   fputs("\033[?1049h\033[?25l\033[2J", stdout);
}

/*--------------------------------------------------------------------*/

/* Return the next byte from the keyboard, KEY_NONE after iMilliseconds,
   or KEY_RESIZE. */

static int Screen_readByte(int iMilliseconds)
{
   struct pollfd sPoll = {STDIN_FILENO, POLLIN, 0};
   unsigned char c;
   int iReady = poll(&sPoll, 1, iMilliseconds);

   if (bResized)
      return KEY_RESIZE;
   if (iReady == 0 || (iReady == -1 && errno == EINTR))
      return KEY_NONE;
   if (iReady == -1 || read(STDIN_FILENO, &c, 1) != 1)
      return 'q'; /* the terminal has gone */
   return c;
}

/* Return the next key; escape sequences are one. */

static int Screen_readKey(int iMilliseconds)
{
   int iKey = Screen_readByte(iMilliseconds);

   if (iKey != '\033')
      return iKey;
   iKey = Screen_readByte(ESCAPE_MILLISECONDS);
   if (iKey != '[' && iKey != 'O')
      return KEY_NONE;
   iKey = Screen_readByte(ESCAPE_MILLISECONDS);
   switch (iKey)
   {
   case 'A':
      return KEY_UP;
   case 'B':
      return KEY_DOWN;
   case 'C':
      return KEY_RIGHT;
   case 'D':
      return KEY_LEFT;
   case 'H':
      return KEY_HOME;
   case 'F':
      return KEY_END;
   case '1':
   case '4':
   {
      int iEnd = Screen_readByte(ESCAPE_MILLISECONDS);

      return (iEnd == '~') ? ((iKey == '1') ? KEY_HOME : KEY_END)
                           : KEY_NONE;
   }
   default:
      return KEY_NONE;
   }
}

/*--------------------------------------------------------------------*/

static void Screen_drawHelp(Canvas_T oCanvas)
{
   static const char *const apcLines[] = {"Keys", "",
      "space n Enter right   next step",
      "b Backspace left      back one step",
      "r                     run; any key stops",
      "s  c  g  f            on to the next split, coalescing, growth,"
      " failure",
      "x                     on to the next external fragmentation",
      "Home End, number G    first step, last step, that step",
      "m  M                  another manager at the same step (M: the"
      " second one)",
      "?                     this help; any key ends it",
      "q                     quit", "",
      "+112 is a place, in bytes from the heap's start. [+112: 64] is a"
      " free chunk",
      "of 64 bytes there. 16B/col: a column of the bar stands for 16"
      " bytes.",
      "A | is the edge between two payloads with nothing between them.",
      "The demo refuses some system calls, to keep a scenario's heap"
      " small. They",
      "aren't counted."};
   int i;

   for (i = 0; i < (int)(sizeof apcLines / sizeof apcLines[0]); i++)
      Canvas_write(oCanvas, 2, 1 + i,
         (i == 0) ? STYLE_SOURCE : STYLE_PLAIN, "%s", apcLines[i]);
   (void)Panel_drawLegend(oCanvas, 2, 2 + i, LEGEND_WIDTH, 2);
}

/*--------------------------------------------------------------------*/

/* Return the part of the first iWidth columns of iHeight lines that is
   for manager i. */

static struct Area Screen_getArea(
   const struct Screen *psScreen, int i, int iWidth, int iHeight)
{
   struct Area sArea = {
      0, 0, iWidth, iHeight, (iHeight >= 20) ? 3 : 1, iWidth, false};

   if (psScreen->iClients == 1)
      return sArea;
   /* The caption is for both, and stands above or in the first. */
   if (i == 1)
      sArea.iCaptionWidth = 0;
   if (iWidth >= WIDE)
   {
      sArea.iWidth = iWidth / 2 - 1;
      sArea.iX = i * (iWidth / 2 + 1);
      return sArea;
   }
   sArea.iCaptionLines = (iHeight >= 22) ? 2 : 1;
   sArea.iHeight = (iHeight - sArea.iCaptionLines + 1 - i) / 2;
   if (i == 0)
      sArea.iHeight += sArea.iCaptionLines;
   else
   {
      sArea.iY = iHeight - sArea.iHeight;
      sArea.iCaptionLines = 0;
   }
   sArea.bCompact = (iHeight < ROOMY);
   return sArea;
}

/* Draw all managers.  If they all failed by now, the step is the one
   that failed last. */

static void Screen_drawPanels(
   struct Screen *psScreen, Canvas_T oCanvas, int iWidth, int iHeight)
{
   size_t uFailed = 0;
   bool bSomeGood = false;
   int i;

   for (i = 0; i < psScreen->iClients; i++)
   {
      struct Area sArea = Screen_getArea(psScreen, i, iWidth, iHeight);
      const struct Snapshot *psSnapshot = Client_show(
         psScreen->aoClients[i], psScreen->uStep);

      if (psSnapshot->eHealth == HEALTH_GOOD)
         bSomeGood = true;
      else if (psSnapshot->uFailedStep > uFailed)
         uFailed = psSnapshot->uFailedStep;
      (void)Panel_draw(oCanvas, &sArea, psScreen->aoClients[i],
         psScreen->psScenario, psSnapshot, true);
   }
   psScreen->bFailed = (!bSomeGood && uFailed != 0);
   if (psScreen->bFailed)
      psScreen->uStep = uFailed;
}

/* Return the step that the next key goes to from uStep, past those that
   are to be skipped; uStep at the end. */

static size_t Screen_findNext(
   const struct Scenario *psScenario, size_t uStep)
{
   if (uStep < psScenario->uSteps)
      uStep++;
   while (uStep < psScenario->uSteps
          && psScenario->asSteps[uStep - 1].bSkip)
      uStep++;
   return uStep;
}

/* Draw the next call on line iY, and what its caption asks: a class can
   guess before it sees. */

static void Screen_drawNext(
   const struct Screen *psScreen, Canvas_T oCanvas, int iWidth, int iY)
{
   const struct Scenario *psScenario = psScreen->psScenario;
   size_t uNext = Screen_findNext(psScenario, psScreen->uStep);
   char acSource[SOURCE_LINE_BYTES];
   char acSkipped[MESSAGE_BYTES] = "";
   char acLine[2 * SOURCE_LINE_BYTES + MESSAGE_BYTES];
   char acQuestion[SOURCE_LINE_BYTES];

   if (uNext == psScreen->uStep || psScreen->bFailed)
      return;
   if (uNext > psScreen->uStep + 1)
      snprintf(acSkipped, sizeof acSkipped, "%zu steps, then ",
         uNext - psScreen->uStep - 1);
   Scenario_printSource(psScenario, uNext, acSource, sizeof acSource);
   Scenario_printQuestion(
      psScenario, uNext, acQuestion, sizeof acQuestion);
   snprintf(acLine, sizeof acLine, "next: %s%s%s%s", acSkipped,
      acSource, (acQuestion[0] == '\0') ? "" : "   ", acQuestion);
   (void)Canvas_wrap(oCanvas, 0, iY, iWidth, 1, STYLE_CAPTION, acLine);
}

/* Draw panels, legend, if there is room for it, next call and keys. */

static void Screen_drawAll(
   struct Screen *psScreen, Canvas_T oCanvas, int iWidth, int iHeight)
{
   bool bStacked = (psScreen->iClients == 2 && iWidth < WIDE);
   int iLegend = (iHeight >= (bStacked ? 28 : 22)) ? 1 : 0;

   Screen_drawPanels(psScreen, oCanvas, iWidth, iHeight - 2 - iLegend);
   (void)Panel_drawLegend(oCanvas, 0, iHeight - 3, iWidth - 1, iLegend);
   Screen_drawNext(psScreen, oCanvas, iWidth, iHeight - 2);
   Canvas_write(oCanvas, 0, iHeight - 1, STYLE_DIM, "%s",
      (psScreen->acMessage[0] != '\0')
         ? psScreen->acMessage
         : "space next  b back  r run  s c g f jump to event  m manager"
           "  ? help  q quit");
}

static void Screen_draw(struct Screen *psScreen)
{
   struct winsize sSize = {24, 80, 0, 0};
   Canvas_T oCanvas;
   int iWidth;
   int iHeight;

   bResized = 0;
   if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &sSize) != 0
       || sSize.ws_col == 0)
   {
      sSize.ws_col = 80;
      sSize.ws_row = 24;
   }
   iWidth = sSize.ws_col;
   iHeight = sSize.ws_row;
   oCanvas = Canvas_new(iWidth, iHeight);
   if (psScreen->bHelp)
      Screen_drawHelp(oCanvas);
   else if (iWidth < LEAST_WIDTH || iHeight < LEAST_HEIGHT)
      Canvas_wrap(oCanvas, 0, 0, iWidth, iHeight, STYLE_PLAIN,
         "The window is too small: 80 columns of 24 lines are best.");
   else
      Screen_drawAll(psScreen, oCanvas, iWidth, iHeight);
   Canvas_print(oCanvas, iHeight, psScreen->bColour, true, stdout);
   (void)fflush(stdout);
   Canvas_free(oCanvas);
}

/*--------------------------------------------------------------------*/

/* Go one step on, or back, past those that are to be skipped. */

static void Screen_move(struct Screen *psScreen, int iDirection)
{
   const struct Scenario *psScenario = psScreen->psScenario;
   size_t uStep = psScreen->uStep;

   if (iDirection > 0)
      uStep = Screen_findNext(psScenario, uStep);
   else if (uStep > 0)
      do
         uStep--;
      while (uStep > 0 && psScenario->asSteps[uStep - 1].bSkip);
   if (uStep == psScreen->uStep)
   {
      psScreen->bRunning = false;
      snprintf(psScreen->acMessage, MESSAGE_BYTES, "This is the %s.",
         (iDirection < 0) ? "beginning" : "end");
   }
   psScreen->uStep = uStep;
}

/* Show that a search has come to uStep; return true if a key ends
   it. */

static bool Screen_isInterrupted(void *pvScreen, size_t uStep)
{
   const struct Screen *psScreen = pvScreen;
   struct pollfd sPoll = {STDIN_FILENO, POLLIN, 0};

   printf("\033[999H\033[0mlooking for it: step %zu of %zu; any key"
          " stops\033[K",
      uStep, psScreen->psScenario->uSteps);
   (void)fflush(stdout);
   if (poll(&sPoll, 1, 0) != 1)
      return false;
   (void)Screen_readKey(0);
   return true;
}

/* Go to the next step with one of the events, in any manager. */

static void Screen_jump(
   struct Screen *psScreen, int iEvents, const char *pcWhat)
{
   size_t uBest = 0;
   int i;

   for (i = 0; i < psScreen->iClients; i++)
   {
      size_t uFound = Client_find(psScreen->aoClients[i],
         psScreen->uStep, iEvents, Screen_isInterrupted, psScreen);

      if (uFound == CLIENT_STOPPED)
      {
         snprintf(psScreen->acMessage, MESSAGE_BYTES,
            "Stopped: no %s was found so far.", pcWhat);
         return;
      }
      if (uFound != 0 && (uBest == 0 || uFound < uBest))
         uBest = uFound;
   }
   if (uBest == 0)
      snprintf(psScreen->acMessage, MESSAGE_BYTES,
         "No %s from here to the end.", pcWhat);
   else
      psScreen->uStep = uBest;
}

/* Put the next manager in place of client i. */

static void Screen_switch(struct Screen *psScreen, int i)
{
   if (i >= psScreen->iClients)
      return;
   Client_end(psScreen->aoClients[i]);
   psScreen->auManagers[i] = (psScreen->auManagers[i] + 1)
                             % Managers_count();
   psScreen->aoClients[i] = Managers_start(
      psScreen->auManagers[i], psScreen->psScenario);
}

/*--------------------------------------------------------------------*/

/* Do what key iKey means, if it means a move. */

static void Screen_handleMove(struct Screen *psScreen, int iKey)
{
   size_t uSteps = psScreen->psScenario->uSteps;

   switch (iKey)
   {
   case ' ':
   case 'n':
   case '\n':
   case '\r':
   case KEY_RIGHT:
   case KEY_DOWN:
      Screen_move(psScreen, +1);
      break;
   case 'b':
   case 'p':
   case '\b':
   case 127:
   case KEY_LEFT:
   case KEY_UP:
      Screen_move(psScreen, -1);
      break;
   case KEY_HOME:
      psScreen->uStep = 0;
      break;
   case KEY_END:
      psScreen->uStep = uSteps;
      break;
   case 'G':
      psScreen->uStep = (psScreen->uTyped < uSteps) ? psScreen->uTyped
                                                    : uSteps;
      break;
   default:
      break;
   }
}

/* Do what key iKey means. */

static void Screen_handleKey(struct Screen *psScreen, int iKey)
{
   psScreen->acMessage[0] = '\0';
   switch (iKey)
   {
   case 'q':
      psScreen->bQuit = true;
      break;
   case 'r':
      psScreen->bRunning = true;
      break;
   case 's':
      Screen_jump(psScreen, EVENT_SPLIT, "split");
      break;
   case 'c':
      Screen_jump(psScreen, EVENT_COALESCE, "coalescing");
      break;
   case 'g':
      Screen_jump(psScreen, EVENT_GROW, "growth");
      break;
   case 'f':
      Screen_jump(psScreen, EVENT_FAILURE, "failure");
      break;
   case 'x':
      Screen_jump(psScreen, EVENT_EXTERNAL, "external fragmentation");
      break;
   case 'm':
      Screen_switch(psScreen, 0);
      break;
   case 'M':
      Screen_switch(psScreen, 1);
      break;
   case '?':
   case 'h':
      psScreen->bHelp = true;
      break;
   default:
      Screen_handleMove(psScreen, iKey);
   }
   if (iKey >= '0' && iKey <= '9' && psScreen->uTyped < MAX_PIECES)
      psScreen->uTyped = psScreen->uTyped * 10 + (size_t)(iKey - '0');
   else
      psScreen->uTyped = 0;
}

/*--------------------------------------------------------------------*/

void Screen_run(Client_T aoClients[], int iClients,
   const struct Scenario *psScenario, bool bColour)
{
   struct Screen sScreen;
   int i;

   memset(&sScreen, 0, sizeof sScreen);
   sScreen.aoClients = aoClients;
   sScreen.iClients = iClients;
   sScreen.psScenario = psScenario;
   sScreen.bColour = bColour;
   for (i = 0; i < iClients; i++)
      sScreen.auManagers[i] = Managers_find(
         Client_getManager(aoClients[i]));

   Screen_takeOver();
   while (!sScreen.bQuit)
   {
      int iKey;

      Screen_draw(&sScreen);
      iKey = Screen_readKey(sScreen.bRunning ? RUN_MILLISECONDS : -1);
      if (iKey == KEY_RESIZE)
         fputs("\033[2J", stdout);
      else if (iKey == KEY_NONE)
      {
         if (sScreen.bRunning)
            Screen_move(&sScreen, +1);
      }
      else if (sScreen.bRunning || sScreen.bHelp)
      {
         sScreen.bHelp = false;
         sScreen.bRunning = false;
         if (iKey == 'q')
            sScreen.bQuit = true;
      }
      else
         Screen_handleKey(&sScreen, iKey);
   }
}
