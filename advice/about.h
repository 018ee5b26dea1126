/*
 * about.h: what rules share: what a finding may bear on, and how verdicts are
 * said. Pure.
 */
#ifndef ADVICE_ABOUT_H
#define ADVICE_ABOUT_H

#include "advice/diagnosis.h"

enum {
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

/* findings_add_at, $1 being octets that need no NUL behind them. */
struct finding *
about_add(struct diagnosis *, enum finding_id, enum control_file, size_t line,
    const char *text, size_t len, const char *second);

/* Do the host's own files name it (me, helohost, locals)? Then *place is
   where. */
bool
about_own_name(const struct diagnosis *, const char *name, struct place *);

/* "bounce 5.4.6" into text; returns text */
const char *
about_verdict(const struct verdict *, char text[ABOUT_VERDICT]);

#endif
