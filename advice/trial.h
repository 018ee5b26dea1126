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
	bool direct;		/* and as if there were no relays; with
				   CONTROL_FILES for the file, that alone */
};

struct trial {
	struct controls controls;	/* the site's, but for `changed` */
	struct control changed;		/* owned; an overlay of the site's */
	struct ipme own;		/* owned: the lists with the change */
	struct judgement judgement;	/* of the first pass */
	struct way way;
};

/*
 * Judges the diagnosis' subject under its first flavor, on what is known. 1:
 * decided to the end of its way; 0: facts are missing, or the file is not
 * there to be changed; -1: no memory. trial_free in any case.
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

/*
 * Where qmail-smtpd here refuses the message: what would become of it were
 * RELAYCLIENT set there (diagnosis.relayed, when it is known). `wants`: as
 * trial_want, nothing is settled then. -1: no memory
 */
int
trial_relayed(struct diagnosis *, bool wants);

void
trial_free(struct trial *);

#endif
