/*
 * mend.h: a line of a control file as it was meant, and the words that tell
 * all that has to be done to it. Pure.
 */
#ifndef ADVICE_MEND_H
#define ADVICE_MEND_H

#include "advice/finding.h"
#include "qmail/control.h"

struct mend {
	char *edit;		/* the line's new text; owned */
	char *text;		/* "write line 2 of control/locals as
				   example.com"; printable; owned */
};

/*
 * Of a finding about a line that qmail takes otherwise than it was meant. 1:
 * made, mend_free it; 0: what was meant cannot be told or may not be shown;
 * -1: no memory.
 */
int
mend_make(struct mend *, const struct controls *, const struct finding *);

void
mend_free(struct mend *);

#endif
