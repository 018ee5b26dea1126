/*
 * scan.h: a master file's text to entries (RFC 1035, 5.1): fields, with
 * parentheses, comments and quotes resolved and lines counted.
 */
#ifndef ZONE_SCAN_H
#define ZONE_SCAN_H

#include "zone/zone.h"

struct zone_field {
	const char *text;	/* borrowed from the file's text; escapes as
				   written; of a quoted one what the quotes
				   hold */
	size_t len;
	size_t line;
	bool is_quoted;
};

struct zone_scan {
	const char *at, *end;	/* borrowed */
	size_t line;		/* from 1 */
	struct zone_field *field;	/* the entry's; owned */
	size_t n, room;
	bool starts_blank;	/* the entry's line does: the owner before */
};

void
zone_scan_start(struct zone_scan *, const char *text, size_t len);

/* 1: an entry of one field or more. 0: the end. -1: an error, or no memory */
int
zone_scan_next(struct zone_scan *, struct zone_error *);

void
zone_scan_end(struct zone_scan *);

/*
 * Says what is wrong, and with which field (NULL: none): `field` is shortened
 * and shown in printable ASCII. Returns -1.
 */
int
zone_scan_error(struct zone_error *, size_t line, const char *what,
    const struct zone_field *);

int
zone_scan_no_memory(struct zone_error *);	/* returns -1 */

#endif
