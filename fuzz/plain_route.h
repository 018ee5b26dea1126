/*
 * plain_route.h: rewrite() and the relays a second time, the way qmail does
 * it: files to one array of strings, searched from the end for each key. What
 * route.c finds has to agree.
 */
#ifndef PLAIN_ROUTE_H
#define PLAIN_ROUTE_H

#include "qmail/control.h"

enum plain_where { PLAIN_LOCAL, PLAIN_VIRTUAL, PLAIN_REMOTE };

struct plain_route {
	enum plain_where where;
	char *address;		/* owned; of a recipient */
	char *domain;		/* owned */
	bool has_relay;
	char *relay;		/* owned */
	unsigned long port;
	bool control_fails;	/* 4.3.0, for whom it is not local or virtual
				   (qmail-send: for all) */
};

/* Of the files only state, bytes and size are looked at. */
void
plain_route(struct plain_route *, const struct controls *, bool by_sender,
    const char *subject, bool is_domain, const char *sender);

void
plain_route_free(struct plain_route *);

#endif
