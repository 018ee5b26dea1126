/*
 * responder.h: name servers inside a test, on 127.0.0.1, and a clock that
 * runs faster than the real one: a step of the loop is 5 ms, so that a
 * timeout of seconds costs none.
 */
#ifndef RESPONDER_H
#define RESPONDER_H

#include "dnsq.h"

enum { RESPONDERS = 5, STEP = 5000, MAX_PORTS = 4096 };

enum udp_manner {
	UDP_GOOD,		/* A 192.0.2.(number) */
	UDP_SILENT,
	UDP_CLOSED,		/* no socket there: refused */
	UDP_WRONG_ID,		/* three times, then good */
	UDP_WRONG_QUESTION,	/* name, type, class, count; then good */
	UDP_QUERY_BACK,		/* without QR; then good */
	UDP_SHORT,		/* of 0, 1 and 11 octets; then good */
	UDP_TRUNCATED,
	UDP_SERVFAIL, UDP_REFUSED, UDP_NOTIMP, UDP_LAME, UDP_FORMERR,
	UDP_NXDOMAIN,
	UDP_LATE,		/* silent, but answers the first datagram when
				   the clock is at .late */
	UDP_EVERY_THIRD,	/* drops each third datagram */
	UDP_TWICE,
	UDP_BIG			/* 600 octets, not truncated */
};

enum tcp_manner {
	TCP_GOOD,		/* A 198.51.100.(number) */
	TCP_CLOSED,
	TCP_SILENT,
	TCP_HANG_UP,		/* closes when it has read the query */
	TCP_RESET_ONCE, TCP_RESET_ALWAYS,
	TCP_RESET_LATE,		/* after 100 steps, once; then silent */
	TCP_DRIP,		/* an octet at each 50th step */
	TCP_LAST_LATE,		/* the last octet by itself */
	TCP_LENGTH_0,
	TCP_LENGTH_11,		/* that many, then silence */
	TCP_LENGTH_MAX,		/* 65535, a message, silence */
	TCP_HALF,		/* closes in the middle */
	TCP_WRONG_ID,		/* and a good one behind it */
	TCP_SERVFAIL, TCP_REFUSED, TCP_LAME,
	TCP_512, TCP_BIG	/* of 512, 600 octets */
};

struct responder {
	enum udp_manner udp_manner;
	enum tcp_manner tcp_manner;
	int udp, tcp, peer;	/* sockets, -1: none */
	unsigned number;	/* from 1 */
	uint16_t port;
	unsigned asked, connected;	/* datagrams, connections */
	uint16_t offered;	/* in the last question's OPT, 0: none */
	uint16_t of_port[MAX_PORTS];	/* questions by client port & 4095 */
	int64_t late;
	uint8_t first[512];	/* the first datagram */
	size_t first_len;
	uint8_t out[1024];	/* a reply by TCP, with its length */
	size_t out_len, out_sent;
	unsigned steps;
	/* sockaddr_in of who sent the first datagram */
	uint32_t client;
	uint16_t client_port;
};

struct world {
	struct responder server[RESPONDERS];
	size_t n;
	struct dnsq *dnsq;
	int64_t now;
};

/* n servers, good by UDP and TCP, an engine that asks them: timeout 1,
   attempts 2. Change the options before world_ask. */
void
world_begin(struct world *, size_t n, struct dnsq_options *);

/* the manner of server i (from 0); before the first question */
void
world_manner(struct world *, size_t i, enum udp_manner, enum tcp_manner);

void
world_engine(struct world *, const struct dnsq_options *);

void
world_ask(struct world *, const char *name);

/* The servers' half of a step. */
void
world_serve(struct world *);

/* One step: serves, works, lets 5 ms pass. */
void
world_step(struct world *);

/* Steps until a question is finished; fails after 100 s of its clock. */
struct dnsq_reply
world_reply(struct world *);

void
world_end(struct world *);

/* responder_tcp.c: octets of the query's header and question; a reply with
   an A record; one without, flags and rcode being its third and fourth octet */
size_t
responder_question(const uint8_t *query);

size_t
responder_good_reply(uint8_t *out, const uint8_t *query,
    const uint8_t network[3], unsigned number);

size_t
responder_empty_reply(uint8_t *out, const uint8_t *query, uint8_t flags,
    uint8_t rcode);

/* one step of a server's TCP side */
void
responder_tcp(struct responder *);

/* responder.c */
void
responder_close(int *fd);

#endif
