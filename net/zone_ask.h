/*
 * zone_ask.h: a question put to a zone's files as it would be to a server.
 */
#ifndef NET_ZONE_ASK_H
#define NET_ZONE_ASK_H

#include "wire/wire.h"
#include "zone/zone.h"

/*
 * The answer, which the caller owns, and how it came. `reply` has room for
 * WIRE_MESSAGE octets and is scratch. -1: no memory
 */
int
zone_ask(const struct zone *, const struct question *, uint8_t *reply,
    struct answer *, struct origin *);

#endif
