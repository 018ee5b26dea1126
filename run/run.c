/*
 * run.c: names in, reports out.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run/run.h"

enum { INPUT_SLICE = 20000 };	/* microseconds between looks at a slow input */

struct slot {		/* of the ring; a job until it is done, then text */
	struct job *job;
	char *text;		/* owned */
	size_t len;
	int status;
};

struct run {
	const struct run_input *in;
	const struct options *options;
	struct job_context context;
	struct tally *tally;
	struct ranking ranking;
	struct slot *ring;		/* RUN_RING of them */
	size_t head, taken;	/* counts: printed, taken */
	size_t jobs;		/* at work */
	size_t waiting_text;	/* octets of finished reports */
	struct list ready;	/* jobs that can go on */
	bool ended;		/* no more subjects */
	bool dry;		/* none now */
	bool printed;		/* something went out */
	enum run_end end;
	int error;		/* errno of end */
};

/* microseconds of a monotonic clock: nobody else looks at it */
static int64_t
clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void
fail(struct run *run, enum run_end end)
{
	if (run->end == RUN_FINE) {
		run->error = errno;
		run->end = end;
	}
}

static void
make_ready(struct run *run, struct job *job)
{
	if (job->ready)
		return;
	job->ready = true;
	list_append(&run->ready, &job->link);
}

/* The report of one diagnosis is written once, into what the slot keeps. */
static int
render(const struct run *run, const struct diagnosis *d, struct slot *slot)
{
	struct output output = run->options->output;
	int result;

	output.stream = open_memstream(&slot->text, &slot->len);
	if (output.stream == NULL)
		return -1;
	result = output_diagnosis(&output, d);
	return fclose(output.stream) == EOF ? -1 : result;
}

static void
finish(struct run *run, struct job *job)
{
	struct slot *slot = &run->ring[job->slot];

	slot->status = diagnosis_status(&job->diagnosis, run->options->strict);
	tally_add(run->tally, &job->diagnosis, slot->status);
	if (render(run, &job->diagnosis, slot) == -1)
		fail(run, RUN_NO_MEMORY);
	slot->job = NULL;
	run->waiting_text += slot->len;
	run->jobs--;
	job_free(job);
}

static void
add_job(struct run *run, struct job *job)
{
	if (job == NULL) {
		fail(run, RUN_NO_MEMORY);
		return;
	}
	job->slot = run->taken++ % RUN_RING;
	memset(&run->ring[job->slot], 0, sizeof *run->ring);
	run->ring[job->slot].job = job;
	run->jobs++;
	make_ready(run, job);
}

static bool
is_stopped(const struct run *run)
{
	return run->in->stop->signal != 0;
}

static bool
has_room(const struct run *run)
{
	return !run->ended && !is_stopped(run) && run->end == RUN_FINE &&
	    run->jobs < run->options->inflight &&
	    run->taken - run->head < RUN_RING &&
	    run->waiting_text < RUN_TEXT;
}

/* takes one subject; false when there is none now */
static bool
take_one(struct run *run)
{
	struct subjects_taken taken;

	if (run->in->subjects == NULL) {
		run->ended = true;
		add_job(run, job_new(&run->context, NULL, NULL));
		return true;
	}
	switch (subjects_next(run->in->subjects, &taken)) {
	case SUBJECTS_ONE:
		add_job(run, taken.text == NULL ? NULL :
		    job_new(&run->context, taken.text, &taken));
		return true;
	case SUBJECTS_AGAIN:
		return false;
	case SUBJECTS_LATER:
		run->dry = true;
		return false;
	case SUBJECTS_FAILED:
		fail(run, RUN_INPUT);
		break;
	case SUBJECTS_END:
		break;
	}
	run->ended = true;
	return false;
}

/* lets every job that can go on do so */
static void
step_ready(struct run *run)
{
	struct list_link *link;
	struct job *job;
	int done;

	while (run->end != RUN_NO_MEMORY &&
	    (link = list_take(&run->ready)) != NULL) {
		job = LIST_OF(struct job, link, link);
		job->ready = false;
		done = job_step(job, &run->context);
		if (done == -1)
			fail(run, RUN_NO_MEMORY);
		else if (done == 1)
			finish(run, job);
	}
}

static void
learn(struct run *run)
{
	struct questions_reply reply;
	struct job *job;
	int got;

	while ((got = questions_take(run->context.questions, &reply)) == 1) {
		job = reply.job;
		job_learn(job, &reply);
		if (job->open == 0)
			make_ready(run, job);
	}
	if (got == -1)
		fail(run, RUN_NO_MEMORY);
}

/* A ranking takes the text over; else the slot keeps it until it is
   written. */
static void
print_slot(struct run *run, struct slot *slot)
{
	run->waiting_text -= slot->len;
	if (run->options->rank) {
		if (ranking_add(&run->ranking, slot->text, slot->len,
		    slot->status) == -1)
			fail(run, RUN_NO_MEMORY);
		slot->text = NULL;
		return;
	}
	if (run->end == RUN_OUTPUT || slot->len == 0)
		return;
	if (run->printed && run->options->apart &&
	    writer_add(run->in->writer, "\n", 1) == -1)
		fail(run, RUN_OUTPUT);
	else if (writer_add(run->in->writer, slot->text, slot->len) == -1)
		fail(run, RUN_OUTPUT);
	run->printed = true;
}

/* prints what is done, in order; `all`: also behind what is not */
static void
print_done(struct run *run, bool all)
{
	size_t first = run->head;
	struct slot *slot;

	for (; run->head < run->taken; run->head++) {
		slot = &run->ring[run->head % RUN_RING];
		if (slot->job != NULL && !all)
			break;
		if (slot->text != NULL)
			print_slot(run, slot);
	}
	if (run->end != RUN_OUTPUT && writer_flush(run->in->writer) == -1)
		fail(run, RUN_OUTPUT);
	for (; first < run->head; first++) {
		slot = &run->ring[first % RUN_RING];
		free(slot->text);
		slot->text = NULL;
	}
}

static void
show_progress(struct run *run)
{
	const struct subjects *subjects = run->in->subjects;
	uint64_t done;

	if (run->in->progress == NULL || subjects == NULL)
		return;
	done = subjects->path != NULL ? subjects->octets :
	    (uint64_t)run->tally->names;
	progress_show(run->in->progress, run->tally, done,
	    run->context.now);
}

static bool
is_over(const struct run *run)
{
	if (is_stopped(run) || run->end == RUN_NO_MEMORY ||
	    run->end == RUN_OUTPUT)
		return true;
	return (run->ended || run->end == RUN_INPUT) && run->jobs == 0;
}

/* Sleeps until an answer, a subject or a signal comes. A signal that comes
   between the look and the sleep is held back until then. */
static void
doze(struct run *run)
{
	int64_t now = run->context.now;
	sigset_t ends, mask;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigprocmask(SIG_BLOCK, &ends, &mask);
	if (!is_stopped(run) && run->jobs == 0)
		subjects_wait(run->in->subjects, &mask);
	else if (!is_stopped(run))
		questions_wait(run->context.questions, now,
		    has_room(run) ? now + INPUT_SLICE : INT64_MAX, &mask);
	sigprocmask(SIG_SETMASK, &mask, NULL);
}

/* one turn: take, step, send and read, print */
static void
turn(struct run *run)
{
	run->context.now = clock_now();
	run->dry = false;
	while (has_room(run) && take_one(run))
		step_ready(run);
	step_ready(run);
	if (questions_work(run->context.questions, run->context.now) == -1)
		fail(run, RUN_NO_MEMORY);
	learn(run);
	step_ready(run);
	print_done(run, false);
	show_progress(run);
	if (is_over(run) || run->ready.first != NULL ||
	    (has_room(run) && !run->dry))
		return;
	doze(run);
}

static void
run_free(struct run *run)
{
	size_t i, used = run->taken < RUN_RING ? run->taken : RUN_RING;

	for (i = 0; run->ring != NULL && i < used; i++) {
		job_free(run->ring[i].job);
		free(run->ring[i].text);
	}
	free(run->ring);
	ranking_free(&run->ranking);
}

enum run_end
run(const struct run_input *in, struct tally *tally)
{
	struct run run = { .in = in, .options = in->context.options,
	    .context = in->context, .tally = tally };

	if (in->progress != NULL)
		in->progress->begun = clock_now();
	list_init(&run.ready);
	run.ring = calloc(RUN_RING, sizeof *run.ring);
	if (run.ring == NULL)
		return RUN_NO_MEMORY;
	while (!is_over(&run))
		turn(&run);
	if (in->progress != NULL)
		progress_end(in->progress);
	print_done(&run, true);
	if (run.options->rank && run.end != RUN_OUTPUT &&
	    ranking_print(&run.ranking, in->writer, tally,
	    run.options->output.verbose) == -1)
		fail(&run, RUN_OUTPUT);
	run_free(&run);
	errno = run.error;
	return run.end;
}
