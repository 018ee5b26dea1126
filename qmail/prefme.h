/*
 * prefme.h: the decision: which addresses are me, where prefme cuts, what is
 * tried, and the verdict in qmail's words. Pure.
 */
#ifndef QMAIL_PREFME_H
#define QMAIL_PREFME_H

#include "ipme.h"
#include "netmask.h"
#include "qmail/lookup.h"
#include "qmail/tcpto.h"

enum action {
	ACTION_LOCAL, ACTION_VIRTUAL, ACTION_DELIVER, ACTION_LOOP,
	ACTION_DEFER, ACTION_BOUNCE
};

/* X-macro: id, code, the words up to the name of the domain or the relay,
   those behind it (NULL: they name none) */
#define PREFME_WORDS(X) \
	X(WORDS_NONE, NULL, NULL, NULL) \
	X(WORDS_NO_DNS, "4.1.2", \
	    "Sorry, I couldn't find any host by that name. (#4.1.2)", NULL) \
	X(WORDS_CONTROL, "4.3.0", \
	    "Unable to read control files. (#4.3.0)", NULL) \
	X(WORDS_OUTGOINGIP, "4.3.0", \
	    "invalid ipaddr in control/outgoingip (#4.3.0)", NULL) \
	X(WORDS_NO_CONNECTION, "4.4.1", "Sorry, I wasn't able to establish " \
	    "an SMTP connection. (#4.4.1)", NULL) \
	X(WORDS_ALIAS, "4.4.3", \
	    "CNAME lookup failed temporarily. (#4.4.3)", NULL) \
	X(WORDS_NO_HOST, "5.1.2", \
	    "Sorry, I couldn't find any host named ", ". (#5.1.2)") \
	X(WORDS_NO_EXCHANGER, "5.4.4", "Sorry, I couldn't find a mail " \
	    "exchanger or IP address. (#5.4.4)", NULL) \
	X(WORDS_BEST_IS_ME, "5.4.6", "Sorry. Although I'm listed as a " \
	    "best-preference MX or A for that host,\nit isn't in my " \
	    "control/locals file, so I don't treat it as local. (#5.4.6)", \
	    NULL)

enum words {
#define X(id, code, before, behind) id,
	PREFME_WORDS(X)
#undef X
	WORDS
};

enum outcome { OUTCOME_TRY, OUTCOME_FILTERED, OUTCOME_SKIP };

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
};

/*
 * Is the verdict settled before any DNS: local, virtual, or files that
 * qmail-remote cannot do without? Then *verdict is set.
 */
bool
prefme_before_dns(const struct flavor *, const struct controls *,
    const struct route *, struct verdict *);

/* The decision, but for `here` of the candidates and so for loop. -1: no
   memory */
int
prefme_decide(struct decision *, const struct prefme_input *);

/*
 * Of a DELIVER: "the first" is any candidate of the first MXes left, since
 * qmail shuffles hosts of one preference; a relay's addresses stand in order.
 */
bool
prefme_may_be_first(const struct decision *, size_t candidate);

/* The candidates' `here` is known now: DELIVER becomes LOOP when one of the
   first that qmail would try is this host, on port 25. */
void
prefme_loop(struct decision *);

void
decision_free(struct decision *);

const char *
action_name(enum action);	/* "local" and so on */

const char *
words_code(enum words);		/* "5.4.6", NULL for none */

/*
 * The message, whole; bytes of the host below 33 and above 126 as '?'
 * (qmail-remote.c, outsafe). malloc'd, the caller frees; NULL: no memory, or
 * WORDS_NONE, which has no words.
 */
char *
words_text(enum words, const char *host);

/* are the verdicts the same in action and code? */
bool
verdict_same(const struct verdict *, const struct verdict *);

/* 0, 3, 100, 111: the exit status of an action */
int
action_status(enum action);

#endif
