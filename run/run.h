/*
 * run.h: names in, reports out: the loop over jobs, the ring that keeps their
 * order, and the clock.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include <signal.h>

#include "output.h"
#include "run/job.h"
#include "run/summary.h"

enum {
	RUN_RING = 8192,		/* names between the first that is
					   not printed and the last taken */
	RUN_TEXT = 3 << 20	/* octets of finished reports that wait */
};

struct run_input {
	struct job_context context;
	struct subjects *subjects;	/* NULL: the host view */
	struct output *output;		/* its stream is standard output */
	struct progress *progress;
	const volatile sig_atomic_t *stopped;	/* a signal's number */
	size_t jobs;		/* at work at the same time, at most */
	bool strict;
	bool rank;		/* --all in text: the worst first */
	bool whole;		/* and the names that are well too */
};

enum run_end {
	RUN_FINE, RUN_NO_MEMORY,
	RUN_OUTPUT,		/* errno */
	RUN_INPUT		/* errno */
};

/* What is decided is printed, whatever the end. */
enum run_end
run(const struct run_input *, struct tally *);

/* microseconds of a monotonic clock */
int64_t
run_clock(void);

#endif
