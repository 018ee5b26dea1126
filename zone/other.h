/*
 * other.h: RDATA of the types that rdata.c has no table row for.
 */
#ifndef ZONE_OTHER_H
#define ZONE_OTHER_H

#include "zone/rdata.h"

/* As zone_rdata_read; \# too (RFC 3597, 5), which alone can write types that
   ldns does not read. */
int
zone_other_read(struct zone_rdata *, uint16_t type, size_t line,
    const struct zone_field *, size_t n, const struct wire_name *origin,
    struct zone_error *);

#endif
