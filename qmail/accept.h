/*
 * accept.h: does qmail-smtpd here take mail for a domain (rcpthosts.c), and
 * which entry says so? RELAYCLIENT, which passes all of this by, is the
 * caller's. Pure.
 */
#ifndef QMAIL_ACCEPT_H
#define QMAIL_ACCEPT_H

#include "qmail/cdb.h"
#include "qmail/control.h"

enum accept_by {
	ACCEPT_REFUSED,		/* 553, in none of them */
	ACCEPT_RCPTHOSTS,
	ACCEPT_MORERCPTHOSTS,	/* its cdb */
	ACCEPT_NO_RCPTHOSTS,	/* there is no such file: all is taken */
	ACCEPT_RELAYCLIENT,	/* none of them is asked; see way.h */
	ACCEPT_FAILED,		/* a file that qmail-smtpd opens for all, or
				   the cdb, cannot be read, or there is
				   neither me nor smtpgreeting: 421 in place
				   of a greeting */
	ACCEPT_BROKEN,		/* the cdb is asked and cannot be searched:
				   421 to the recipient */
	ACCEPT_UNSEEN		/* qmail can read rcpthosts, mxwhy cannot: not
				   known */
};

struct accept {
	enum accept_by by;
	size_t line;		/* of rcpthosts, or of the text morercpthosts;
				   0: none */
};

/*
 * The domain (what follows the last @), ASCII case ignored: it is looked for
 * whole, then each suffix of it that starts with a dot, first in rcpthosts,
 * then in the cdb, which is opened only when rcpthosts is there. A cdb that
 * cannot be opened lets qmail-smtpd answer 421 to everybody, one that is
 * broken (0 octets) to recipients that are not in rcpthosts. The cdb counts,
 * not its text; the text gives a line where it has the same key. A cdb out of
 * mxwhy's sight (UNSEEN): its text is asked. NULL: there is no cdb. Never
 * fails.
 */
struct accept
accept_domain(const struct controls *, const struct cdb *morercpthosts,
    const char *domain);

/* is it one of those that take the mail? */
bool
accept_takes(enum accept_by);

#endif
