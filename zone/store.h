/*
 * store.h: what the zone_*.c files share: records in file order, and an
 * index of their names and all the names above them.
 */
#ifndef ZONE_STORE_H
#define ZONE_STORE_H

#include "wire/name.h"
#include "zone/zone.h"

enum { ZONE_LABELS = 128 };	/* of a name, the root too */

struct zone_record {
	struct zone_record *after;	/* in the files */
	struct zone_record *next;	/* in its set */
	const uint8_t *owner;		/* a name, case as written */
	const uint8_t *rdata;		/* names in it uncompressed */
	uint32_t ttl;
	uint16_t type;
	uint16_t rdlength;
};

struct zone_set {		/* a name's records of one type */
	struct zone_set *next;	/* in order of first appearance */
	struct zone_record *first, *last;
	uint16_t type;
};

struct zone_node {
	struct zone_node *next;		/* in its bucket */
	const uint8_t *name;
	struct zone_set *first, *last;	/* NULL: owns nothing, but a name
					   below it does */
	uint32_t hash;
};

struct zone {
	struct zone_block *block;	/* owns all that the others point to */
	struct zone_record *first, *last;
	size_t records;
	struct zone_node **bucket;	/* NULL before zone_ready */
	size_t buckets;			/* a power of two */
};

struct zone_suffixes {		/* of a name: itself to the root */
	size_t n;
	uint8_t at[ZONE_LABELS];	/* where each starts in the name */
	uint32_t hash[ZONE_LABELS];	/* the same for the same suffix,
					   whatever its ASCII case */
};

void
zone_suffixes(struct zone_suffixes *, const uint8_t *name);

/* -1: no memory. Owner and rdata are copied. */
int
zone_add(struct zone *, const struct wire_name *owner, uint16_t type,
    uint32_t ttl, const uint8_t *rdata, size_t rdlength);

/* NULL: neither the name nor a name below it owns a record */
const struct zone_node *
zone_find(const struct zone *, const uint8_t *name, uint32_t hash);

#endif
