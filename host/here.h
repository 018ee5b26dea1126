/*
 * here.h: which addresses the kernel delivers to this host, asked once each
 * (a bounded table: a new address may take an old one's place).
 */
#ifndef HERE_H
#define HERE_H

#include "host/beside.h"

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
