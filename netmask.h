/*
 * netmask.h: IPv4 addresses and masks, as qmail scans and matches them.
 *
 * An address is a uint32_t whose first octet stands on top (192.0.2.1 is
 * 0xc0000201). Pure: no system call, no state.
 */
#ifndef NETMASK_H
#define NETMASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NETMASK_TEXT = 16,	/* room for "255.255.255.255" and its NUL */
	NETMASK_LABEL = 16	/* room for an interface's label, as IFNAMSIZ */
};

#define NETMASK_HOST 0xffffffffu	/* the mask of a single address */

/* where an entry of ipme or notipme comes from */
enum netlist {
	NETLIST_IMPLICIT,	/* compiled into qmail: 127/8, 0.0.0.0 */
	NETLIST_INTERFACE,
	NETLIST_MOREIPME,
	NETLIST_NOTIPME
};

struct netentry {
	uint32_t address, mask;
	enum netlist list;
	char interface[NETMASK_LABEL];	/* its label, or "" */
	size_t line;			/* of the file, from 1, or 0 */
};

/* a growing list, in qmail's order; owns its entries */
struct netset {
	struct netentry *entry;
	size_t n, room;
};

/* -1: no memory, and the set is as it was */
int
netset_add(struct netset *, const struct netentry *);

void
netset_free(struct netset *);

/*
 * The first of the entries with the longest mask among those that match, or
 * NULL. An entry matches when entry == (address & mask): its own host bits
 * are not masked (moreipme patch, ipme_is).
 */
const struct netentry *
netset_longest(const struct netset *, uint32_t address);

bool
netentry_matches(const struct netentry *, uint32_t address);

/*
 * Me when the longest match of ipme is longer than the longest of notipme
 * (none: -1). Sets *me and *not_me to those matches, or to NULL.
 */
bool
netmask_is_me(const struct netset *ipme, const struct netset *notipme,
    uint32_t address, const struct netentry **me,
    const struct netentry **not_me);

/*
 * The mask's length as qmail counts it: octet by octet, 255:8 254:7 252:6
 * 248:5 240:4 224:3 192:2 128:1, any other 0. Not contiguous masks count too.
 */
int
netmask_length(uint32_t mask);

/* are the mask's bits one run from the top (a prefix)? */
bool
netmask_is_prefix(uint32_t mask);

/*
 * ip_scan: four runs of decimal digits with dots between, each taken modulo
 * 256; what follows is left alone. Returns the octets used, 0 when s does
 * not scan. `wraps`, when not NULL, is set when an octet was past 255.
 */
size_t
netmask_scan(const char *s, size_t len, uint32_t *address, bool *wraps);

/*
 * A domain, relay or MX host that is an address in text: the whole of s, bare
 * or in brackets, its octets modulo 256 (dns.c, ip_scan and ip_scanbracket).
 */
bool
netmask_scan_literal(const char *s, uint32_t *address);

/* What --ip takes: four decimal octets of 0 to 255, brackets allowed. */
bool
netmask_parse(const char *s, uint32_t *address);

/* Dotted decimal into text; returns text. */
char *
netmask_text(uint32_t address, char text[NETMASK_TEXT]);

/*
 * What the address is instead of a public one, as a phrase: "private",
 * "loopback" and so on (RFC 6890); static. NULL: it is public.
 */
const char *
netmask_reserved(uint32_t address);

#endif
