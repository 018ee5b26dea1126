/*
 * way.h: the whole way of a message. Where qmail-remote's first address is
 * this host, the message meets this host's own qmail-smtpd, and what that
 * takes is decided from the beginning: pass by pass, until it ends or comes
 * back as what it was before. Pure.
 */
#ifndef QMAIL_WAY_H
#define QMAIL_WAY_H

#include "qmail/accept.h"
#include "qmail/judge.h"
#include "qmail/site.h"

enum {
	/*
	 * A pass adds two Received lines to the one of the first
	 * qmail-queue, and qmail-smtpd refuses a message that has a hundred
	 * (qmail-smtpd.c, MAXHOPS): the delivery of this pass fails.
	 */
	WAY_PASSES = 51
};

struct way_input {		/* borrowed */
	const struct site *site;
	size_t flavor;		/* one of site->flavor.fits */
	const struct controls *controls;	/* the site's, or a trial's */
	const struct ipme *ipme;
	bool outgoing_elsewhere;	/* as site has it */
	enum relayclient relayclient;
	bool ahead;		/* as judge_input has it */
};

/* that of the site as it is; its flavor.fits[flavor] */
struct way_input
way_input(const struct site *, size_t flavor);

struct way_pass {
	struct subject subject;
	struct judgement *judgement;	/* of the first pass: borrowed */
	char *rcpt;		/* what RCPT TO says; owned; NULL: the pass
				   delivers nothing by SMTP */
	size_t to;		/* the candidate that gets it, with rcpt: the
				   first of all, or the one that returns */
	bool returns;		/* to this host's qmail-smtpd */
	char *taken;		/* the recipient to that; owned; NULL: as rcpt
				   where it does not return */
	struct accept accept;	/* with returns */
	uint32_t from;		/* with returns: where it comes from */
};

enum way_end {
	WAY_OPEN,		/* not at its end yet */
	WAY_ENDS,		/* as the last pass's decision says */
	WAY_REFUSED,		/* by qmail-smtpd */
	WAY_UNSEEN,		/* mxwhy cannot read what qmail-smtpd reads */
	WAY_REPEATS,		/* comes back as what an earlier pass had */
	WAY_HOPS		/* never the same, until it has too many hops */
};

struct way {			/* zeroed: not begun */
	struct way_pass *pass;	/* owned */
	size_t n;
	bool is_judged;		/* the last pass is decided */
	enum way_end end;
	size_t back;		/* WAY_REPEATS: the pass it goes on with */
	bool assumes;		/* that qmail-smtpd relays for 127.* */
	struct verdict verdict;	/* of the end; loop with WAY_REPEATS and
				   WAY_HOPS */
};

enum way_state {
	WAY_NO_MEMORY = -1,
	WAY_MISSING,	/* facts want answers, or, frozen, lack them */
	WAY_HERE,	/* the last pass has candidates: who calls says which
			   are this host (candidate.here) */
	WAY_DONE
};

/*
 * Begins with a first pass: a zeroed judgement, or one that stands already
 * (is_judged) and whose candidates' `here` is known. Borrows both. -1: no
 * memory
 */
int
way_begin(struct way *, struct judgement *, const struct subject *,
    bool is_judged);

/*
 * Goes on as far as the facts reach; call it again when they, or `here`, are
 * known. Questions of later passes are asked for the way's sake (ASKER_WAY).
 * The first pass is the decision for the subject, whatever follows it.
 */
enum way_state
way_go(struct way *, struct facts *, const struct way_input *);

/* Its last pass; it has begun. */
const struct way_pass *
way_last(const struct way *);

/* The candidate that the pass's message goes to, or NULL. */
const struct candidate *
way_to(const struct way_pass *);

/* qmail's words at the end, whole; malloc'd, the caller frees. NULL: there are
   none (words NONE), or no memory. */
char *
way_words(const struct way *);

void
way_free(struct way *);

#endif
