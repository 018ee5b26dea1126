/*
 * pool.c: see pool.h.
 */

#include <sys/random.h>
#include <sys/socket.h>

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/pool.h"

static int
refill(struct dnsq_pool *p)
{
	size_t have = 0;
	ssize_t n;

	while (have < sizeof p->random) {
		n = getrandom(p->random + have, sizeof p->random - have, 0);
		if (n == -1 && errno != EINTR)
			return -1;
		if (n > 0)
			have += n;
	}
	p->random_used = 0;
	return 0;
}

int
dnsq_pool_id(struct dnsq_pool *p, uint16_t *id)
{
	if (p->random_used + sizeof *id > sizeof p->random && refill(p) == -1)
		return -1;
	memcpy(id, p->random + p->random_used, sizeof *id);
	p->random_used += sizeof *id;
	return 0;
}

int
dnsq_pool_init(struct dnsq_pool *p, const struct resolv *resolv,
    struct dnsq_watch *watch)
{
	memset(p, 0, sizeof *p);
	p->resolv = resolv;
	p->watch = watch;
	return refill(p);
}

static void
list_add(struct dnsq_socket **list, struct dnsq_socket *s)
{
	s->next = *list;
	s->prev = list;
	if (s->next != NULL)
		s->next->prev = &s->next;
	*list = s;
}

static void
list_drop(struct dnsq_socket *s)
{
	if (s->prev == NULL)
		return;
	*s->prev = s->next;
	if (s->next != NULL)
		s->next->prev = s->prev;
	s->prev = NULL;
}

void
dnsq_pool_close(struct dnsq_pool *p, struct dnsq_socket *s)
{
	list_drop(s);
	dnsq_watch_drop(p->watch, &s->watched);
	close(s->fd);
	free(s);
}

void
dnsq_pool_free(struct dnsq_pool *p)
{
	size_t i;

	for (i = p->watch->n; i-- > 0; )
		if (p->watch->who[i]->kind == DNSQ_UDP)
			dnsq_pool_close(p,
			    (struct dnsq_socket *)p->watch->who[i]);
}

static socklen_t
fill_address(struct sockaddr_storage *ss, const struct server *server)
{
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)ss;
	struct sockaddr_in *sin = (struct sockaddr_in *)ss;

	memset(ss, 0, sizeof *ss);
	if (server->v6) {
		six->sin6_family = AF_INET6;
		six->sin6_port = htons(server->port);
		six->sin6_scope_id = server->scope;
		memcpy(&six->sin6_addr, server->address, 16);
		return sizeof *six;
	}
	sin->sin_family = AF_INET;
	sin->sin_port = htons(server->port);
	memcpy(&sin->sin_addr, server->address, 4);
	return sizeof *sin;
}

#ifdef IP_RECVERR
/* Linux hides some ICMP errors from a connected socket unless asked; glibc
   asks: res_enable_icmp.c. */
static void
enable_icmp(int fd, bool v6)
{
	int on = 1;

	if (v6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
	else
		setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
}
#else
static void
enable_icmp(int fd, bool v6)
{
	(void)fd;
	(void)v6;
}
#endif

static bool
is_shortage(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS ||
	    error == ENOMEM || error == EAGAIN;
}

enum dnsq_opened
dnsq_pool_open(const struct server *server, int type, int *fd)
{
	struct sockaddr_storage ss;
	socklen_t len = fill_address(&ss, server);
	int error;

	*fd = socket(ss.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (*fd == -1)
		return is_shortage(errno) ? DNSQ_SHORT : DNSQ_NO_SOCKET;
	if (type == SOCK_DGRAM)
		enable_icmp(*fd, server->v6);
	if (connect(*fd, (struct sockaddr *)&ss, len) == 0 ||
	    errno == EINPROGRESS || errno == EINTR)
		return DNSQ_OPENED;
	error = errno;
	close(*fd);
	/* no port is left: old connections sit on them for a minute */
	if (type == SOCK_STREAM && error == EADDRNOTAVAIL)
		return DNSQ_SHORT;
	return is_shortage(error) ? DNSQ_SHORT : DNSQ_UNREACHABLE;
}

static enum dnsq_opened
add_socket(struct dnsq_pool *p, unsigned server)
{
	struct dnsq_socket *s = calloc(1, sizeof *s);
	enum dnsq_opened opened;

	if (s == NULL)
		return DNSQ_SHORT;
	opened = dnsq_pool_open(&p->resolv->server[server], SOCK_DGRAM,
	    &s->fd);
	if (opened != DNSQ_OPENED) {
		free(s);
		return opened;
	}
	s->watched.kind = DNSQ_UDP;
	s->server = server;
	if (dnsq_watch_add(p->watch, &s->watched, s->fd, POLLIN) == -1) {
		close(s->fd);
		free(s);
		return DNSQ_SHORT;
	}
	list_add(&p->free[server], s);
	return DNSQ_OPENED;
}

void *
dnsq_pool_who(const struct dnsq_socket *s, uint16_t id)
{
	unsigned i;

	for (i = 0; i < s->n; i++)
		if (s->seat[i].id == id)
			return s->seat[i].who;
	return NULL;
}

enum dnsq_opened
dnsq_pool_sit(struct dnsq_pool *p, unsigned server, void *who,
    struct dnsq_seat *seat)
{
	struct dnsq_socket *s;
	enum dnsq_opened opened;
	uint16_t id;

	if (p->free[server] == NULL) {
		opened = add_socket(p, server);
		if (opened != DNSQ_OPENED)
			return opened;
	}
	s = p->free[server];
	do {
		if (dnsq_pool_id(p, &id) == -1)
			return DNSQ_SHORT;
	} while (dnsq_pool_who(s, id) != NULL);
	s->seat[s->n].who = who;
	s->seat[s->n++].id = id;
	s->used++;
	if (s->n == DNSQ_SEATS || s->used == DNSQ_SOCKET_LIFE)
		list_drop(s);
	seat->socket = s;
	seat->id = id;
	return DNSQ_OPENED;
}

void
dnsq_pool_leave(struct dnsq_pool *p, struct dnsq_seat *seat)
{
	struct dnsq_socket *s = seat->socket;
	unsigned i;

	if (s == NULL)
		return;
	seat->socket = NULL;
	for (i = 0; s->seat[i].id != seat->id; i++)
		;
	s->seat[i] = s->seat[--s->n];
	if (s->is_spent)
		return;
	if (s->used == DNSQ_SOCKET_LIFE) {
		if (s->n == 0)
			dnsq_pool_spend(p, s);
	} else if (s->prev == NULL) {
		list_add(&p->free[s->server], s);
	}
}

enum dnsq_sent
dnsq_pool_send(struct dnsq_socket *s, const struct wire_query *query)
{
	if (send(s->fd, query->bytes, query->len, MSG_NOSIGNAL) != -1)
		return DNSQ_SENT;
	if (errno == EPERM)	/* this host's packet filter dropped it: it is
				   lost, as it might be further on */
		return DNSQ_SENT;
	return is_shortage(errno) || errno == EINTR || errno == EWOULDBLOCK ?
	    DNSQ_NOT_NOW : DNSQ_SEND_FAILED;
}

void
dnsq_pool_spend(struct dnsq_pool *p, struct dnsq_socket *s)
{
	if (s->is_spent)
		return;
	s->is_spent = true;
	list_drop(s);
	list_add(&p->spent, s);
}
