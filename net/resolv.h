/*
 * resolv.h: resolv.conf and RES_OPTIONS, as glibc reads them.
 */
#ifndef NET_RESOLV_H
#define NET_RESOLV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/wire.h"

enum {
	RESOLV_MAXNS = 3,	/* nameserver lines that count */
	RESOLV_SERVERS = 16	/* room: --server may name more */
};

struct server {
	bool v6;
	uint8_t address[16];	/* v4: the first four octets */
	uint32_t scope;		/* v6: interface index, or 0 */
	uint16_t port;
	char text[WIRE_SERVER];	/* as shown: 127.0.0.53@53 */
};

struct resolv {
	struct server server[RESOLV_SERVERS];
	size_t n;		/* 1 or more after resolv_parse */
	unsigned timeout;	/* seconds a try, 1 to 30 (default 5) */
	unsigned attempts;	/* tries in all, 0 to 5 (default 2); 0: glibc
				   asks nobody, every look-up fails softly */
	bool rotate, use_vc, edns0;
};

/*
 * Text of a resolv.conf (may hold any octet; NULL with len 0: no file) and of
 * RES_OPTIONS (or NULL). Never fails: what glibc skips is skipped; no
 * nameserver: 127.0.0.1. Pure but for if_nametoindex of a %scope.
 */
void
resolv_parse(struct resolv *, const char *text, size_t len,
    const char *res_options);

/* ADDR or ADDR@PORT, 53 when not given. -1: not a server */
int
resolv_server(struct server *, const char *text);

/* Reads path (NULL: /etc/resolv.conf) and the environment. A file that is
   missing or cannot be read is as none. Reads at most 1 MiB and never
   blocks on a FIFO or a device. -1: no memory. */
int
resolv_load(struct resolv *, const char *path);

#endif
