/*
 * here.h: which addresses the kernel delivers to this host, asked once each
 * (a bounded table: a new address may take an old one's place).
 */
#ifndef HOST_HERE_H
#define HOST_HERE_H

#include <stdint.h>

/*
 * Does the kernel deliver this IPv4 address to this host? `host_here_open`
 * before privileges are given up, host_is_here any time after (here_linux.c,
 * here_bsd.c).
 */
struct host_here {
	int fd;			/* -1: not open; then every answer is -1 */
};

int
host_here_open(struct host_here *);	/* -1: errno */

void
host_here_close(struct host_here *);

/* 1 yes, 0 no, -1 cannot be told */
int
host_is_here(struct host_here *, uint32_t address);

/*
 * Does bind() take this IPv4 address for the near end of a connection? It
 * takes some that are nobody's, broadcast on Linux. 1 yes, 0 no, -1 cannot be
 * told
 */
int
host_can_bind(uint32_t address);

struct here_table;

/* Borrows the socket. NULL: no memory */
struct here_table *
here_new(struct host_here *);

void
here_free(struct here_table *);

/* as host_is_here: 1 yes, 0 no, -1 cannot be told */
int
here_ask(struct here_table *, uint32_t address);

#endif
