/*
 * tcp.c: see tcp.h.
 */
#include <sys/socket.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/tcp.h"
#include "wire/octets.h"

enum dnsq_opened
dnsq_tcp_open(struct dnsq_tcp **tcp, struct dnsq_watch *watch,
    const struct server *server, const struct wire_query *query, void *who)
{
	struct dnsq_tcp *t = calloc(1, sizeof *t);
	enum dnsq_opened opened;

	if (t == NULL)
		return DNSQ_SHORT;
	opened = dnsq_pool_open(server, SOCK_STREAM, &t->fd);
	if (opened != DNSQ_OPENED) {
		free(t);
		return opened;
	}
	t->watched.kind = DNSQ_TCP;
	if (dnsq_watch_add(watch, &t->watched, t->fd, POLLOUT) == -1) {
		close(t->fd);
		free(t);
		return DNSQ_SHORT;
	}
	t->who = who;
	octets_put16(t->query, (unsigned)query->len);
	memcpy(t->query + 2, query->bytes, query->len);
	t->query_len = 2 + query->len;
	*tcp = t;
	return DNSQ_OPENED;
}

void
dnsq_tcp_close(struct dnsq_tcp *t, struct dnsq_watch *watch)
{
	if (t == NULL)
		return;
	dnsq_watch_drop(watch, &t->watched);
	close(t->fd);
	free(t->message);
	free(t);
}

static bool
is_later(ssize_t n)
{
	return n == -1 &&
	    (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}

static enum dnsq_tcp_got
send_query(struct dnsq_tcp *t, struct dnsq_watch *watch)
{
	ssize_t n;

	n = send(t->fd, t->query + t->sent, t->query_len - t->sent,
	    MSG_NOSIGNAL);
	if (is_later(n))
		return DNSQ_TCP_WAIT;
	if (n == -1)
		return DNSQ_TCP_FAILED;
	t->sent += n;
	if (t->sent == t->query_len) {
		t->state = DNSQ_TCP_PREFIX;
		watch->fd[t->watched.place].events = POLLIN;
	}
	return DNSQ_TCP_WAIT;
}

static enum dnsq_tcp_got
read_prefix(struct dnsq_tcp *t)
{
	ssize_t n;

	n = recv(t->fd, t->prefix + t->have, sizeof t->prefix - t->have, 0);
	if (is_later(n))
		return DNSQ_TCP_WAIT;
	if (n <= 0)
		return n != 0 && errno == ECONNRESET ? DNSQ_TCP_RESET :
		    DNSQ_TCP_FAILED;
	t->have += n;
	if (t->have < sizeof t->prefix)
		return DNSQ_TCP_WAIT;
	t->size = octets_get16(t->prefix);
	if (t->size < WIRE_HEADER)
		return DNSQ_TCP_FAILED;
	free(t->message);
	t->message = malloc(t->size);
	if (t->message == NULL)
		return DNSQ_TCP_FAILED;
	t->have = 0;
	t->state = DNSQ_TCP_BODY;
	return DNSQ_TCP_WAIT;
}

static enum dnsq_tcp_got
read_body(struct dnsq_tcp *t)
{
	ssize_t n;

	n = recv(t->fd, t->message + t->have, t->size - t->have, 0);
	if (is_later(n))
		return DNSQ_TCP_WAIT;
	if (n <= 0)
		return DNSQ_TCP_FAILED;
	t->have += n;
	if (t->have < t->size)
		return DNSQ_TCP_WAIT;
	t->have = 0;
	t->state = DNSQ_TCP_PREFIX;
	return DNSQ_TCP_MESSAGE;
}

enum dnsq_tcp_got
dnsq_tcp_go(struct dnsq_tcp *t, struct dnsq_watch *watch)
{
	switch (t->state) {
	case DNSQ_TCP_SENDING:
		return send_query(t, watch);
	case DNSQ_TCP_PREFIX:
		return read_prefix(t);
	case DNSQ_TCP_BODY:
		break;
	}
	return read_body(t);
}
