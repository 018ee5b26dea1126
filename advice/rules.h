/*
 * rules.h: the rules behind lint_run, and what they share. Each adds to
 * d->findings; none fails (findings.no_memory tells).
 */
#ifndef ADVICE_RULES_H
#define ADVICE_RULES_H

#include "advice/lint.h"
#include "advice/trial.h"

enum { LINT_PLACE = 48, LINT_TIME = 24, LINT_VERDICT = 24, LINT_NAMES = 16 };

/* lint.c */

/* the flavor that counts */
const struct flavor *
lint_flavor(const struct diagnosis *);

/* the judgement that counts, when its route is remote, else NULL */
const struct judgement *
lint_remote(const struct diagnosis *);

/* does the file bear on what was asked at all? */
bool
lint_bears(const struct diagnosis *, enum control_file);

/* is the key one of those that qmail tries in this file for the subject? */
bool
lint_touches(const struct diagnosis *, enum control_file, const char *key,
    size_t len);

/* the addresses asked about: --ip's, or the candidates of an MX look-up */
size_t
lint_addresses(const struct diagnosis *);

uint32_t
lint_address(const struct diagnosis *, size_t);

/* Adds one about a line, $1 being octets that need no NUL behind them. */
void
lint_add(struct diagnosis *, enum finding_id, enum control_file, size_t line,
    const char *text, size_t len, const char *second);

/* "control/locals:3" into text; returns text */
const char *
lint_place(enum control_file, size_t line, char text[LINT_PLACE]);

/* Where the host's own files name it (me, helohost, locals), or NULL. */
const char *
lint_own_name(const struct diagnosis *, const char *name,
    char text[LINT_PLACE]);

/* in decimal into text; returns text */
const char *
lint_number(size_t, char text[LINT_TIME]);

/* "bounce 5.4.6" into text; returns text */
const char *
lint_verdict(const struct verdict *, char text[LINT_VERDICT]);

/* keys.c: the entry of rcpthosts or morercpthosts that takes mail for
   the domain, or NULL */
const struct control_entry *
lint_accepted(const struct control *, const char *domain);

/* nat.c: "private", "loopback" and so on; NULL: a public address */
const char *
lint_reserved(uint32_t address);

/* nat.c: has this host a public address as far as it knows? */
bool
lint_has_public(const struct diagnosis *);

/* what may be changed in a line of moreipme or notipme */
struct lint_ipme_fault {
	enum finding_id id;
	char first[64], second[64];	/* the finding's arguments */
	char mended[64];		/* the line as it was meant, or "" */
};

/* ipme_fault.c: false: nothing is wrong with the line */
bool
lint_ipme_fault(const struct ipme_line *, struct lint_ipme_fault *);

/* the rules */
void lint_files(struct diagnosis *);
void lint_line(struct diagnosis *);
void lint_keys(struct diagnosis *);
void lint_routes(struct diagnosis *);
void lint_relays(struct diagnosis *);
void lint_domain(struct diagnosis *);
void lint_moved(struct diagnosis *);
void lint_ipme(struct diagnosis *);
void lint_loops(struct diagnosis *);
void lint_nat(struct diagnosis *);
void lint_dns(struct diagnosis *);
void lint_mx(struct diagnosis *);
void lint_host(struct diagnosis *);

/* moved.c: the trial that tells whether the domain has moved away;
   false: there is nothing to try */
bool
lint_moved_change(const struct diagnosis *, struct trial_change *);

#endif
