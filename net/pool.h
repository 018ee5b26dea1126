/*
 * pool.h: connected UDP sockets. Each is connected to one server (the
 * kernel drops what comes from elsewhere) from a port that the kernel chose,
 * has room for a few questions at a time, serves SOCKET_LIFE in all and then
 * makes place for one with another port, so that ports stay hard to guess.
 * Ids are random, and no two questions have the same one on a socket.
 */
#ifndef NET_POOL_H
#define NET_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/resolv.h"
#include "net/watch.h"
#include "wire/wire.h"

enum {
	DNSQ_SEATS = 4,		/* questions on a socket at a time */
	DNSQ_SOCKET_LIFE = 64,	/* questions in all */
	DNSQ_RANDOM = 4096	/* octets asked of getrandom at a time */
};

enum dnsq_opened {
	DNSQ_OPENED,
	DNSQ_SHORT,		/* of descriptors, ports or memory: later */
	DNSQ_UNREACHABLE,	/* connect(2) failed */
	DNSQ_NO_SOCKET		/* socket(2) failed: no such family */
};

struct dnsq_socket {
	struct dnsq_watched watched;
	int fd;
	unsigned server;	/* index */
	unsigned used;		/* seats given out so far */
	unsigned n;		/* seats taken now */
	bool is_spent;		/* no more seats: broken, or worn out */
	struct {
		void *who;	/* borrowed */
		uint16_t id;
	} seat[DNSQ_SEATS];
	/* in the list of its server's sockets with a free seat, or in
	   that of the spent ones, or in none (full) */
	struct dnsq_socket *next, **prev;
};

struct dnsq_seat {
	struct dnsq_socket *socket;	/* NULL: none */
	uint16_t id;
};

struct dnsq_pool {
	const struct resolv *resolv;		/* borrowed */
	struct dnsq_watch *watch;		/* borrowed */
	struct dnsq_socket *free[RESOLV_SERVERS];
	struct dnsq_socket *spent;
	uint8_t random[DNSQ_RANDOM];
	size_t random_used;
};

/* -1: no randomness (errno) */
int
dnsq_pool_init(struct dnsq_pool *, const struct resolv *,
    struct dnsq_watch *);

/* Closes all sockets; seats are void. Before dnsq_watch_free. */
void
dnsq_pool_free(struct dnsq_pool *);

/* -1: no randomness */
int
dnsq_pool_id(struct dnsq_pool *, uint16_t *id);

/* A seat on a socket that is connected to this server. */
enum dnsq_opened
dnsq_pool_sit(struct dnsq_pool *, unsigned server, void *who,
    struct dnsq_seat *);

/* Gives the seat back, if it is one. The socket stays until dnsq_pool_close. */
void
dnsq_pool_leave(struct dnsq_pool *, struct dnsq_seat *);

/* Whose question has this id there? NULL: nobody's. */
void *
dnsq_pool_who(const struct dnsq_socket *, uint16_t id);

enum dnsq_sent {
	DNSQ_SENT,		/* or dropped by a filter here */
	DNSQ_NOT_NOW,		/* no room in the system's buffers */
	DNSQ_SEND_FAILED	/* refused (an ICMP message came) */
};

enum dnsq_sent
dnsq_pool_send(struct dnsq_socket *, const struct wire_query *);

/* No more seats on this socket: into the list of the spent ones. */
void
dnsq_pool_spend(struct dnsq_pool *, struct dnsq_socket *);

/* Of one without seats taken. */
void
dnsq_pool_close(struct dnsq_pool *, struct dnsq_socket *);

/* A non-blocking socket (SOCK_DGRAM, SOCK_STREAM), connected or connecting */
enum dnsq_opened
dnsq_pool_open(const struct server *, int type, int *fd);

#endif
