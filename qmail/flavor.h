/*
 * flavor.h: the table of qmail builds and what tells them apart. Pure.
 */
#ifndef QMAIL_FLAVOR_H
#define QMAIL_FLAVOR_H

#include <stdbool.h>
#include <stddef.h>

enum flavor_id {
	FLAVOR_QMAIL_103,
	FLAVOR_NETQMAIL_106,
	FLAVOR_NOTQMAIL_107,
	FLAVOR_NOTQMAIL_108,
	FLAVOR_NOTQMAIL_109,
	FLAVOR_MOREIPME,
	FLAVOR_SAGREDO,
	FLAVORS
};

enum alias_lookup {
	ALIAS_NONE,
	ALIAS_ANY,	/* the recipient's domain is asked for ANY */
	ALIAS_CNAME
};

struct flavor {
	enum flavor_id id;
	const char *name;	/* as --flavor takes it */
	bool zero_is_me;	/* 0.0.0.0 */
	bool loopback_is_me;	/* 127.0.0.0/255.0.0.0 */
	bool moreipme;		/* reads moreipme and notipme */
	bool first_per_label;	/* sees one address for each label only */
	bool by_sender;		/* authsenders, outgoingip, libidn2: sagredo */
	enum alias_lookup alias;
	size_t room;		/* octets of an answer it reads: 512, 65536 */
};

/* id is one of the enum; never NULL */
const struct flavor *
flavor_get(enum flavor_id id);

/* NULL: no flavor of that name (qmail-1.03+moreipme is FLAVOR_MOREIPME) */
const struct flavor *
flavor_by_name(const char *name);

enum { FLAVOR_EVIDENCE = 160 };

/* which flavors fit the qmail at hand, and how that was told */
struct flavor_choice {
	const struct flavor *fits[FLAVORS];	/* the first one counts */
	size_t n;				/* 1 or more */
	const char *source;	/* "option", "binary" or "default" */
	char evidence[FLAVOR_EVIDENCE];	/* a phrase, printable ASCII */
	bool unreadable;	/* the binary is there and cannot be read */
};

/* the marks that were found in bin/qmail-remote (texts of the binary) */
struct flavor_marks {
	bool authsenders;	/* "control/authsenders" */
	bool outgoingip;	/* "control/outgoingip" */
	bool moreipme;		/* "control/moreipme" */
	bool alias_failed;	/* "(#4.4.3)": its alias lookup's words */
	bool qmail_remote;	/* "control/smtproutes": it is one at all */
};

/*
 * The flavors that fit the marks, in the order in which the first counts:
 * netqmail-1.06, notqmail-1.09, -1.08, -1.07, qmail-1.03.
 */
void
flavor_fit(struct flavor_choice *, const struct flavor_marks *);

/* only this one fits, because an option said so */
void
flavor_choose(struct flavor_choice *, const struct flavor *);

#endif
