/*
 * timer.c: see timer.h.
 */
#include <stdlib.h>

#include "net/timer.h"

int
dnsq_timer_reserve(struct dnsq_timers *t, size_t n)
{
	struct dnsq_timer **heap;

	if (n <= t->room)
		return 0;
	if (n < 2 * t->room)
		n = 2 * t->room;
	if (n > SIZE_MAX / sizeof *heap)
		return -1;
	heap = realloc(t->heap, n * sizeof *heap);
	if (heap == NULL)
		return -1;
	t->heap = heap;
	t->room = n;
	return 0;
}

void
dnsq_timer_free(struct dnsq_timers *t)
{
	free(t->heap);
	*t = (struct dnsq_timers){ 0 };
}

static void
put(struct dnsq_timers *t, struct dnsq_timer *timer, size_t place)
{
	t->heap[place - 1] = timer;
	timer->place = place;
}

static void
rise(struct dnsq_timers *t, struct dnsq_timer *timer)
{
	size_t place = timer->place;
	struct dnsq_timer *above;

	while (place > 1) {
		above = t->heap[place / 2 - 1];
		if (above->at <= timer->at)
			break;
		put(t, above, place);
		place /= 2;
	}
	put(t, timer, place);
}

static void
sink(struct dnsq_timers *t, struct dnsq_timer *timer)
{
	size_t place = timer->place, below;

	while ((below = 2 * place) <= t->n) {
		if (below < t->n && t->heap[below]->at <
		    t->heap[below - 1]->at)
			below++;
		if (timer->at <= t->heap[below - 1]->at)
			break;
		put(t, t->heap[below - 1], place);
		place = below;
	}
	put(t, timer, place);
}

void
dnsq_timer_set(struct dnsq_timers *t, struct dnsq_timer *timer, int64_t at)
{
	timer->at = at;
	if (timer->place == 0)
		put(t, timer, ++t->n);
	rise(t, timer);
	sink(t, timer);
}

void
dnsq_timer_stop(struct dnsq_timers *t, struct dnsq_timer *timer)
{
	size_t place = timer->place;
	struct dnsq_timer *last;

	if (place == 0)
		return;
	timer->place = 0;
	last = t->heap[--t->n];
	if (last == timer)
		return;
	put(t, last, place);
	rise(t, last);
	sink(t, last);
}

struct dnsq_timer *
dnsq_timer_next(const struct dnsq_timers *t)
{
	return t->n > 0 ? t->heap[0] : NULL;
}
