/*
 * dnsq.h: questions over the network, any number in flight: UDP, TCP when
 * truncated, several servers. Never blocks but in dnsq_wait, and never reads
 * the clock: microseconds of a monotonic clock are handed in.
 */
#ifndef DNSQ_H
#define DNSQ_H

#include <signal.h>

#include "net/resolv.h"
#include "wire/wire.h"

struct dnsq;

struct dnsq_options {
	struct resolv resolv;	/* servers and options; copied */
	size_t inflight;	/* questions in flight at most, 1 or more */
	bool large;		/* a flavor that reads 64 KiB: with edns0 it
				   offers 513 octets (else 512), and asks
				   again by TCP, offering 1200, when the
				   answer is truncated or longer than 512 */
};

struct dnsq_reply {
	void *tag;		/* as given to dnsq_ask */
	struct answer answer;	/* owned by who took it */
	struct server server;	/* that gave it; text "" when none did */
	enum transport transport;
	int64_t asked, answered;	/* microseconds */
	unsigned tries;		/* datagrams and connections that went out */
};

/* NULL: no memory or no randomness (errno) */
struct dnsq *
dnsq_new(const struct dnsq_options *);

void
dnsq_free(struct dnsq *);	/* questions in flight are dropped */

/*
 * Takes a question (copied). It is sent when the window has room. -1: no
 * memory.
 */
int
dnsq_ask(struct dnsq *, const struct question *, void *tag, int64_t now);

/*
 * Sleeps until a socket is ready, the next deadline or `until` (microseconds,
 * or INT64_MAX), or a signal that the mask lets in (ppoll(2); NULL: the mask
 * as it is). Who blocks a signal before the last look at what it sets, and
 * lets it in here, does not sleep over it.
 */
void
dnsq_wait(struct dnsq *, int64_t now, int64_t until, const sigset_t *);

/* Does what is due: reads, resends, gives up. -1: no memory. */
int
dnsq_work(struct dnsq *, int64_t now);

/* The next finished question, in no particular order; false: none. */
bool
dnsq_take(struct dnsq *, struct dnsq_reply *);

#endif
