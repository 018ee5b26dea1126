/*
 * ipme.h: which addresses are this host's: the lists ipme and notipme as the
 * flavor builds them, and what the system really has.
 */
#ifndef IPME_H
#define IPME_H

#include "netmask.h"
#include "qmail/control.h"
#include "qmail/flavor.h"

/* One address of the system, in the order of SIOCGIFCONF. */
struct interface {
	char name[NETMASK_LABEL];	/* its label: eth0, eth0:1 */
	uint32_t address;
	bool up;		/* its interface is, whatever the label says */
	uint32_t by_label;	/* what SIOCGIFADDR by label answers: the
				   first address of that label; 0: nothing */
	bool label_up;		/* what SIOCGIFFLAGS by label answers */
};

struct interfaces {
	struct interface *v4;
	size_t n;
	uint8_t (*v6)[16];	/* loopback and link-local ones too */
	size_t n6;
};

/* The system-dependent scan (host/interfaces_*.c). -1: errno */
int
ipme_scan(struct interfaces *);

void
interfaces_free(struct interfaces *);

struct ipme {
	struct netset me;	/* in qmail's order */
	struct netset not_me;	/* notipme */
};

/*
 * The lists as the flavor builds them: 127/8, 0.0.0.0, interfaces that are
 * up, moreipme; notipme. Pure. -1: no memory
 */
int
ipme_build(struct ipme *, const struct flavor *, const struct interfaces *,
    const struct controls *);

void
ipme_free(struct ipme *);

/* Does the flavor's scan put this address on the list? (up, and seen) */
bool
ipme_sees(const struct flavor *, const struct interfaces *,
    const struct interface *);

/* the interface, up or down, that bears the address, or NULL */
const struct interface *
ipme_bearer(const struct interfaces *, uint32_t address);

/* Is a public address (netmask_reserved) on the list? Masks do not count. */
bool
ipme_has_public(const struct ipme *);

/*
 * A line of moreipme or notipme.
 * Lines follow no rule of the other files: the last octet of each is cut off
 * unseen (the newline, or the last digit), the scan ends at a zero octet,
 * the first slash splits address and mask.
 */
enum ipme_line_state {
	IPME_LINE_EMPTY,	/* nothing in it */
	IPME_LINE_ENTRY,	/* address and mask are what qmail takes */
	IPME_LINE_NO_ADDRESS,	/* the address does not scan: skipped */
	IPME_LINE_NO_MASK	/* the mask does not scan: skipped */
};

struct ipme_line {
	size_t number;		/* from 1 */
	const char *text;	/* as qmail sees it: the last octet cut off */
	size_t len;
	const char *whole;	/* with that octet, unless it is a newline */
	size_t whole_len;
	bool no_newline;	/* the last line without one: a digit is lost */
	enum ipme_line_state state;
	uint32_t address, mask;	/* of an ENTRY */
	bool wraps;		/* an octet past 255 */
	size_t address_len;	/* octets of text that the address took */
	size_t mask_at;		/* behind the slash; 0: there is none */
	size_t mask_len;	/* octets that the mask took, or, when it does
				   not scan, all behind the slash */
};

/*
 * The next line of the file, false when there is none. *at is the offset to
 * go on from, *number the last line's number; both start at 0.
 */
bool
ipme_line_next(const char *bytes, size_t size, size_t *at, size_t *number,
    struct ipme_line *);

/* How many entries qmail takes from the file; lines of moreipme and notipme
   that do not scan are none. */
size_t
ipme_entries(const struct control *);

#endif
