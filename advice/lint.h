/*
 * lint.h: findings, decided from const data. Pure.
 */
#ifndef ADVICE_LINT_H
#define ADVICE_LINT_H

#include "advice/diagnosis.h"

/*
 * Wants what findings need to know (facts, ASKER_FINDING), once the decision
 * stands: A of me, helohost and the first 16 names of locals when an address
 * to try is on no interface; AAAA of MX hosts without A. Not called where such
 * questions are left out (--quiet, --file, --all). -1: no memory
 */
int
lint_want(struct diagnosis *);

/* Raises and sorts the findings of any kind of diagnosis. -1: no memory */
int
lint_run(struct diagnosis *);

#endif
