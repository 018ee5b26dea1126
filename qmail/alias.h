/*
 * alias.h: the alias half of a look-up, for lookup.c only. Pure.
 */
#ifndef QMAIL_ALIAS_H
#define QMAIL_ALIAS_H

#include "qmail/lookup.h"

enum { ALIAS_ROUNDS = 10 };	/* dns.c, dns_cname */

/* how far it got */
enum lookup_alias_state { ALIAS_PENDING, ALIAS_FAILED, ALIAS_SETTLED };

/*
 * Walks from the domain through dropped dots and CNAMEs, at most ten of them
 * (dns.c, dns_cname): sets the look-up's alias, alias_rounds and is_alias.
 * -1: no memory
 */
int
lookup_alias(struct lookup *, struct facts *, const struct flavor *,
    const char *domain, enum lookup_alias_state *);

/*
 * A resolver that followed the domain's aliases names them in its answer for
 * MX: wants what the alias look-up asks of them one by one, and the MX of the
 * last, with which the way goes on should the message come back. Early, and
 * at most for so many as the look-up follows. -1: no memory
 */
int
lookup_alias_ahead(struct facts *, const struct flavor *,
    const struct answer *mx);

#endif
