/*
 * fix.h: changes of this host that mend a verdict, tried in memory. Pure.
 */
#ifndef ADVICE_FIX_H
#define ADVICE_FIX_H

#include "advice/diagnosis.h"

/*
 * Tries the changes that the findings and the verdict suggest; keeps those
 * that change the verdict for the better (at most DIAGNOSIS_FIXES, the most
 * telling first) in diagnosis.fix, and says whose fault it is in
 * diagnosis.whose.
 * -1: no memory
 */
int
fix_propose(struct diagnosis *);

#endif
