/*
 * cdb.h: D. J. Bernstein's constant data base, searched as octets in memory.
 * Pure; host/beside.c reads the file.
 */
#ifndef QMAIL_CDB_H
#define QMAIL_CDB_H

#include <stddef.h>

#include "qmail/control.h"

enum { CDB_HEAD = 2048 };	/* 256 pointers; a shorter file is broken */

/* One file, as read; zeroed: it is missing. */
struct cdb {
	enum control_state state;
	int error;		/* errno of UNREADABLE and UNSEEN, or 0 */
	char *octets;		/* owned, unless who makes it says otherwise */
	size_t size;
};

/*
 * Is the key there? It is looked for in lower case, as qmail's programs do
 * (rcpthosts.c, qmail-lspawn.c), octet by octet as it stands in the file. A
 * missing file has no key. No file makes it read beyond the octets or look at
 * more of them than there are.
 *
 * 1: the key is there, 0: not, -1: the file is broken, or nobody can read it
 * (cdb_seek.c; qmail-smtpd: 421); UNSEEN is -1 too
 */
int
cdb_find(const struct cdb *, const char *key, size_t len);

void
cdb_free(struct cdb *);

#endif
