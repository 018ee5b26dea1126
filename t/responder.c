/*
 * responder.c: see responder.h.
 */
#include <arpa/inet.h>
#include <sys/socket.h>

#include <check.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "responder.h"

static int
bound(int type, uint16_t *port)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	socklen_t len = sizeof sin;
	int fd = socket(AF_INET, type, 0), on = 1;

	ck_assert_int_ne(fd, -1);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	sin.sin_port = htons(*port);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&sin, sizeof sin)) {
		close(fd);
		return -1;
	}
	getsockname(fd, (struct sockaddr *)&sin, &len);
	*port = ntohs(sin.sin_port);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	if (type == SOCK_STREAM)
		listen(fd, 64);
	return fd;
}

void
world_begin(struct world *w, size_t n, struct dnsq_options *options)
{
	struct responder *r;
	char text[32];
	size_t i;

	memset(w, 0, sizeof *w);
	memset(options, 0, sizeof *options);
	resolv_parse(&options->resolv, NULL, 0, "timeout:1");
	options->resolv.n = w->n = n;
	options->inflight = 100;
	for (i = 0; i < n; i++) {
		r = &w->server[i];
		r->number = i + 1;
		r->peer = -1;
		do {
			r->port = 0;
			r->udp = bound(SOCK_DGRAM, &r->port);
			r->tcp = bound(SOCK_STREAM, &r->port);
		} while (r->tcp == -1 && !close(r->udp));
		snprintf(text, sizeof text, "127.0.0.1@%u", r->port);
		ck_assert(!resolv_server(&options->resolv.server[i], text));
	}
	w->now = 1000000;
}

void
responder_close(int *fd)
{
	if (*fd != -1)
		close(*fd);
	*fd = -1;
}

void
world_manner(struct world *w, size_t i, enum udp_manner udp,
    enum tcp_manner tcp)
{
	w->server[i].udp_manner = udp;
	w->server[i].tcp_manner = tcp;
	if (udp == UDP_CLOSED)
		responder_close(&w->server[i].udp);
	if (tcp == TCP_CLOSED)
		responder_close(&w->server[i].tcp);
}

void
world_engine(struct world *w, const struct dnsq_options *options)
{
	w->dnsq = dnsq_new(options);
	ck_assert_ptr_nonnull(w->dnsq);
}

struct client {
	int fd;
	struct sockaddr_in sin;
};

static void
send_to(const struct client *c, const uint8_t *message, size_t len)
{
	sendto(c->fd, message, len, 0, (const struct sockaddr *)&c->sin,
	    sizeof c->sin);
}

/* the reply with one octet changed */
static void
send_changed(const struct client *c, uint8_t *message, size_t len, size_t at,
    uint8_t change)
{
	message[at] ^= change;
	send_to(c, message, len);
	message[at] ^= change;
}

static void
send_strange(const struct client *c, enum udp_manner manner, uint8_t *m,
    size_t len, size_t question)
{
	switch (manner) {
	case UDP_WRONG_ID:
		send_changed(c, m, len, 0, 0x80);
		send_changed(c, m, len, 1, 0x01);
		send_changed(c, m, len, 1, 0xff);
		break;
	case UDP_WRONG_QUESTION:
		send_changed(c, m, len, 13, 0x01);
		send_changed(c, m, len, question - 3, 0x02);
		send_changed(c, m, len, question - 1, 0x02);
		send_changed(c, m, len, 5, 0x01);
		break;
	case UDP_QUERY_BACK:
		send_changed(c, m, len, 2, 0x80);
		send_changed(c, m, len, 2, 0x10);
		break;
	case UDP_SHORT:
		send_to(c, m, 0);
		send_to(c, m, 1);
		send_to(c, m, 11);
		break;
	case UDP_TWICE:
		send_to(c, m, len);
		break;
	default:
		break;
	}
}

static void
answer_udp(struct responder *r, const struct client *c, const uint8_t *query)
{
	static const uint8_t network[] = { 192, 0, 2 };
	uint8_t out[1024];
	size_t len;

	switch (r->udp_manner) {
	case UDP_SILENT: case UDP_LATE: case UDP_CLOSED:
		return;
	case UDP_EVERY_THIRD:
		if (r->asked % 3 == 0)
			return;
		break;
	case UDP_TRUNCATED:
		send_to(c, out, responder_empty_reply(out, query, 0x06, 0x80));
		return;
	case UDP_SERVFAIL: case UDP_REFUSED: case UDP_NOTIMP:
	case UDP_FORMERR: case UDP_NXDOMAIN: case UDP_LAME:
		len = responder_empty_reply(out, query, 0,
		    r->udp_manner == UDP_SERVFAIL ? WIRE_SERVFAIL :
		    r->udp_manner == UDP_REFUSED ? WIRE_REFUSED :
		    r->udp_manner == UDP_NOTIMP ? WIRE_NOTIMP :
		    r->udp_manner == UDP_FORMERR ? WIRE_FORMERR :
		    r->udp_manner == UDP_NXDOMAIN ? WIRE_NXDOMAIN : 0);
		send_to(c, out, len);
		return;
	default:
		break;
	}
	len = responder_good_reply(out, query, network, r->number);
	if (r->udp_manner == UDP_BIG) {
		memset(out + len, 0, 600 - len);
		len = 600;
	}
	send_strange(c, r->udp_manner, out, len, responder_question(query));
	send_to(c, out, len);
}

static void
note_question(struct responder *r, const struct client *c,
    const uint8_t *query, size_t len)
{
	r->asked++;
	r->of_port[ntohs(c->sin.sin_port) % MAX_PORTS]++;
	r->offered = query[11] ? query[len - 8] << 8 | query[len - 7] : 0;
	if (r->first_len)
		return;
	memcpy(r->first, query, len);
	r->first_len = len;
	r->client = c->sin.sin_addr.s_addr;
	r->client_port = c->sin.sin_port;
}

static void
answer_late(struct responder *r)
{
	struct client c = { .fd = r->udp };

	r->late = 0;
	r->udp_manner = UDP_GOOD;
	c.sin.sin_family = AF_INET;
	c.sin.sin_addr.s_addr = r->client;
	c.sin.sin_port = r->client_port;
	answer_udp(r, &c, r->first);
	r->udp_manner = UDP_SILENT;
}

static void
serve_udp(struct responder *r, int64_t now)
{
	struct client c = { .fd = r->udp };
	uint8_t query[512];
	socklen_t size;
	ssize_t len;

	for (;;) {
		size = sizeof c.sin;
		len = recvfrom(r->udp, query, sizeof query, 0,
		    (struct sockaddr *)&c.sin, &size);
		if (len < 12)
			break;
		note_question(r, &c, query, len);
		answer_udp(r, &c, query);
	}
	if (r->late && now >= r->late)
		answer_late(r);
}

void
world_ask(struct world *w, const char *name)
{
	struct question question = { name, WIRE_A };

	ck_assert(!dnsq_ask(w->dnsq, &question, (void *)name, w->now));
}

void
world_serve(struct world *w)
{
	size_t i;

	for (i = 0; i < w->n; i++) {
		if (w->server[i].udp != -1)
			serve_udp(&w->server[i], w->now);
		if (w->server[i].tcp != -1)
			responder_tcp(&w->server[i]);
	}
}

void
world_step(struct world *w)
{
	world_serve(w);
	dnsq_wait(w->dnsq, w->now, w->now, NULL);
	ck_assert(!dnsq_work(w->dnsq, w->now));
	w->now += STEP;
}

struct dnsq_reply
world_reply(struct world *w)
{
	struct dnsq_reply reply;
	int64_t end = w->now + 100000000;

	while (!dnsq_take(w->dnsq, &reply)) {
		ck_assert_int_lt(w->now, end);
		world_step(w);
	}
	return reply;
}

void
world_end(struct world *w)
{
	size_t i;

	dnsq_free(w->dnsq);
	for (i = 0; i < w->n; i++) {
		responder_close(&w->server[i].udp);
		responder_close(&w->server[i].tcp);
		responder_close(&w->server[i].peer);
	}
}
