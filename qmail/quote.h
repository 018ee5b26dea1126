/*
 * quote.h: an address as it goes over the wire. Pure.
 */
#ifndef QMAIL_QUOTE_H
#define QMAIL_QUOTE_H

#include <stddef.h>

/*
 * The box, all in front of the last @, in quotes if it needs them; the host
 * as it is. Without an @ nothing is changed (qmail-remote.c, addrmangle;
 * quote.c). malloc'd; NULL: no memory
 */
char *
quote_address(const char *address);

/* The same for a box of so many octets and a host that goes behind it, which
   may have an @ of its own. */
char *
quote_box(const char *box, size_t len, const char *host);

#endif
