/*
 * tally.h: how many names ended how.
 */
#ifndef RUN_TALLY_H
#define RUN_TALLY_H

#include <stdint.h>
#include <stddef.h>

#include "advice/diagnosis.h"

enum { TALLY_ACTIONS = ACTION_BOUNCE + 1, TALLY_TEXT = 200 };

struct tally {
	uint64_t action[TALLY_ACTIONS];
	uint64_t me, not_me;	/* --ip */
	uint64_t failed;	/* objects with an error */
	uint64_t names;
	int status;		/* the worst so far: 2, 3, 100, 111, 1, 0 */
	bool any;
};

void
tally_add(struct tally *, const struct diagnosis *, int status);

/* place of a status in the order 2, 3, 100, 111, 1, 0; 0 the worst */
int
tally_rank(int status);

/* "12,000 deliver, 3 loop, 40 bounce, 7 defer"; returns text */
char *
tally_text(const struct tally *, char text[TALLY_TEXT]);

/* a number with commas; returns text */
char *
tally_number(uint64_t, char text[28]);

#endif
