/*
 * zone.h: master files as a DNS server: question bytes to answer bytes.
 * Only file.c reads a file; the rest is memory. ldns, for what is not a
 * name, stops at rdata.c and other.c.
 */
#ifndef ZONE_ZONE_H
#define ZONE_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ZONE_TEXT = 200 };

struct zone;		/* all records of all files */

struct zone_error {
	size_t line;		/* from 1; 0: the file as a whole */
	char text[ZONE_TEXT];	/* printable ASCII, a phrase */
};

struct zone *
zone_new(void);		/* NULL: no memory */

void
zone_free(struct zone *);

/*
 * Adds a master file's records: RFC 1035 text; TTL, class and SOA optional,
 * several zones allowed, $INCLUDE refused. -1: `error` says what and where.
 */
int
zone_load(struct zone *, const char *path, struct zone_error *error);

/* The same from memory (zone_load reads the file and calls this). */
int
zone_parse(struct zone *, const char *text, size_t len, struct zone_error *);

/* Call once after the last load. -1: no memory */
int
zone_ready(struct zone *);

/*
 * Answers a query (as wire_make_query makes them) into reply, with qmail's
 * kind of server in mind: NXDOMAIN, NODATA, wildcards of RFC 4592, CNAMEs
 * followed inside, ANY gives all, names compressed, RRsets in file order.
 * With udp, truncated at 512 (TC set). *known is false when the name, or a
 * CNAME's target, is in no zone of the files (below no owner name's zone).
 * Returns the length, 0: not a query or no room.
 */
size_t
zone_answer(const struct zone *, const uint8_t *query, size_t query_len,
    bool udp, uint8_t *reply, size_t room, bool *known);

#endif
