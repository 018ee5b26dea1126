/*
 * rdata.h: a record's fields behind its type to octets.
 */
#ifndef ZONE_RDATA_H
#define ZONE_RDATA_H

#include "wire/name.h"
#include "zone/scan.h"

enum { ZONE_RDATA = 65535, ZONE_TTL_MOST = 0x7fffffff };

struct zone_rdata {
	uint8_t bytes[ZONE_RDATA];
	size_t len;
};

/* A type's name to its number; 0: no type that a file may hold */
uint16_t
zone_rdata_type(const struct zone_field *);

/* Does zone_rdata_read know the type's layout? Else it is other.h's. */
bool
zone_rdata_has(uint16_t type);

/*
 * n fields to the RDATA of a type of that kind; names are relative to the
 * origin. `line` is the record's. -1: the error says what and where.
 */
int
zone_rdata_read(struct zone_rdata *, uint16_t type, size_t line,
    const struct zone_field *, size_t n, const struct wire_name *origin,
    struct zone_error *);

/* A name, "@" or relative to the origin. -1 as above */
int
zone_rdata_name(struct wire_name *, const struct zone_field *,
    const struct wire_name *origin, struct zone_error *);

/* Seconds, plain or as in 1h30m, up to ZONE_TTL_MOST (RFC 2181, 8). -1 as
   above */
int
zone_rdata_period(uint32_t *, const struct zone_field *, struct zone_error *);

/* -1: it would have more than ZONE_RDATA octets; nothing is added */
int
zone_rdata_append(struct zone_rdata *, const void *, size_t len);

/*
 * The layout of a type whose names RFC 1035 lets a server compress: octets
 * before the names, and how many names; 0 names for any other type.
 */
size_t
zone_rdata_names(uint16_t type, size_t *before);

#endif
