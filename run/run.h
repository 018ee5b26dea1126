/*
 * run.h: names in, reports out: the loop over jobs, the ring that keeps their
 * order, and the clock.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include <signal.h>

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
	FILE *stream;		/* where the reports go */
	struct progress *progress;
	const volatile sig_atomic_t *stopped;	/* a signal's number */
};

enum run_end {
	RUN_FINE, RUN_NO_MEMORY,
	RUN_OUTPUT,		/* errno */
	RUN_INPUT		/* errno */
};

/* What is decided is printed, whatever the end. */
enum run_end
run(const struct run_input *, struct tally *);

#endif
