/*
 * lookup.h: the look-ups of one recipient's domain as qmail-remote does them:
 * alias, MX, addresses (qmail-remote.c: main; dns.c: dns_cname, dns_mxip,
 * dns_ip). Pure: reads facts, and wants what is missing.
 */
#ifndef QMAIL_LOOKUP_H
#define QMAIL_LOOKUP_H

#include "qmail/facts.h"
#include "qmail/flavor.h"
#include "qmail/route.h"

enum lookup_end {
	LOOKUP_MISSING,		/* questions are open */
	LOOKUP_ADDRESSES,	/* maybe none that is known */
	LOOKUP_ALIAS_SOFT,	/* #4.4.3 */
	LOOKUP_SOFT,		/* #4.1.2 */
	LOOKUP_NO_HOST,		/* #5.1.2 */
	LOOKUP_NO_EXCHANGER	/* #5.4.4 */
};

enum lookup_from {		/* where the addresses come from */
	FROM_LITERAL,		/* the domain is an address */
	FROM_RELAY,		/* the relay's A records, or it is one */
	FROM_MX,
	FROM_FALLBACK		/* no MX: the domain's A records */
};

enum mx_class { MX_FOUND, MX_HARD, MX_SOFT, MX_LITERAL };

struct lookup_mx {		/* in order of preference; ties as answered */
	unsigned preference;
	const char *name;	/* borrowed from facts */
	enum mx_class class;	/* of its A lookup */
	size_t first, n;	/* its addresses that are known */
	size_t n_unknown;	/* and how many more there are */
	const struct answer *a;	/* borrowed; NULL for a literal */
};

struct lookup_address {		/* in qmail's order, with duplicates */
	uint32_t address;
	unsigned preference;
	size_t mx;		/* index of its MX, SIZE_MAX without one */
};

struct lookup {
	enum lookup_end end;
	enum lookup_from from;
	const char *name;	/* what MX or A was asked for; borrowed
				   from the route or the caller */
	unsigned alias_rounds;	/* what counted: dropped dots and CNAMEs */
	bool is_alias;
	char *alias;		/* the last name of the chain; owned; NULL
				   when no alias look-up was made */
	const struct answer *mx_answer;	/* borrowed, NULL when not asked */
	struct lookup_mx *mx;	/* owned */
	size_t n_mx;
	struct lookup_address *address;	/* owned */
	size_t n_address;
	size_t n_unknown;	/* addresses more of octets that nobody knows:
				   they lie behind what the flavor reads */
	unsigned unknown_preference;	/* the least of theirs */
	bool soft_dropped;	/* an MX host failed softly */
};

/*
 * dns_name is the route's domain as it is sent (libidn2's form for a flavor
 * that converts it, else the domain itself). `ahead`: also want the domain's
 * A at once, and what an alias leads to (alias.h). -1: no memory
 */
int
lookup_run(struct lookup *, struct facts *, const struct flavor *,
    const struct route *, const char *dns_name, bool ahead);

void
lookup_free(struct lookup *);

#endif
