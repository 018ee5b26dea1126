/*
 * window.h: how many questions may be in flight. It halves when many
 * answers get lost, at most once for all that was lost at a time, and grows
 * back slowly. A few lost ones are a bad line: fewer in flight would not help.
 */
#ifndef NET_WINDOW_H
#define NET_WINDOW_H

#include <stddef.h>
#include <stdint.h>

struct dnsq_window {
	size_t size;		/* now */
	size_t max;
	size_t answered;	/* since it last grew */
	unsigned loss;		/* share that was lost lately, of 65536 */
	int64_t shrunk;		/* when; microseconds */
};

void
dnsq_window_init(struct dnsq_window *, size_t max);

void
dnsq_window_answered(struct dnsq_window *);

/* What was lost was sent at `sent`. */
void
dnsq_window_lost(struct dnsq_window *, int64_t sent, int64_t now);

/* The system has no room for more. */
void
dnsq_window_full(struct dnsq_window *, int64_t now);

#endif
