/*
 * watch.c: see watch.h. A signal only ends the sleep: run/run.c looks at it.
 */
#include <stdlib.h>

#include "net/watch.h"

static int
grow(struct dnsq_watch *w)
{
	size_t room = w->room > 0 ? 2 * w->room : 16;
	struct dnsq_watched **who;
	struct pollfd *fd;

	fd = realloc(w->fd, room * sizeof *fd);
	if (fd == NULL)
		return -1;
	w->fd = fd;
	who = realloc(w->who, room * sizeof *who);
	if (who == NULL)
		return -1;
	w->who = who;
	w->room = room;
	return 0;
}

int
dnsq_watch_add(struct dnsq_watch *w, struct dnsq_watched *watched, int fd,
    short events)
{
	if (w->n == w->room && grow(w) == -1)
		return -1;
	watched->place = w->n;
	w->who[w->n] = watched;
	w->fd[w->n++] = (struct pollfd){ .fd = fd, .events = events };
	return 0;
}

void
dnsq_watch_drop(struct dnsq_watch *w, struct dnsq_watched *watched)
{
	size_t place = watched->place;

	w->n--;
	w->fd[place] = w->fd[w->n];
	w->who[place] = w->who[w->n];
	w->who[place]->place = place;
}

int
dnsq_watch_wait(struct dnsq_watch *w, int64_t us, const sigset_t *mask)
{
	enum { SECOND = 1000000 };
	struct timespec time = {
		.tv_sec = us / SECOND, .tv_nsec = us % SECOND * 1000
	};

	return ppoll(w->fd, w->n, us < 0 ? NULL : &time, mask);
}

void
dnsq_watch_free(struct dnsq_watch *w)
{
	free(w->fd);
	free(w->who);
	*w = (struct dnsq_watch){ 0 };
}
