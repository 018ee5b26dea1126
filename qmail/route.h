/*
 * route.h: qmail-send's rewrite() and qmail-remote's relays. Pure.
 */
#ifndef QMAIL_ROUTE_H
#define QMAIL_ROUTE_H

#include "qmail/control.h"
#include "qmail/flavor.h"

enum route_where { ROUTE_LOCAL, ROUTE_VIRTUAL, ROUTE_REMOTE };

/* what is asked about; borrowed */
struct subject {
	const char *text;	/* as given, without a NUL inside */
	bool is_domain;		/* else a recipient */
	const char *sender;	/* envelope sender; NULL: not given */
};

/* an entry of a file, or none (entry NULL); borrowed from controls */
struct route_hit {
	enum control_file file;
	const struct control_entry *entry;
};

struct route {
	enum route_where where;
	char *address;		/* as qmail-send makes it; NULL for a domain */
	char *domain;		/* remote, local: what is looked up; owned */
	struct route_hit by;	/* locals, me or virtualdomains */
	bool has_relay;
	char *relay;		/* its host, may be "" (dom::port); owned */
	unsigned port;		/* 0 to 65535; 25 without a relay */
	struct route_hit relay_by;	/* smtproutes or authsenders; with
				   has_relay false: the entry whose relay
				   is empty ("use MX"), or none */
	char *sender;		/* as it goes over the wire; owned; NULL: none
				   was given */
	size_t percenthacks;	/* rounds of percenthack */
	bool at_added;		/* envnoathost was appended */
};

/* The route of the subject. Owned strings: route_free. -1: no memory */
int
route_find(struct route *, const struct flavor *, const struct controls *,
    const struct subject *);

/* What virtualdomains was searched for: the address before virtualdomains put
   something in front, or the domain asked about. Borrowed from both. */
const char *
route_rewritten(const struct route *, const struct subject *);

void
route_free(struct route *);

/* keys.c: which table's keys to go through */
enum route_table {
	ROUTE_LOCALS,		/* domain */
	ROUTE_VIRTUALDOMAINS,	/* whole address, domain, .suffixes, "" */
	ROUTE_PERCENTHACK,	/* what stands behind each % and @ */
	ROUTE_SMTPROUTES,	/* domain, .suffixes, "" */
	ROUTE_AUTHSENDERS,	/* sender, suffixes from @ or a dot, "" */
	ROUTE_RCPTHOSTS		/* domain, .suffixes */
};

/* the keys qmail tries, in its order */
struct route_keys {
	enum route_table table;
	const char *text;	/* address, domain or sender; borrowed */
	size_t len;
	size_t at;		/* of the domain in text; for a domain: 0 */
	size_t next;		/* offset the next key is looked for at */
};

void
route_keys_begin(struct route_keys *, enum route_table, const char *text,
    bool is_domain);

/*
 * The keys that the file may be searched for, given the subject and its route:
 * percenthack's are all domains in the address, and a subject without a sender
 * has none in authsenders. false: the file is none that is searched. Borrows
 * from both.
 */
bool
route_keys_of(struct route_keys *, enum control_file, const struct route *,
    const struct subject *);

/* The next key, *len octets of text; NULL when there is none left. */
const char *
route_keys_next(struct route_keys *, size_t *len);

/* The host that qmail's words name: the relay or the domain; never NULL. */
const char *
route_host(const struct route *);

/* what follows the last @ of text, or text itself */
const char *
route_domain(const char *text);

#endif
