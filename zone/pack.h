/*
 * pack.h: records to a message, names compressed (RFC 1035, 4.1.4).
 */
#ifndef ZONE_PACK_H
#define ZONE_PACK_H

#include "zone/store.h"

enum {
	ZONE_PACK_SLOTS = 1 << 15	/* twice what 14-bit offsets need */
};

struct zone_pack {
	uint8_t *message;	/* borrowed */
	size_t len, most;
	size_t slots;		/* in use: a power of two */
	uint16_t slot[ZONE_PACK_SLOTS];	/* a name's start; 0: free */
};

/*
 * Starts a message of at most `most` octets with room for a header, then the
 * question's name, type and class. False: no room.
 */
bool
zone_pack_start(struct zone_pack *, uint8_t *message, size_t most,
    const struct wire_name *, uint16_t type);

/* A record under another owner than its own where `owner` is not NULL. False:
   no room, and nothing was added; then nothing more may be. */
bool
zone_pack_record(struct zone_pack *, const struct zone_record *,
    const uint8_t *owner);

#endif
