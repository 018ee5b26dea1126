/*
 * relay.h: what stands behind the first colon of a line of smtproutes or
 * authsenders: relay, relay:port, relay|user|password. Pure.
 */
#ifndef QMAIL_RELAY_H
#define QMAIL_RELAY_H

#include "qmail/control.h"

/* All borrowed from the entry; nothing of it is secret unless is_secret. */
struct relay {
	const char *text;	/* up to the first bar of the value */
	size_t len;
	size_t host_len;	/* of text: up to its first colon */
	bool has_port;		/* there is one: the port is behind it */
	const char *port;
	size_t port_len;
	unsigned number;	/* its leading digits modulo 65536, as
				   scan_ulong leaves them in 16 bits; without a
				   colon 25 */
	bool many_colons;
	bool has_bar;		/* user and password are behind text; flavors
				   that know none (flavor.by_sender) take all
				   of it for the relay */
	bool is_secret;		/* text itself stands behind a bar, of its key
				   or its line: none of it may be shown */
};

/* Cuts the value of an entry of such a file; a line without a colon has an
   empty one. */
void
relay_read(struct relay *, const struct control_entry *);

#endif
