/*
 * window.c: see window.h. The most is --inflight (run/options.c).
 */
#include "net/window.h"

enum {
	FLOOR = 4,
	WHOLE = 65536,
	MANY = WHOLE / 8,
	LATELY = 128,	/* answers, about, that the share is taken over */
	GROW = 16	/* answers after which it grows by one */
};

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
	w->loss -= w->loss / LATELY;
	if (++w->answered < GROW)
		return;
	w->answered = 0;
	if (w->size < w->max)
		w->size++;
}

void
dnsq_window_full(struct dnsq_window *w, int64_t now)
{
	if (now == w->shrunk)
		return;
	w->shrunk = now;
	w->answered = 0;
	if (w->size > FLOOR)
		w->size = w->size / 2 > FLOOR ? w->size / 2 : FLOOR;
}

void
dnsq_window_lost(struct dnsq_window *w, int64_t sent, int64_t now)
{
	w->loss += (WHOLE - w->loss) / LATELY;
	/* not if it was part of the flight that the window was shrunk for */
	if (w->loss >= MANY && sent > w->shrunk)
		dnsq_window_full(w, now);
}
