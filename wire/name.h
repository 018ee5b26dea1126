/*
 * name.h: names as octets, uncompressed, and as the text that wire.h
 * speaks of. Pure.
 */
#ifndef WIRE_NAME_H
#define WIRE_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/wire.h"

enum { WIRE_OCTETS = 255 };	/* of a name, RFC 1035, 2.3.4 */

struct wire_name {
	uint8_t bytes[WIRE_OCTETS];	/* labels, the root's 0 too */
	size_t len;
};

/*
 * Text of len octets to a name, by the rules of ns_name_pton(3): \DDD and \c
 * are read, any octet is taken, one final dot is allowed and makes the name
 * absolute; "" is the root. False: an empty label inside, a label past 63, a
 * name past 255, a \DDD past 255 or cut short.
 */
bool
wire_name_read(struct wire_name *, const char *text, size_t len,
    bool *absolute);

/* A name of valid labels to text with its NUL; the text's length. */
size_t
wire_name_write(char text[WIRE_NAME], const uint8_t *bytes);

/* octets of a name of valid labels, the root's 0 too */
size_t
wire_name_length(const uint8_t *);

/* In place, for comparisons: length octets are below 'A'. */
void
wire_name_fold(struct wire_name *);

#endif
