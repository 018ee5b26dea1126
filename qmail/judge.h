/*
 * judge.h: one subject under one flavor: route, look-ups, decision. Pure, but
 * for what libidn2 does in memory.
 */
#ifndef QMAIL_JUDGE_H
#define QMAIL_JUDGE_H

#include "qmail/prefme.h"
#include "qmail/route.h"

/* the computation under one flavor */
struct judgement {
	const struct flavor *flavor;
	const struct ipme *ipme;	/* borrowed, as the flavor */
	struct route route;
	struct lookup lookup;
	bool looked_up;			/* lookup is filled */
	bool idn_refused;
	char *dns_name;			/* sagredo: as sent; NULL: the domain.
					   Owned */
	struct decision decision;
};

enum judged { JUDGED_NO_MEMORY = -1, JUDGED_MISSING = 0, JUDGED_DONE = 1 };

struct judge_input {	/* borrowed */
	const struct flavor *flavor;
	const struct controls *controls;	/* the site's, or a trial's */
	const struct ipme *ipme;
	const struct tcpto *tcpto;
	int64_t now;
	const struct subject *subject;
	bool outgoing_elsewhere;	/* site.h */
	bool ahead;		/* also want the domain's A at once */
};

/*
 * Goes as far as the facts reach. MISSING: facts want answers (or, frozen,
 * lack them); call again when they are there. DONE: the decision stands, but
 * for `here` of its candidates. The judgement starts zeroed, may be judged
 * again, and is freed with judgement_free. What becomes of a message that is
 * delivered to this host: way.h.
 */
enum judged
judge(struct judgement *, struct facts *, const struct judge_input *);

void
judgement_free(struct judgement *);

#endif
