/*
 * cache.h: addresses of MX hosts already learnt in this run. A bounded table:
 * a new answer takes the place of one whose name has the same slot and, when
 * there are too many octets, of others in turn. Soft failures are never kept.
 */
#ifndef NET_CACHE_H
#define NET_CACHE_H

#include "wire/wire.h"

enum {
	CACHE_SLOTS = 4096,
	CACHE_OCTETS = 3 << 20,	/* of names and answers at most */
	CACHE_LARGE = CACHE_OCTETS / 16	/* what is larger is not kept */
};

struct cache;

struct cache *
cache_new(void);	/* NULL: no memory */

void
cache_free(struct cache *);

/* The answer and how it came the first time, borrowed; NULL: not there. */
const struct answer *
cache_find(const struct cache *, const struct question *,
    const struct origin **);

/* Copies what fits; what does not, or finds no memory, is left out. */
void
cache_keep(struct cache *, const struct question *, const struct answer *,
    const struct origin *);

#endif
