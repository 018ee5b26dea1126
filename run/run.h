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

/* Written by the handlers of signals. */
struct run_stop {
	volatile sig_atomic_t signal;	/* SIGINT or SIGTERM came; 0: none */
	volatile sig_atomic_t late;	/* seconds since then; see writer.h */
};

struct run_input {
	struct job_context context;
	struct subjects *subjects;	/* NULL: the host view */
	struct writer *writer;	/* where the reports go */
	struct progress *progress;
	const struct run_stop *stop;
};

enum run_end {
	RUN_FINE, RUN_NO_MEMORY,
	RUN_OUTPUT,		/* errno; EINTR: stopped, and not all was
				   taken in time */
	RUN_INPUT		/* errno */
};

/* What is decided is printed, whatever the end. Signals may come at any time;
   the sleep that one ends is never begun after it. */
enum run_end
run(const struct run_input *, struct tally *);

#endif
