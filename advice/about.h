/*
 * about.h: what rules share: what a finding may bear on, and how places,
 * numbers and verdicts are said. Pure.
 */
#ifndef ADVICE_ABOUT_H
#define ADVICE_ABOUT_H

#include "advice/diagnosis.h"

enum {
	ABOUT_PLACE = 48,
	ABOUT_NUMBER = 24,
	ABOUT_VERDICT = 24,
	ABOUT_NAMES = 16	/* names of locals that are asked for */
};

/* the flavor that counts */
const struct flavor *
about_flavor(const struct diagnosis *);

/* the judgement that counts, when its route is remote, else NULL */
const struct judgement *
about_remote(const struct diagnosis *);

/* does the file bear on what was asked at all? */
bool
about_bears(const struct diagnosis *, enum control_file);

/* is the key one of those that qmail tries in this file for the subject? */
bool
about_touches(const struct diagnosis *, enum control_file, const char *key,
    size_t len);

/* the addresses asked about: --ip's, or the candidates of an MX look-up */
size_t
about_addresses(const struct diagnosis *);

uint32_t
about_address(const struct diagnosis *, size_t);

/* Adds one about a line, $1 being octets that need no NUL behind them. */
void
about_add(struct diagnosis *, enum finding_id, enum control_file, size_t line,
    const char *text, size_t len, const char *second);

/* "control/locals:3" into text; returns text */
const char *
about_place(enum control_file, size_t line, char text[ABOUT_PLACE]);

/* Where the host's own files name it (me, helohost, locals), or NULL. */
const char *
about_own_name(const struct diagnosis *, const char *name,
    char text[ABOUT_PLACE]);

/* in decimal into text; returns text */
const char *
about_number(size_t, char text[ABOUT_NUMBER]);

/* "bounce 5.4.6" into text; returns text */
const char *
about_verdict(const struct verdict *, char text[ABOUT_VERDICT]);

#endif
