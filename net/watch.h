/*
 * watch.h: what poll(2) looks at. What is watched knows its place here,
 * so that adding and dropping take no search.
 */
#ifndef NET_WATCH_H
#define NET_WATCH_H

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>

enum dnsq_kind { DNSQ_UDP, DNSQ_TCP };

struct dnsq_watched {	/* the first member of what is watched */
	enum dnsq_kind kind;
	size_t place;
};

struct dnsq_watch {
	struct pollfd *fd;		/* owned */
	struct dnsq_watched **who;	/* owned; its elements are borrowed */
	size_t n, room;
};

/* -1: no memory */
int
dnsq_watch_add(struct dnsq_watch *, struct dnsq_watched *, int fd,
    short events);

/* The last one takes the place: walk from the end to the start where
   something may be dropped on the way. */
void
dnsq_watch_drop(struct dnsq_watch *, struct dnsq_watched *);

/*
 * Looks for what is ready, for so many microseconds at most (negative: for
 * ever), with this signal mask meanwhile (ppoll(2); NULL: as it is). -1:
 * nothing was looked at (a signal, no memory)
 */
int
dnsq_watch_wait(struct dnsq_watch *, int64_t us, const sigset_t *mask);

void
dnsq_watch_free(struct dnsq_watch *);

#endif
