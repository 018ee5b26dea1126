/*
 * timer.h: the timers of questions in flight, the next one first. A
 * binary heap that knows each timer's place, so that one is moved or taken
 * out in O(log n).
 */
#ifndef NET_TIMER_H
#define NET_TIMER_H

#include <stddef.h>
#include <stdint.h>

struct dnsq_timer {
	int64_t at;		/* microseconds */
	size_t place;		/* in the heap, from 1; 0: not set */
};

struct dnsq_timers {
	struct dnsq_timer **heap;	/* owned; its timers are borrowed */
	size_t n, room;
};

/* Room for so many timers; setting one never fails then. -1: no memory. */
int
dnsq_timer_reserve(struct dnsq_timers *, size_t);

void
dnsq_timer_free(struct dnsq_timers *);

/* Sets the timer, or moves it. */
void
dnsq_timer_set(struct dnsq_timers *, struct dnsq_timer *, int64_t at);

/* Takes the timer out if it is set. */
void
dnsq_timer_stop(struct dnsq_timers *, struct dnsq_timer *);

/* The next timer, still set; NULL: none. */
struct dnsq_timer *
dnsq_timer_next(const struct dnsq_timers *);

#endif
