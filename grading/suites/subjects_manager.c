/*--------------------------------------------------------------------*/
/* subjects_manager.c: the subjects of a manager's suite              */
/*--------------------------------------------------------------------*/

#include "suite.h"

const struct Suite_Test *const Suite_apsSubjects[] = {
   SuiteContract_asTests, SuiteBehaviour_asTests,
   SuiteContract_asLongTests, SuitePolicy_asTests, SuiteCost_asTests,
   SuiteSystem_asTests, SuiteMisuse_asTests, SuiteValid_asTests, NULL};
