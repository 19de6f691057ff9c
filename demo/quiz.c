/*--------------------------------------------------------------------*/
/* quiz.c: a demo that asks before it shows                           */
/*--------------------------------------------------------------------*/

#include "quiz.h"
#include "canvas.h"
#include "panel.h"
#include "rng.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum
{
   WIDTH = 80,
   HEIGHT = 60,
   ANSWER_BYTES = 400,
   TEXT_BYTES = 1200
};

enum Question
{
   ASK_PLACE,
   ASK_GROWTH,
   ASK_MERGE,
   ASK_LIST,
   QUESTION_COUNT
};

static const char *const apcQuestions[QUESTION_COUNT] = {
   [ASK_PLACE] = "At which place will its payload start (the number"
                 " after +; or NULL)?",
   [ASK_GROWTH] = "Will the heap grow (y or n)?",
   [ASK_MERGE] = "Which neighbours will it be coalesced with (none,"
                 " next, previous, both)?",
   [ASK_LIST] = "Which free chunks will there be? Their sizes in bytes,"
                " in the order of the list or bins (or none)."};

/*--------------------------------------------------------------------*/

/* Return true if eQuestion can be asked about the step from *psBefore
   to *psAfter. */

static bool Quiz_canAsk(enum Question eQuestion,
   const struct Step *psStep, const struct Snapshot *psBefore,
   const struct Snapshot *psAfter)
{
   bool bLists = (psAfter->uLists != 0);

   if (psStep->eKind == STEP_MALLOC)
      return eQuestion == ASK_PLACE || eQuestion == ASK_GROWTH
             || (eQuestion == ASK_LIST && bLists);
   if (psStep->eKind == STEP_FREE)
      return bLists
             && Snapshot_findPayload(psBefore, psStep->uPayload) != NULL
             && (eQuestion == ASK_MERGE || eQuestion == ASK_LIST);
   return false;
}

/*--------------------------------------------------------------------*/

/* Return which neighbours the freed payload's chunk was coalesced
   with. */

static const char *Quiz_getMerge(const struct Step *psStep,
   const struct Snapshot *psBefore, const struct Snapshot *psAfter)
{
   const struct Piece *psOld = Snapshot_findPayload(
      psBefore, psStep->uPayload);
   const struct Piece *psNew = Snapshot_findPiece(
      psAfter, psOld->iStart, psOld->bMapped);
   bool bPrev;
   bool bNext;

   if (psNew == NULL || psNew->iKind != HEAPMGR_FREE)
      return "none";
   bPrev = psNew->iStart < psOld->iStart;
   bNext = psNew->iStart + (Place)psNew->uBytes
           > psOld->iStart + (Place)psOld->uBytes;
   if (bPrev && bNext)
      return "both";
   return bPrev ? "previous" : bNext ? "next" : "none";
}

/* Write the right answer to pcRight, which has ANSWER_BYTES bytes. */

static void Quiz_findAnswer(enum Question eQuestion,
   const struct Step *psStep, const struct Snapshot *psBefore,
   const struct Snapshot *psAfter, char *pcRight)
{
   size_t uLength = 0;
   size_t u;

   if (eQuestion == ASK_PLACE && psAfter->bHasResult)
      snprintf(pcRight, ANSWER_BYTES, "%lld", psAfter->iResult);
   else if (eQuestion == ASK_PLACE)
      snprintf(pcRight, ANSWER_BYTES, "NULL");
   else if (eQuestion == ASK_GROWTH)
      snprintf(pcRight, ANSWER_BYTES, "%s",
         (psAfter->uHeapBytes > psBefore->uHeapBytes) ? "y" : "n");
   else if (eQuestion == ASK_MERGE)
      snprintf(pcRight, ANSWER_BYTES, "%s",
         Quiz_getMerge(psStep, psBefore, psAfter));
   else
   {
      snprintf(pcRight, ANSWER_BYTES, "none");
      for (u = 0; u < psAfter->uLinks && uLength + 24 < ANSWER_BYTES;
           u++)
      {
         const struct Piece *psPiece = Snapshot_findPiece(
            psAfter, psAfter->asLinks[u].iChunk, false);

         uLength += (size_t)snprintf(pcRight + uLength,
            ANSWER_BYTES - uLength, "%s%zu", (u == 0) ? "" : " ",
            (psPiece == NULL) ? (size_t)0 : psPiece->uBytes);
      }
   }
}

/*--------------------------------------------------------------------*/

/* Return true if pcGiven means pcRight: signs, commas, case, and the
   end of a word that pcRight begins don't matter. */

static bool Quiz_isRight(const char *pcGiven, const char *pcRight)
{
   for (;;)
   {
      while (*pcGiven != '\0' && strchr(" ,+\t\n", *pcGiven) != NULL)
         pcGiven++;
      while (*pcRight == ' ')
         pcRight++;
      if (*pcGiven == '\0' || *pcRight == '\0')
         return *pcGiven == *pcRight;
      while (*pcRight != '\0' && *pcRight != ' ')
         if (tolower((unsigned char)*pcGiven++)
             != tolower((unsigned char)*pcRight++))
            return false;
      if (isdigit((unsigned char)pcRight[-1])
          && isdigit((unsigned char)*pcGiven))
         return false;
      while (isalpha((unsigned char)*pcGiven))
         pcGiven++; /* yes for y */
   }
}

/*--------------------------------------------------------------------*/

/* Show the heap. */

static void Quiz_showHeap(Client_T oClient,
   const struct Scenario *psScenario, const struct Snapshot *psSnapshot,
   bool bColour)
{
   struct Area sAll = {.iWidth = WIDTH, .iHeight = HEIGHT};
   Canvas_T oCanvas = Canvas_new(WIDTH, HEIGHT);
   int iLines = Panel_draw(
      oCanvas, &sAll, oClient, psScenario, psSnapshot, false);

   Canvas_print(oCanvas, iLines, bColour, false, stdout);
   Canvas_free(oCanvas);
}

/* Ask eQuestion about step uStep, read an answer and tell whether it is
   pcRight.  Return 1 or 0 for the score, -1 if there is no input,
   or only a q. */

static int Quiz_ask(enum Question eQuestion,
   const struct Scenario *psScenario, size_t uStep, const char *pcRight)
{
   char acText[TEXT_BYTES];
   char acGiven[ANSWER_BYTES];

   Scenario_printSource(psScenario, uStep, acText, sizeof acText);
   printf("\nThe next call is\n   %s\n%s\n? ", acText,
      apcQuestions[eQuestion]);
   (void)fflush(stdout);
   if (fgets(acGiven, sizeof acGiven, stdin) == NULL
       || Quiz_isRight(acGiven, "q"))
      return -1;
   if (Quiz_isRight(acGiven, pcRight))
   {
      printf("Right.\n\n");
      return 1;
   }
   printf("No: %s.\n\n", pcRight);
   return 0;
}

/*--------------------------------------------------------------------*/

/* Choose one of the questions that can be asked; QUESTION_COUNT if
   there is none. */

static enum Question Quiz_choose(struct Rng *psRng,
   const struct Step *psStep, const struct Snapshot *psBefore,
   const struct Snapshot *psAfter)
{
   enum Question aeFit[QUESTION_COUNT];
   size_t uFit = 0;
   int i;

   for (i = 0; i < QUESTION_COUNT; i++)
      if (Quiz_canAsk((enum Question)i, psStep, psBefore, psAfter))
         aeFit[uFit++] = (enum Question)i;
   return (uFit == 0) ? QUESTION_COUNT : aeFit[Rng_below(psRng, uFit)];
}

void Quiz_run(Client_T oClient, const struct Scenario *psScenario,
   uint64_t uSeed, bool bColour)
{
   struct Snapshot *psBefore = malloc(sizeof *psBefore);
   char acRight[ANSWER_BYTES];
   struct Rng sRng;
   size_t uStep;
   int iAsked = 0;
   int iRight = 0;
   int iPoint = 0;

   if (psBefore == NULL)
      exit(2);
   Rng_seed(&sRng, uSeed);
   Snapshot_copy(psBefore, Client_show(oClient, 0));
   puts("What comes next?  Answer, and press Enter; q and Enter end the"
        " quiz.\n");
   Quiz_showHeap(oClient, psScenario, psBefore, bColour);
   for (uStep = 1; uStep <= psScenario->uSteps && iPoint >= 0; uStep++)
   {
      const struct Step *psStep = &psScenario->asSteps[uStep - 1];
      const struct Snapshot *psAfter = Client_show(oClient, uStep);
      enum Question eQuestion = Quiz_choose(
         &sRng, psStep, psBefore, psAfter);

      if (psAfter->eHealth == HEALTH_GOOD && eQuestion != QUESTION_COUNT
          && !psStep->bSkip)
      {
         Quiz_findAnswer(eQuestion, psStep, psBefore, psAfter, acRight);
         iPoint = Quiz_ask(eQuestion, psScenario, uStep, acRight);
         if (iPoint < 0)
            break;
         iAsked++;
         iRight += iPoint;
      }
      if (!psStep->bSkip)
         Quiz_showHeap(oClient, psScenario, psAfter, bColour);
      if (psAfter->eHealth != HEALTH_GOOD)
         break;
      Snapshot_copy(psBefore, psAfter);
   }
   printf("\nScore: %d of %d\n", iRight, iAsked);
   free(psBefore);
}
