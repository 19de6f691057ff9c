/*--------------------------------------------------------------------*/
/* subjects_layout.c: the subject of the chunk module's suite         */
/*--------------------------------------------------------------------*/

#include "suite.h"

const struct Suite_Test *const Suite_apsSubjects[] = {
   SuiteChunk_asTests, NULL};
