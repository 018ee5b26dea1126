/*
 * job.c: one subject on its way from text to diagnosis.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "advice/fix.h"
#include "advice/lint.h"
#include "advice/trial.h"
#include "host/gather.h"
#include "run/job.h"

/* an IPv6 address, brackets allowed */
static bool
is_v6(const char *text)
{
	char bare[INET6_ADDRSTRLEN];
	struct in6_addr address;
	size_t len = strlen(text);

	if (len >= 2 && text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	if (len >= sizeof bare)
		return false;
	memcpy(bare, text, len);
	bare[len] = '\0';
	return inet_pton(AF_INET6, bare, &address) == 1;
}

enum kind
job_kind(const struct options *options, const char *text)
{
	if (options->ip)
		return KIND_IP;
	return options->recipient || strchr(text, '@') != NULL ?
	    KIND_RECIPIENT : KIND_DOMAIN;
}

static void
take_address(struct diagnosis *d)
{
	if (d->error.what != ERROR_NONE ||
	    netmask_parse(d->subject.text, &d->address))
		return;
	d->is_v6 = is_v6(d->subject.text);
	if (!d->is_v6)
		error_set(&d->error, ERROR_INPUT, NULL, d->input_line,
		    "not an address: four decimal octets of 0 to 255");
}

static void
take_subject(struct diagnosis *d, const struct job_context *context)
{
	d->kind = job_kind(context->options, d->subject.text);
	if (d->kind == KIND_IP) {
		take_address(d);
		return;
	}
	d->subject.is_domain = d->kind == KIND_DOMAIN;
	/* an empty recipient is one: qmail-send appends envnoathost to it */
	if (d->error.what == ERROR_NONE && d->subject.is_domain &&
	    d->subject.text[0] == '\0')
		error_set(&d->error, ERROR_INPUT, NULL, 0,
		    "an empty argument is no domain");
}

_Static_assert((int)NAMED_PLACES <= (int)DIAGNOSIS_NAMED, "they fit");

static void
take_named(struct diagnosis *d, const struct named_domain *named)
{
	size_t i;

	for (i = 0; i < named->n; i++) {
		d->named[i].file = named->where[i].file;
		d->named[i].line = named->where[i].line;
	}
	d->n_named = named->n;
}

struct job *
job_new(const struct job_context *context, char *text,
    const struct subjects_taken *taken)
{
	struct job *job = calloc(1, sizeof *job);
	struct diagnosis *d;

	if (job == NULL) {
		free(text);
		return NULL;
	}
	job->text = text;
	d = &job->diagnosis;
	d->site = context->site;
	d->suspects = context->suspects;
	d->subject.text = text;
	d->subject.sender = context->options->sender;
	if (taken == NULL) {
		d->kind = KIND_HOST;
		return job;
	}
	d->input_line = taken->line;
	if (taken->bad != NULL)
		error_set(&d->error, ERROR_INPUT, NULL, taken->line,
		    taken->bad);
	if (taken->named != NULL)
		take_named(d, taken->named);
	take_subject(d, context);
	return job;
}

void
job_free(struct job *job)
{
	if (job == NULL)
		return;
	diagnosis_free(&job->diagnosis);
	free(job->text);
	free(job);
}

void
job_learn(struct job *job, struct questions_reply *reply)
{
	facts_learn(&job->diagnosis.facts, reply->number, &reply->answer,
	    &reply->origin);
	job->open--;
}

/* puts every question that is wanted */
static int
ask_wanted(struct job *job, const struct job_context *context)
{
	struct question question;
	size_t number;

	while (facts_want(&job->diagnosis.facts, &question, &number)) {
		if (questions_ask(context->questions, &question, job, number,
		    context->now) == -1)
			return -1;
		job->open++;
	}
	return 0;
}

/* Without findings only the verdict counts: who cannot be the first to be
   tried is not asked for. */
static bool
is_here_wanted(const struct decision *decision, size_t candidate,
    const struct job_context *context)
{
	return context->options->findings ||
	    (decision->verdict.action == ACTION_DELIVER &&
	    decision->candidate[candidate].outcome == OUTCOME_TRY &&
	    prefme_may_be_first(decision, candidate));
}

static void
settle_here(struct decision *decision, const struct job_context *context)
{
	size_t i;

	for (i = 0; i < decision->n; i++)
		if (is_here_wanted(decision, i, context))
			decision->candidate[i].here = here_ask(context->here,
			    decision->candidate[i].address);
}

/* the way under one flavor that fits: 1 it is at its end, 0 it waits for
   answers, -1 no memory */
static int
judge_one(struct diagnosis *d, size_t flavor, const struct job_context *context)
{
	struct way_input in = way_input(context->site, flavor);
	struct way *way = &d->way[flavor];

	in.ahead = context->options->ahead;
	if (way->n == 0 && way_begin(way, &d->judgement[flavor], &d->subject,
	    false) == -1)
		return -1;
	for (;;)
		switch (way_go(way, &d->facts, &in)) {
		case WAY_NO_MEMORY:
			return -1;
		case WAY_MISSING:
			return 0;
		case WAY_HERE:
			settle_here(&way_last(way)->judgement->decision,
			    context);
			break;
		case WAY_DONE:
			return 1;
		}
}

/* every flavor that fits is decided; 1 when all are */
static int
judge_all(struct job *job, const struct job_context *context)
{
	struct diagnosis *d = &job->diagnosis;
	int all = 1, one;
	size_t i;

	for (i = 0; i < context->site->flavor.n; i++) {
		one = judge_one(d, i, context);
		if (one == -1)
			return -1;
		all &= one;
	}
	if (all != 1)
		return 0;
	d->n = context->site->flavor.n;
	if (d->way[0].end == WAY_UNSEEN)
		gather_unseen(context->site, CONTROL_RCPTHOSTS, &d->error);
	return trial_relayed(d, false) == -1 ? -1 : 1;
}

static int
find_all(struct job *job, const struct job_context *context)
{
	struct diagnosis *d = &job->diagnosis;

	if (context->options->findings_ask) {
		if (lint_want(d) == -1 || ask_wanted(job, context) == -1)
			return -1;
		if (job->open > 0)
			return 0;
	}
	if (lint_run(d) == -1)
		return -1;
	if ((d->kind == KIND_DOMAIN || d->kind == KIND_RECIPIENT) &&
	    fix_propose(d) == -1)
		return -1;
	return 1;
}

static int
step_judge(struct job *job, const struct job_context *context)
{
	struct diagnosis *d = &job->diagnosis;
	int judged;

	if (d->error.what != ERROR_NONE) {
		job->stage = JOB_DONE;
		return 1;
	}
	if (d->kind == KIND_DOMAIN || d->kind == KIND_RECIPIENT) {
		judged = judge_all(job, context);
		if (judged != 1)
			return judged == -1 ? -1 : ask_wanted(job, context);
	}
	if (d->kind == KIND_IP && !d->is_v6)
		d->here = here_ask(context->here, d->address);
	job->stage = context->options->findings ? JOB_FINDINGS : JOB_DONE;
	return job->stage == JOB_DONE;
}

int
job_step(struct job *job, const struct job_context *context)
{
	int found;

	if (job->open > 0)
		return 0;
	if (job->stage == JOB_JUDGE && step_judge(job, context) == -1)
		return -1;
	if (job->stage == JOB_FINDINGS && job->open == 0) {
		found = find_all(job, context);
		if (found == -1)
			return -1;
		if (found == 1)
			job->stage = JOB_DONE;
	}
	return job->stage == JOB_DONE;
}
