/*
 * rcpt.h: under which name a recipient crosses SMTP: what qmail-remote says in
 * RCPT TO, and what qmail-smtpd makes of it. Pure.
 */
#ifndef QMAIL_RCPT_H
#define QMAIL_RCPT_H

#include "ipme.h"
#include "qmail/judge.h"

/*
 * What qmail-remote says (qmail-remote.c, addrmangle): the box quoted where it
 * needs it, and behind the @ the last name of an alias's chain, else the
 * domain as it was given. For a domain, which has no box, the name alone.
 * malloc'd, the caller frees; NULL: no memory.
 */
char *
rcpt_say(const struct judgement *, const struct subject *);

/*
 * What qmail-smtpd makes of it (qmail-smtpd.c, addrparse): quotes and
 * backslashes are gone, and the address of this host in brackets has become
 * control/localiphost, else control/me; of a domain, what is behind its last
 * @. malloc'd, the caller frees; NULL: no
 * memory.
 */
char *
rcpt_take(const char *said, const struct subject *, const struct controls *,
    const struct ipme *);

/* Is it longer than qmail-smtpd takes (addrparse: 900 octets, a NUL among
   them)? */
bool
rcpt_is_too_long(const char *taken);

#endif
