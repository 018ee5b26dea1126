/*
 * writer.h: whole lines to a descriptor, however slowly they are taken. A
 * pipe takes PIPE_BUF octets as one or not at all (POSIX, write): as many
 * lines as fit go out together, so that none is torn where the end comes. A
 * longer line is finished, if there is still time.
 */
#ifndef RUN_WRITER_H
#define RUN_WRITER_H

#include <signal.h>
#include <stddef.h>
#include <sys/uio.h>

enum { WRITER_PIECES = 64 };

struct writer {
	int fd;
	/* NULL, or how late it is: from 1 on nothing is begun, from 2 on
	   nothing is finished. It is counted up by a signal's handler, and
	   the signal comes again and again: it may come just before the call
	   that it is to interrupt. */
	const volatile sig_atomic_t *late;
	struct iovec piece[WRITER_PIECES];	/* that wait */
	int n;
	size_t octets;		/* of them */
};

void
writer_init(struct writer *, int fd, const volatile sig_atomic_t *late);

/* Takes lines, borrowed until writer_flush. -1: errno, EINTR when it is late */
int
writer_add(struct writer *, const char *text, size_t len);

/* Writes all that waits. -1: as writer_add; what waited is forgotten. */
int
writer_flush(struct writer *);

#endif
