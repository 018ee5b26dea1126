/*
 * job.h: one subject on its way from text to diagnosis: judged, the findings'
 * questions, findings, fixes. The same for one name and for a million.
 */
#ifndef RUN_JOB_H
#define RUN_JOB_H

#include "advice/diagnosis.h"
#include "base/list.h"
#include "host/here.h"
#include "net/questions.h"
#include "run/options.h"
#include "run/subjects.h"

enum job_stage { JOB_JUDGE, JOB_FINDINGS, JOB_DONE };

struct job {
	struct diagnosis diagnosis;
	enum job_stage stage;
	char *text;		/* the subject's; owned */
	size_t open;		/* questions asked and not answered */
	size_t slot;		/* of the ring; see run.c */
	bool ready;		/* in the list of jobs that can go on */
	struct list_link link;	/* of that list */
};

/* what all jobs share; borrowed */
struct job_context {
	const struct options *options;
	const struct site *site;
	const struct suspects *suspects;	/* of its files */
	struct questions *questions;
	struct here_table *here;
	int64_t now;		/* microseconds */
};

/* of an argument */
enum kind
job_kind(const struct options *, const char *text);

/* Takes text over, on failure too. NULL: no memory */
struct job *
job_new(const struct job_context *, char *text,
    const struct subjects_taken *);

void
job_free(struct job *);

/* Goes as far as the answers reach. 1: done, 0: waits for answers, -1: no
   memory */
int
job_step(struct job *, const struct job_context *);

/* an answer for this job */
void
job_learn(struct job *, struct questions_reply *);

#endif
