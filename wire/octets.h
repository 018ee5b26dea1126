/*
 * octets.h: numbers of a message, the highest octet first (RFC 1035, 2.3.2).
 * Pure.
 */
#ifndef WIRE_OCTETS_H
#define WIRE_OCTETS_H

#include <stdint.h>

/* the 16 bits at two octets */
unsigned
octets_get16(const uint8_t *);

/* The low 16 bits of the number, to two octets. */
void
octets_put16(uint8_t *, unsigned);

#endif
