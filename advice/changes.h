/*
 * changes.h: the changes of this host's files that findings and a verdict
 * suggest. Pure.
 */
#ifndef ADVICE_CHANGES_H
#define ADVICE_CHANGES_H

#include "advice/trial.h"

enum { CHANGES_MOST = 12 };

struct change {
	struct trial_change trial;	/* its text is `edit` */
	char *edit;		/* owned; NULL removes the line */
	char *text;		/* owned; "add example.com to control/locals",
				   printable */
	bool mends;		/* makes a line mean what was written */
	bool local;		/* right only if the message ends here then */
};

struct changes {
	struct change change[CHANGES_MOST];	/* the most telling first */
	size_t n;
};

/*
 * Is this host the domain's only because its DNS names 127.x.x.x or 0.0.0.0,
 * as everybody's would be? Then mail for it does not belong here, unless
 * rcpthosts has it.
 */
bool
changes_is_nobodys(const struct diagnosis *);

/* The findings are raised and sorted. -1: no memory (nothing to free) */
int
changes_make(struct changes *, const struct diagnosis *);

void
changes_free(struct changes *);

#endif
