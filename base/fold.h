/*
 * fold.h: octets with ASCII case ignored, as qmail's case_* functions and DNS
 * (RFC 4343) take them, whatever the locale. Pure.
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOLD_START 2166136261u	/* of a hash; xor what else tells keys apart */

bool
fold_equal(const void *, size_t, const void *, size_t);

/* FNV-1a of the octets in lower case, going on from `hash` */
uint32_t
fold_hash(uint32_t hash, const void *, size_t len);

/* len octets to lower case; to and from may be the same */
void
fold_lower(void *to, const void *from, size_t len);

#endif
