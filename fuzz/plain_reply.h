/*
 * plain_reply.h: a reply read a second time, as qmail's dns.c does it and
 * with its dn_expand(3): no guard, no ldns. What wire.c reads has to agree.
 */
#ifndef PLAIN_REPLY_H
#define PLAIN_REPLY_H

#include "wire/wire.h"

enum plain_step {
	PLAIN_RECORD,	/* one of the wanted type */
	PLAIN_OTHER,	/* one of another type */
	PLAIN_BEYOND,	/* one whose address lies behind the message */
	PLAIN_SOFT,	/* DNS_SOFT: nothing more is read */
	PLAIN_END
};

struct plain_reply {
	const uint8_t *message, *end, *at;	/* borrowed */
	unsigned left, wanted;
	bool broken;		/* the question section already is */
};

struct plain_record {
	uint8_t address[16];
	unsigned preference;
	char name[WIRE_NAME];
	size_t fixed;		/* where its fixed part ends */
};

/* wanted: WIRE_A, WIRE_AAAA, WIRE_MX or WIRE_CNAME */
void
plain_reply_start(struct plain_reply *, unsigned wanted,
    const uint8_t *message, size_t len);

enum plain_step
plain_reply_next(struct plain_reply *, struct plain_record *);

/* The class of a UDP reply by its header alone; FOUND: read on. */
enum answer_class
plain_reply_class(const uint8_t *message, size_t len);

/*
 * Does wire_read's answer hold the same facts, as far as so much room goes? An
 * answer with ODD_REFUSED may hold less, and is soft.
 */
bool
plain_reply_agrees(const struct answer *, unsigned wanted,
    const uint8_t *message, size_t len, size_t room);

#endif
