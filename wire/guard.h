/*
 * guard.h: a walk over a reply that trusts nothing in it. It decides
 * what may be looked at; it never reads outside the message. Header, question
 * section and answer section only: what follows is never looked at.
 */
#ifndef WIRE_GUARD_H
#define WIRE_GUARD_H

#include "wire/name.h"

enum { WIRE_GUARD_POINTERS = 127 };	/* in one name */

enum wire_guard_verdict {
	GUARD_SAFE,
	GUARD_BROKEN,	/* dn_expand(3) fails too, or the end is reached */
	GUARD_REFUSED	/* dn_expand takes it, we do not: more pointers */
};

struct wire_guard {
	const uint8_t *message;	/* borrowed */
	size_t len;
	size_t at;		/* where the next record starts; past len
				   after an RDLENGTH that is */
	unsigned left;		/* of ANCOUNT, records to come */
};

/* counted from the message's start */
struct wire_guard_end {
	size_t next;		/* where what follows starts */
	size_t reach;		/* where the last octet that was looked at
				   ends: a pointer may lead behind `next` */
};

struct wire_guard_record {
	struct wire_name owner;
	uint16_t type, class;
	size_t fixed;		/* where the octets end that its owner and its
				   fixed part need */
	size_t rdata;		/* from the message's start, at most len */
	size_t rdlength;	/* as claimed */
};

/*
 * A name at `at`, decompressed, and where it ends. Labels of the types 00 and
 * 11, 255 octets; loops end as they do in ns_name_unpack.
 */
enum wire_guard_verdict
wire_guard_name(const struct wire_guard *, size_t at, struct wire_name *,
    struct wire_guard_end *);

/* Header and questions; then `at` is the first record. */
enum wire_guard_verdict
wire_guard_start(struct wire_guard *, const uint8_t *message, size_t len);

/*
 * The next record's owner and fixed part. As in qmail (dns.c: findip, findmx,
 * findname) an RDLENGTH past the message is no break by itself: what comes
 * next is.
 */
enum wire_guard_verdict
wire_guard_next(struct wire_guard *, struct wire_guard_record *);

#endif
