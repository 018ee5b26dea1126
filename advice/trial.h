/*
 * trial.h: one subject judged again with a control file changed in memory.
 * Pure.
 */
#ifndef ADVICE_TRIAL_H
#define ADVICE_TRIAL_H

#include "advice/diagnosis.h"

struct trial_change {		/* as control_change takes it */
	enum control_file file;
	size_t line;
	const char *text;	/* borrowed */
	bool direct;		/* and as if there were no relays */
};

struct trial {
	struct controls controls;	/* the site's, but for `changed` */
	struct control changed;		/* owned; an overlay of the site's */
	struct ipme own;		/* owned: the lists with the change */
	struct judgement judgement;
};

/*
 * Judges the diagnosis' subject under its first flavor, on what is known. 1:
 * decided, loop included; 0: facts are missing, or the file is not there to
 * be changed; -1: no memory. trial_free in any case.
 */
int
trial_frozen(struct trial *, const struct diagnosis *,
    const struct trial_change *);

/*
 * Wants what the trial needs. The decision stands: from now on the facts take
 * all that is wanted for the findings' sake (FACTS_DECIDED). -1: no memory
 */
int
trial_want(struct diagnosis *, const struct trial_change *);

void
trial_free(struct trial *);

#endif
