/*
 * progress.h: on a terminal, how far a run has come.
 */
#ifndef RUN_PROGRESS_H
#define RUN_PROGRESS_H

#include <stdint.h>
#include <stdio.h>

#include "run/tally.h"

struct progress {
	FILE *stream;		/* borrowed; NULL: none is shown */
	int64_t begun, shown;	/* microseconds */
	uint64_t size;		/* octets or names in all; 0: not known */
	bool drawn;
};

/* Draws at most five times a second; `done` in the unit of size. */
void
progress_show(struct progress *, const struct tally *, uint64_t done,
    int64_t now);

/* Takes the line away. */
void
progress_end(struct progress *);

#endif
