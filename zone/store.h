/*
 * store.h: what the zone_*.c files share: records in file order, and an
 * index of their names and all the names above them.
 */
#ifndef ZONE_STORE_H
#define ZONE_STORE_H

#include "base/table.h"
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
	const uint8_t *name;
	struct zone_set *first, *last;	/* NULL: owns nothing, but a name
					   below it does */
};

struct zone {
	struct zone_block *block;	/* owns names, records and sets */
	struct zone_record *first, *last;
	struct zone_node *node;		/* owned; none before zone_ready */
	size_t nodes, room;
	struct table index;		/* of the nodes by name */
};

/* One array of both: gcc 12 takes a walk through two arrays of different
   strides (its ivopts makes one's address of the other's) for a use of NULL,
   and drops calls of what does so. */
struct zone_suffixes {		/* of a name: itself to the root */
	size_t n;
	struct zone_suffix {
		uint32_t hash;		/* the same for the same suffix,
					   whatever its ASCII case */
		uint8_t at;		/* where it starts in the name */
	} suffix[ZONE_LABELS];
};

void
zone_suffixes(struct zone_suffixes *, const uint8_t *name);

/* -1: no memory. Owner and rdata are copied. */
int
zone_add(struct zone *, const struct wire_name *owner, uint16_t type,
    uint32_t ttl, const uint8_t *rdata, size_t rdlength);

/* Of the name from that suffix of it on. NULL: neither it nor a name below it
   owns a record */
const struct zone_node *
zone_find(const struct zone *, const uint8_t *name,
    const struct zone_suffix *);

#endif
