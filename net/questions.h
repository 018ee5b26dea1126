/*
 * questions.h: the questions of all jobs, each put to the network or to a
 * zone's files once: addresses that were learnt in this run, or are being
 * asked, are not asked again.
 */
#ifndef NET_QUESTIONS_H
#define NET_QUESTIONS_H

#include "dnsq.h"
#include "wire/wire.h"
#include "zone/zone.h"

struct questions;

struct questions_options {
	struct dnsq *dnsq;		/* borrowed; NULL with a zone */
	const struct zone *zone;	/* borrowed; NULL with a network */
	bool again;		/* many names: what failed softly is asked once
				   more, a few at a time, before it is called a
				   failure */
};

/* NULL: no memory */
struct questions *
questions_new(const struct questions_options *);

void
questions_free(struct questions *);

/* `job` and `number` come back with the answer. -1: no memory */
int
questions_ask(struct questions *, const struct question *, void *job,
    size_t number, int64_t now);

struct questions_reply {
	void *job;
	size_t number;
	struct answer answer;	/* owned by who took it */
	struct origin origin;
};

/* The next answer; 0: none, 1: taken, -1: no memory */
int
questions_take(struct questions *, struct questions_reply *);

/* Sends, reads and times out what is due. -1: no memory */
int
questions_work(struct questions *, int64_t now);

/* Sleeps until something may be due, or `until`, or a signal that the mask lets
   in: see dnsq_wait. Nothing is ever due with a zone: no sleep. */
void
questions_wait(struct questions *, int64_t now, int64_t until,
    const sigset_t *mask);

#endif
