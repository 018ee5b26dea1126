/*
 * prefme.h: the decision: which addresses are me, where prefme cuts, what is
 * tried, and the verdict. Pure.
 */
#ifndef QMAIL_PREFME_H
#define QMAIL_PREFME_H

#include "ipme.h"
#include "netmask.h"
#include "qmail/lookup.h"
#include "qmail/tcpto.h"
#include "qmail/words.h"

enum outcome {
	OUTCOME_TRY,
	OUTCOME_FILTERED,	/* prefme cuts it off */
	OUTCOME_SKIP,		/* it timed out lately: tcpto */
	OUTCOME_UNBINDABLE	/* qmail's own end cannot be bound */
};

enum because { BECAUSE_NONE, BECAUSE_ME, BECAUSE_RELAY, BECAUSE_ALIAS };

enum {
	PREFME_START = 100000,
	PREFME_RELAY = 300000,
	PREFME_ALIAS = 500000
};

struct candidate {
	uint32_t address;
	unsigned port;
	unsigned preference;
	unsigned rank;		/* its MX's preference (an MX that is an address
				   has preference 0 elsewhere); 0 without an
				   MX */
	size_t mx;			/* index into lookup.mx or SIZE_MAX */
	enum outcome outcome;
	int here;		/* the kernel delivers it to this host: 1, 0,
				   -1 not known; set by who can ask it */
	const struct netentry *me;	/* longest match; borrowed from ipme */
	const struct netentry *not_me;
	bool is_me;
	struct tcpto_verdict tcpto;
};

struct verdict {
	enum action action;
	enum words words;
	bool idn;	/* NO_HOST because libidn2 refused the domain */
};

struct decision {
	struct verdict verdict;
	struct candidate *candidate;	/* owned */
	size_t n;
	unsigned prefme;	/* its value in the end */
	enum because because;
	size_t lowered_by;	/* candidate that set it, with BECAUSE_ME */
	size_t first;		/* candidate that is tried first; n: none */
	bool unbindable;	/* outgoingip is no address of this host */
	bool unknown;		/* an address that nobody knows is tried, too
				   (lookup.n_unknown) */
};

struct prefme_input {		/* all borrowed, const from here on */
	const struct flavor *flavor;
	const struct controls *controls;
	const struct ipme *ipme;
	const struct tcpto *tcpto;
	int64_t now;			/* seconds since the epoch */
	const struct route *route;
	const struct lookup *lookup;	/* complete; NULL: none was needed */
	bool idn_refused;
	bool outgoing_elsewhere;	/* site.h */
};

/*
 * Is the verdict settled before any DNS: local, virtual, or files that
 * qmail-remote cannot do without? Then *verdict is set.
 */
bool
prefme_before_dns(const struct flavor *, const struct controls *,
    const struct route *, struct verdict *);

/* The decision, but for `here` of the candidates. -1: no memory */
int
prefme_decide(struct decision *, const struct prefme_input *);

/*
 * Of a DELIVER: "the first" is any candidate of the first MXes left, since
 * qmail shuffles hosts of one preference; a relay's addresses stand in order.
 */
bool
prefme_may_be_first(const struct decision *, size_t candidate);

/*
 * Does the message come back? Of a DELIVER, the candidates' `here` being
 * known: the first that is this host, on port 25, of those that qmail may try
 * first; n: there is none.
 */
size_t
prefme_returns(const struct decision *);

void
decision_free(struct decision *);

/* are the verdicts the same in action and code? */
bool
verdict_same(const struct verdict *, const struct verdict *);

#endif
