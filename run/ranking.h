/*
 * ranking.h: --all in text: verdict lines, the worst first.
 */
#ifndef RUN_RANKING_H
#define RUN_RANKING_H

#include <stdio.h>

#include "run/tally.h"

struct ranking {
	struct ranked {
		char *text;	/* owned; lines as they were rendered */
		int rank;
		size_t order;
	} *line;
	size_t n, room;
};

/* Takes text over, on failure too. -1: no memory */
int
ranking_add(struct ranking *, char *text, int status);

/*
 * Counts, then every name that is not well, the worst first; names that are
 * well only when `whole`. -1: the stream failed
 */
int
ranking_print(struct ranking *, FILE *, const struct tally *, bool whole);

void
ranking_free(struct ranking *);

#endif
