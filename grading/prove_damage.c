#include "prove_damage.h"
bool Damage_run(const char *pcManager, size_t uEvery)
{
   (void)pcManager;
   (void)uEvery;
   return true;
}
