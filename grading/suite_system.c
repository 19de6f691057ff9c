#include "suite.h"
const struct Suite_Test SuiteSystem_asTests[] = {
   {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL}};
