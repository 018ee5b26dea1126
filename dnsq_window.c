/*
 * dnsq_window.c: see dnsq_window.h.
 */
#include "dnsq_window.h"

enum { FLOOR = 4 };

void
dnsq_window_init(struct dnsq_window *w, size_t max)
{
	*w = (struct dnsq_window){
		.size = max, .max = max, .shrunk = INT64_MIN
	};
}

void
dnsq_window_answered(struct dnsq_window *w)
{
	if (++w->answered < w->size)
		return;
	w->answered = 0;
	if (w->size < w->max)
		w->size++;
}

void
dnsq_window_lost(struct dnsq_window *w, int64_t sent, int64_t now)
{
	/* it was part of the flight that the window was shrunk for */
	if (sent <= w->shrunk)
		return;
	w->shrunk = now;
	w->answered = 0;
	if (w->size > FLOOR)
		w->size = w->size / 2 > FLOOR ? w->size / 2 : FLOOR;
}
