/*--------------------------------------------------------------------*/
/* page.c: a demo as one page for a browser                           */
/*                                                                    */
/* The page is page.html with the demo's data put in: names and texts */
/* as JSON, and for each manager what each step changed, in a dense   */
/* form, compressed, with a comma after it if another one follows.    */
/*                                                                    */
/* In that form a number is 7 bits in each byte, the low ones first;  */
/* the 8th bit says that more follow.  A signed number n is 2n, or    */
/* -2n-1 if it is negative.  A step is:                               */
/*                                                                    */
/*    kind, and flags           payload, bytes, name, other payload   */
/*    pieces: first that changed, how many go, how many come,         */
/*            and these: flags, bytes, start, header, footer, payload */
/*    result, steps, system calls, refused ones, heap bytes (from     */
/*    before)                                                         */
/*    links:  how many edits; each: what and where, list, chunk       */
/*    events, sentences: template and numbers                         */
/*                                                                    */
/* Most places and sizes of a step are those of the pieces that it    */
/* changed.  So a result, a link and a sentence's number is 1 more    */
/* than its index among these values, or 0 and then the number.       */
/*--------------------------------------------------------------------*/

#include "page.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* page.html, which the linker put into this program. */

extern const char _binary_page_html_start[];
extern const char _binary_page_html_end[];

enum
{
   LOOKAHEAD = 64, /* for links that stayed */
   TEXT_BYTES = 2400,
   USUAL_BYTES = 16, /* of header and footer */
   FLAG_SKIP = 4,
   FLAG_RESULT = 8,
   FLAG_MAPPED = 16,
   FLAG_INVALID = 32,
   FLAG_INSPECTED = 64,
   PIECE_MAPPED = 8,
   PIECE_JUMP = 16,    /* its start is given */
   PIECE_PAYLOAD = 32, /* its payload is given */
   PIECE_UNUSUAL = 64, /* header and footer are given */
   VALUE_PIECES = 3,   /* how many that go, or come, have values */
   MAX_VALUES = 5 * VALUE_PIECES + 2
};

struct Page
{
   const struct Scenario *psScenario;
   FILE *psData;
   struct Snapshot *psLast;
   size_t uPayloads; /* allocated so far */
   Place iLastPlace;
   size_t uLastName;
   long long aiValues[MAX_VALUES]; /* that the step's pieces have */
   int iValues;
};

/*--------------------------------------------------------------------*/

static void Page_put(struct Page *psPage, unsigned long long uNumber)
{
   while (uNumber > 127)
   {
      fputc((int)(uNumber & 127) | 128, psPage->psData);
      uNumber >>= 7;
   }
   fputc((int)uNumber, psPage->psData);
}

static void Page_putSigned(struct Page *psPage, long long iNumber)
{
   Page_put(psPage, (iNumber < 0)
                       ? 2 * (unsigned long long)-(iNumber + 1) + 1
                       : 2 * (unsigned long long)iNumber);
}

/* Put a place, as its distance from the last one. */

static void Page_putPlace(struct Page *psPage, Place iPlace)
{
   Page_putSigned(psPage, iPlace - psPage->iLastPlace);
   psPage->iLastPlace = iPlace;
}

/* Put a number that is probably one of the step's values. */

static void Page_putValue(struct Page *psPage, long long iNumber)
{
   int i;

   for (i = 0; i < psPage->iValues; i++)
      if (psPage->aiValues[i] == iNumber)
      {
         Page_put(psPage, (unsigned)i + 1);
         return;
      }
   Page_put(psPage, 0);
   Page_putSigned(psPage, iNumber);
}

/* Put a payload's number: 0 is none, 1 the newest one. */

static void Page_putPayload(struct Page *psPage, size_t uPayload)
{
   Page_put(psPage,
      (uPayload == NO_PAYLOAD) ? 0 : psPage->uPayloads - uPayload);
}

/*--------------------------------------------------------------------*/

static void Page_putPiece(struct Page *psPage,
   const struct Snapshot *psSnapshot, size_t u, bool bBytes)
{
   const struct Piece *psPiece = &psSnapshot->asPieces[u];
   bool bJump = (u == 0 || psPiece[-1].bMapped != psPiece->bMapped
                 || psPiece[-1].iStart + (Place)psPiece[-1].uBytes
                       != psPiece->iStart);
   bool bUnusual = (psPiece->uHeaderBytes != USUAL_BYTES
                    || psPiece->uFooterBytes != USUAL_BYTES);
   bool bPayload = (psPiece->uPayload != NO_PAYLOAD);

   fputc(psPiece->iKind | (psPiece->bMapped ? PIECE_MAPPED : 0)
            | (bJump ? PIECE_JUMP : 0) | (bPayload ? PIECE_PAYLOAD : 0)
            | (bUnusual ? PIECE_UNUSUAL : 0),
      psPage->psData);
   if (bBytes)
      Page_put(psPage, psPiece->uBytes);
   if (bJump)
      Page_putPlace(psPage, psPiece->iStart);
   if (bUnusual)
   {
      Page_put(psPage, psPiece->uHeaderBytes);
      Page_put(psPage, psPiece->uFooterBytes);
   }
   if (bPayload)
      Page_putPayload(psPage, psPiece->uPayload);
}

static bool Page_areEqual(
   const struct Piece *psOne, const struct Piece *psOther)
{
   return psOne->iStart == psOther->iStart
          && psOne->uBytes == psOther->uBytes
          && psOne->iKind == psOther->iKind
          && psOne->uPayload == psOther->uPayload
          && psOne->bMapped == psOther->bMapped;
}

/* Note the values of *psPiece, which goes or comes. */

static void Page_addValues(
   struct Page *psPage, const struct Piece *psPiece, bool bComes)
{
   psPage->aiValues[psPage->iValues++] = psPiece->iStart;
   psPage->aiValues[psPage->iValues++] = (long long)psPiece->uBytes;
   if (bComes)
      psPage->aiValues[psPage->iValues++] =
         psPiece->iStart + (Place)psPiece->uHeaderBytes;
}

/* Put which pieces have changed since the last snapshot. */

static void Page_putPieces(
   struct Page *psPage, const struct Snapshot *psSnapshot)
{
   const struct Snapshot *psLast = psPage->psLast;
   size_t uOld = psLast->uPieces;
   size_t uNew = psSnapshot->uPieces;
   size_t uFirst = 0;
   size_t uBytes = 0;
   size_t u;

   while (uFirst < uOld && uFirst < uNew
          && Page_areEqual(
             &psLast->asPieces[uFirst], &psSnapshot->asPieces[uFirst]))
      uFirst++;
   while (uOld > uFirst && uNew > uFirst
          && Page_areEqual(&psLast->asPieces[uOld - 1],
             &psSnapshot->asPieces[uNew - 1]))
   {
      uOld--;
      uNew--;
   }
   for (u = uFirst; u < uOld; u++)
   {
      uBytes += psLast->asPieces[u].uBytes;
      if (u < uFirst + VALUE_PIECES)
         Page_addValues(psPage, &psLast->asPieces[u], false);
   }
   for (u = uFirst; u < uNew; u++)
   {
      uBytes -= psSnapshot->asPieces[u].uBytes;
      if (u < uFirst + VALUE_PIECES)
         Page_addValues(psPage, &psSnapshot->asPieces[u], true);
   }

   /* As a rule what comes is as long as what goes: then the last one's
      length need not be told. */
   Page_put(psPage, uFirst);
   Page_put(psPage, uOld - uFirst);
   Page_put(psPage, 2 * (uNew - uFirst) + (uBytes == 0));
   for (u = uFirst; u < uNew; u++)
      Page_putPiece(psPage, psSnapshot, u, uBytes != 0 || u + 1 < uNew);
}

/*--------------------------------------------------------------------*/

static bool Page_areSame(
   const struct Link *psOne, const struct Link *psOther)
{
   return psOne->uList == psOther->uList
          && psOne->iChunk == psOther->iChunk;
}

/* Return how many of asLinks, of which there are uLinks, lie before one
   that is *psLink; uLimit if that is too far. */

static size_t Page_seek(const struct Link *asLinks, size_t uLinks,
   const struct Link *psLink, size_t uLimit)
{
   size_t u;

   for (u = 1; u < uLimit && u < uLinks; u++)
      if (Page_areSame(&asLinks[u], psLink))
         return u;
   return uLimit;
}

/* Put one edit of the links, or only count it: at index uAt, *psNew
   comes, or, if that is NULL, what is there goes. */

static void Page_putEdit(struct Page *psPage, size_t uAt,
   const struct Link *psNew, bool bCount, size_t *puEdits)
{
   ++*puEdits;
   if (bCount)
      return;
   Page_put(psPage, 2 * uAt + (psNew != NULL));
   if (psNew == NULL)
      return;
   Page_put(psPage, psNew->uList);
   Page_putValue(psPage, psNew->iChunk);
}

/* Put, or count, the edits that turn the last links into the new. */

static size_t Page_diffLinks(
   struct Page *psPage, const struct Snapshot *psSnapshot, bool bCount)
{
   const struct Link *asOld = psPage->psLast->asLinks;
   const struct Link *asNew = psSnapshot->asLinks;
   size_t uOlds = psPage->psLast->uLinks;
   size_t uNews = psSnapshot->uLinks;
   size_t uOld = 0;
   size_t uNew = 0;
   size_t uEdits = 0;

   while (uOld < uOlds || uNew < uNews)
   {
      size_t uGone = LOOKAHEAD;
      size_t uCome = LOOKAHEAD;

      if (uOld < uOlds && uNew < uNews)
      {
         if (Page_areSame(&asOld[uOld], &asNew[uNew]))
         {
            uOld++;
            uNew++;
            continue;
         }
         uGone = Page_seek(
            &asOld[uOld], uOlds - uOld, &asNew[uNew], LOOKAHEAD);
         uCome = Page_seek(
            &asNew[uNew], uNews - uNew, &asOld[uOld], LOOKAHEAD);
      }
      if (uOld < uOlds && (uNew == uNews || uGone <= uCome))
      {
         Page_putEdit(psPage, uNew, NULL, bCount, &uEdits);
         uOld++;
      }
      else
      {
         Page_putEdit(psPage, uNew, &asNew[uNew], bCount, &uEdits);
         uNew++;
      }
   }
   return uEdits;
}

/*--------------------------------------------------------------------*/

/* Return how many numbers line iTemplate of the sentences has. */

static int Page_countArguments(int iTemplate)
{
   const char *pc = Explain_getTemplate(iTemplate);
   int iCount = 0;

   for (; *pc != '\0'; pc++)
      if (strchr("$@+", *pc) != NULL && pc[1] >= '1'
          && pc[1] <= '0' + MAX_ARGUMENTS && pc[1] - '0' > iCount)
         iCount = pc[1] - '0';
   return iCount;
}

static void Page_putExplanation(
   struct Page *psPage, const struct Explanation *psExplanation)
{
   int i;
   int j;

   Page_put(psPage, (unsigned)psExplanation->iEvents);
   Page_put(psPage, (unsigned)psExplanation->iSentences);
   for (i = 0; i < psExplanation->iSentences; i++)
   {
      const struct Sentence *psSentence =
         &psExplanation->asSentences[i];
      int iArguments = Page_countArguments(psSentence->iTemplate);

      Page_put(psPage, (unsigned)psSentence->iTemplate);
      for (j = 0; j < iArguments; j++)
         Page_putValue(psPage, psSentence->aiArguments[j]);
   }
}

/*--------------------------------------------------------------------*/

/* Put the step that led to *psSnapshot. */

static void Page_putStep(
   struct Page *psPage, const struct Snapshot *psSnapshot)
{
   const struct Step *psStep =
      &psPage->psScenario->asSteps[psSnapshot->uStep - 1];

   if (psStep->eKind == STEP_MALLOC)
      psPage->uPayloads = psStep->uPayload + 1;
   fputc((int)psStep->eKind | (psStep->bSkip ? FLAG_SKIP : 0)
            | (psSnapshot->bHasResult ? FLAG_RESULT : 0)
            | (psSnapshot->bMapped ? FLAG_MAPPED : 0)
            | (psSnapshot->bValid ? 0 : FLAG_INVALID)
            | (psSnapshot->bInspected ? FLAG_INSPECTED : 0),
      psPage->psData);
   Page_putPayload(psPage, psStep->uPayload);
   Page_put(psPage, psStep->uBytes);
   Page_putSigned(
      psPage, (long long)psStep->uName - (long long)psPage->uLastName);
   psPage->uLastName = psStep->uName;
   Page_putPayload(psPage, psStep->uCopied);
   psPage->aiValues[0] = (long long)psStep->uPayload;
   psPage->aiValues[1] = (long long)psStep->uBytes;
   psPage->iValues = 2;
   Page_putPieces(psPage, psSnapshot);
   if (psSnapshot->bHasResult)
      Page_putValue(psPage, psSnapshot->iResult);
   Page_put(psPage, psSnapshot->uStepSteps);
   Page_put(psPage, psSnapshot->uStepCalls);
   Page_put(psPage, psSnapshot->uStepRefusals);
   Page_putSigned(psPage, (long long)psSnapshot->uHeapBytes
                             - (long long)psPage->psLast->uHeapBytes);
   Page_put(psPage, Page_diffLinks(psPage, psSnapshot, true));
   (void)Page_diffLinks(psPage, psSnapshot, false);
   Page_putExplanation(psPage, &psSnapshot->sExplanation);
   Snapshot_copy(psPage->psLast, psSnapshot);
}

/*--------------------------------------------------------------------*/

/* Write pcText as a string of JSON that may stand in a page. */

static void Page_writeString(FILE *psFile, const char *pcText)
{
   fputc('"', psFile);
   for (; *pcText != '\0'; pcText++)
   {
      unsigned char uc = (unsigned char)*pcText;

      if (uc < ' ' || uc > '~' || strchr("\"\\<>&", uc) != NULL)
         fprintf(psFile, "\\u%04x", uc);
      else
         fputc(uc, psFile);
   }
   fputc('"', psFile);
}

/* Write how the run of each of the iClients managers ended. */

static void Page_writeRuns(FILE *psFile, Client_T aoClients[],
   int iClients, const struct Scenario *psScenario)
{
   char acFailure[TEXT_BYTES];
   char acCall[TEXT_BYTES];
   int i;

   fputs(",\"runs\":[", psFile);
   for (i = 0; i < iClients; i++)
   {
      const struct Snapshot *psEnd = Client_getEnd(aoClients[i]);
      bool bGood = (psEnd->eHealth == HEALTH_GOOD);

      acFailure[0] = '\0';
      acCall[0] = '\0';
      if (!bGood)
      {
         Scenario_printSource(
            psScenario, psEnd->uFailedStep, acCall, sizeof acCall);
         Client_describeFailure(
            aoClients[i], psEnd, acFailure, sizeof acFailure);
      }
      fputs((i == 0) ? "{\"manager\":" : ",{\"manager\":", psFile);
      Page_writeString(psFile, Client_getTitle(aoClients[i]));
      fprintf(psFile,
         ",\"refusals\":%s,\"failedStep\":%zu,\"failure\":",
         (psScenario->bExact && !psEnd->bLifted) ? "false" : "true",
         bGood ? (size_t)0 : psEnd->uFailedStep);
      Page_writeString(psFile, acFailure);
      fputs(",\"failedCall\":", psFile);
      Page_writeString(psFile, acCall);
      fputc('}', psFile);
   }
   fputc(']', psFile);
}

/* Write the texts: an object of JSON.  Those with the indices in
   aiShown are side by side when the page is opened. */

static void Page_writeTexts(FILE *psFile, Client_T aoClients[],
   int iClients, const int aiShown[2],
   const struct Scenario *psScenario)
{
   size_t uNames = 0;
   size_t u;

   fputs("{\"title\":", psFile);
   Page_writeString(psFile, psScenario->pcTitle);
   fprintf(psFile, ",\"scale\":%zu,\"shown\":[%d", psScenario->uScale,
      aiShown[0]);
   if (aiShown[1] != aiShown[0])
      fprintf(psFile, ",%d", aiShown[1]);
   fputc(']', psFile);
   Page_writeRuns(psFile, aoClients, iClients, psScenario);
   fputs(",\"templates\":[", psFile);
   for (u = 0; Explain_getTemplate((int)u) != NULL; u++)
   {
      if (u != 0)
         fputc(',', psFile);
      Page_writeString(psFile, Explain_getTemplate((int)u));
   }
   fputs("],\"names\":[", psFile);
   for (u = 0; !psScenario->bTrace && u < psScenario->uSteps; u++)
      if (psScenario->asSteps[u].uName >= uNames)
         uNames = psScenario->asSteps[u].uName + 1;
   for (u = 0; u < uNames && psScenario->apcNames != NULL; u++)
   {
      if (u != 0)
         fputc(',', psFile);
      Page_writeString(psFile, psScenario->apcNames[u]);
   }
   fputs("],\"captions\":[", psFile);
   for (u = 0; !psScenario->bTrace && u < psScenario->uSteps; u++)
   {
      if (u != 0)
         fputc(',', psFile);
      Page_writeString(psFile, psScenario->apcCaptions[u]);
   }
   fputs("]}", psFile);
}

/*--------------------------------------------------------------------*/

/* Write the compressed data, which gzip and base64 put into pcData. */

static void Page_copyFile(FILE *psTo, const char *pcFrom)
{
   FILE *psFrom = fopen(pcFrom, "r");
   int iChar;

   if (psFrom == NULL)
   {
      fprintf(stderr, "demo: can't read the page's data in %s: %s\n",
         pcFrom, strerror(errno));
      exit(2);
   }
   while ((iChar = fgetc(psFrom)) != EOF)
      fputc(iChar, psTo);
   (void)fclose(psFrom);
}

/* Play the whole run into a compressed file, and return its name in
   pcData, a template for mkstemp. */

static void Page_playInto(
   struct Page *psPage, Client_T oClient, char *pcData)
{
   const struct Scenario *psScenario = psPage->psScenario;
   char acCommand[TEXT_BYTES];
   const struct Snapshot *psSnapshot;
   int iFile = mkstemp(pcData);

   snprintf(acCommand, sizeof acCommand,
      "gzip -9n | base64 -w 0 > '%s'", pcData);
   if (iFile == -1 || (psPage->psData = popen(acCommand, "w")) == NULL)
   {
      fprintf(stderr, "demo: can't write the page's data: %s\n",
         strerror(errno));
      exit(2);
   }
   (void)close(iFile);
   memset(psPage->psLast, 0, sizeof *psPage->psLast);
   psPage->uPayloads = 0;
   psPage->iLastPlace = 0;
   psPage->uLastName = 0;
   Client_play(oClient, 1, psScenario->uSteps, 1);
   while ((psSnapshot = Client_next(oClient)) != NULL)
      Page_putStep(psPage, psSnapshot);
   if (pclose(psPage->psData) != 0)
   {
      fprintf(stderr, "demo: gzip or base64 failed\n");
      exit(2);
   }
}

/*--------------------------------------------------------------------*/

/* Put the runs of the clients into psFile, one after the other. */

static void Page_writeData(FILE *psFile, Client_T aoClients[],
   int iClients, const struct Scenario *psScenario)
{
   struct Page sPage = {.psScenario = psScenario};
   int i;

   sPage.psLast = malloc(sizeof *sPage.psLast);
   if (sPage.psLast == NULL)
   {
      fprintf(stderr, "demo: no memory for the page\n");
      exit(2);
   }
   for (i = 0; i < iClients; i++)
   {
      char acData[] = "/tmp/demo-page-XXXXXX";

      Page_playInto(&sPage, aoClients[i], acData);
      if (i > 0)
         fputc(',', psFile);
      Page_copyFile(psFile, acData);
      (void)unlink(acData);
   }
   free(sPage.psLast);
}

void Page_write(Client_T aoClients[], int iClients,
   const int aiShown[2], const struct Scenario *psScenario,
   const char *pcFile)
{
   static const char acTexts[] = "\"@TEXTS@\"";
   static const char acDatum[] = "@DATA@";
   const char *pcEnd = _binary_page_html_end;
   const char *pc = _binary_page_html_start;
   FILE *psFile = fopen(pcFile, "w");
   bool bFailed;

   if (psFile == NULL)
   {
      fprintf(
         stderr, "demo: can't write %s: %s\n", pcFile, strerror(errno));
      exit(2);
   }
   /* The data come before the texts: how a run ends is known when it
      has been played. */
   while (pc < pcEnd)
   {
      if (strncmp(pc, acTexts, sizeof acTexts - 1) == 0)
      {
         Page_writeTexts(
            psFile, aoClients, iClients, aiShown, psScenario);
         pc += sizeof acTexts - 1;
      }
      else if (strncmp(pc, acDatum, sizeof acDatum - 1) == 0)
      {
         Page_writeData(psFile, aoClients, iClients, psScenario);
         pc += sizeof acDatum - 1;
      }
      else
         fputc(*pc++, psFile);
   }
   bFailed = (ferror(psFile) != 0);
   if (fclose(psFile) != 0 || bFailed)
   {
      fprintf(
         stderr, "demo: can't write %s: %s\n", pcFile, strerror(errno));
      exit(2);
   }
}
