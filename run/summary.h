/*
 * summary.h: what is said of a whole run: how many names ended how, --all in
 * text with the worst first, and how far it has come.
 */
#ifndef RUN_SUMMARY_H
#define RUN_SUMMARY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "advice/diagnosis.h"
#include "run/writer.h"

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

struct ranking {
	struct ranked {
		char *text;	/* owned; lines as they were rendered */
		size_t len;
		int rank;
		size_t order;
	} *line;
	size_t n, room;
};

/* Takes text over, on failure too. -1: no memory */
int
ranking_add(struct ranking *, char *text, size_t len, int status);

/*
 * Counts, then every name that is not well, the worst first; names that are
 * well only when `whole`. -1: errno, as writer_add
 */
int
ranking_print(struct ranking *, struct writer *, const struct tally *,
    bool whole);

void
ranking_free(struct ranking *);

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
