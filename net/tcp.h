/*
 * tcp.h: one question over one TCP connection (RFC 1035, 4.2.2; RFC
 * 7766). Never blocks. The deadline is its owner's.
 */
#ifndef NET_TCP_H
#define NET_TCP_H

#include "net/pool.h"
#include "net/watch.h"
#include "wire/wire.h"

enum dnsq_tcp_state {
	DNSQ_TCP_SENDING,	/* connecting, or part of the query is sent */
	DNSQ_TCP_PREFIX,	/* query sent; 0 or 1 length octets read */
	DNSQ_TCP_BODY		/* length known, less than that read */
};

enum dnsq_tcp_got {
	DNSQ_TCP_WAIT,
	DNSQ_TCP_MESSAGE,	/* see message, size; another may follow */
	DNSQ_TCP_RESET,		/* before a length: glibc connects again */
	DNSQ_TCP_FAILED		/* refused, closed, a length under 12 */
};

struct dnsq_tcp {
	struct dnsq_watched watched;
	int fd;
	void *who;		/* borrowed */
	enum dnsq_tcp_state state;
	uint8_t query[2 + WIRE_QUERY];
	size_t query_len, sent;
	uint8_t prefix[2];
	size_t have;		/* octets read of prefix or message */
	uint8_t *message;	/* owned */
	size_t size;
};

enum dnsq_opened
dnsq_tcp_open(struct dnsq_tcp **, struct dnsq_watch *, const struct server *,
    const struct wire_query *, void *who);

/* Its socket is ready: goes one step. */
enum dnsq_tcp_got
dnsq_tcp_go(struct dnsq_tcp *, struct dnsq_watch *);

/* NULL is nothing to close. */
void
dnsq_tcp_close(struct dnsq_tcp *, struct dnsq_watch *);

#endif
