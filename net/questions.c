/*
 * questions.c: the questions of all jobs, each asked once.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "net/cache.h"
#include "net/questions.h"
#include "net/zone_ask.h"

enum {
	PENDING_SLOTS = 1024,	/* chains of pending questions */
	AGAIN_INFLIGHT = 8	/* second tries in flight */
};

/* who waits for an answer */
struct waiter {
	void *job;
	size_t number;
	struct waiter *next;
};

/* one question on its way; owned by its chain, and by `finished` once
   answered */
struct pending {
	char *name;
	uint16_t type;
	bool again;		/* this is the second try */
	struct waiter *waiter;	/* who has no answer yet */
	struct answer answer;	/* when finished */
	struct origin origin;
	struct pending *next;	/* in its chain, or in a queue */
};

struct queue {
	struct pending *first, **last;
};

struct questions {
	struct questions_options options;
	struct cache *cache;
	struct pending *chain[PENDING_SLOTS];
	struct queue finished;
	struct queue later;	/* for a second try */
	size_t again_inflight;
	uint8_t *reply;		/* WIRE_MESSAGE octets, for a zone */
};

static void
queue_init(struct queue *queue)
{
	queue->first = NULL;
	queue->last = &queue->first;
}

static void
queue_put(struct queue *queue, struct pending *pending)
{
	pending->next = NULL;
	*queue->last = pending;
	queue->last = &pending->next;
}

static struct pending *
queue_get(struct queue *queue)
{
	struct pending *pending = queue->first;

	if (pending == NULL)
		return NULL;
	queue->first = pending->next;
	if (queue->first == NULL)
		queue->last = &queue->first;
	return pending;
}

struct questions *
questions_new(const struct questions_options *options)
{
	struct questions *questions = calloc(1, sizeof *questions);

	if (questions == NULL)
		return NULL;
	questions->options = *options;
	queue_init(&questions->finished);
	queue_init(&questions->later);
	questions->cache = cache_new();
	questions->reply = options->zone != NULL ? malloc(WIRE_MESSAGE) : NULL;
	if (questions->cache == NULL ||
	    (options->zone != NULL && questions->reply == NULL)) {
		questions_free(questions);
		return NULL;
	}
	return questions;
}

static void
pending_free(struct pending *pending)
{
	struct waiter *waiter;

	while ((waiter = pending->waiter) != NULL) {
		pending->waiter = waiter->next;
		free(waiter);
	}
	answer_free(&pending->answer);
	free(pending->name);
	free(pending);
}

static void
list_free(struct pending *pending)
{
	struct pending *next;

	for (; pending != NULL; pending = next) {
		next = pending->next;
		pending_free(pending);
	}
}

void
questions_free(struct questions *questions)
{
	size_t i;

	if (questions == NULL)
		return;
	for (i = 0; i < PENDING_SLOTS; i++)
		list_free(questions->chain[i]);
	list_free(questions->finished.first);
	list_free(questions->later.first);
	cache_free(questions->cache);
	free(questions->reply);
	free(questions);
}

static struct pending **
chain_of(struct questions *questions, const char *name, uint16_t type)
{
	uint32_t hash = fold_hash(FOLD_START ^ type, name, strlen(name));

	return &questions->chain[hash % PENDING_SLOTS];
}

/* only addresses are shared between jobs: they are asked by many */
static struct pending *
pending_find(struct questions *questions, const struct question *question)
{
	struct pending *pending =
	    *chain_of(questions, question->name, question->type);

	if (question->type != WIRE_A)
		return NULL;
	for (; pending != NULL; pending = pending->next)
		if (pending->type == question->type &&
		    fold_equal(pending->name, strlen(pending->name),
		    question->name, strlen(question->name)))
			return pending;
	return NULL;
}

static void
pending_unlink(struct questions *questions, struct pending *pending)
{
	struct pending **at =
	    chain_of(questions, pending->name, pending->type);

	while (*at != pending)
		at = &(*at)->next;
	*at = pending->next;
}

static struct pending *
pending_new(const struct question *question)
{
	struct pending *pending = calloc(1, sizeof *pending);

	if (pending == NULL)
		return NULL;
	pending->type = question->type;
	pending->name = strdup(question->name);
	if (pending->name == NULL) {
		free(pending);
		return NULL;
	}
	return pending;
}

static int
waiter_add(struct pending *pending, void *job, size_t number)
{
	struct waiter *waiter = malloc(sizeof *waiter);

	if (waiter == NULL)
		return -1;
	waiter->job = job;
	waiter->number = number;
	waiter->next = pending->waiter;
	pending->waiter = waiter;
	return 0;
}

/* sends it on its way; the pending is in no list yet */
static int
send_off(struct questions *questions, struct pending *pending, int64_t now)
{
	struct question question = { pending->name, pending->type };
	struct pending **chain;

	if (questions->options.zone != NULL) {
		if (zone_ask(questions->options.zone, &question,
		    questions->reply, &pending->answer,
		    &pending->origin) == -1)
			return -1;
		queue_put(&questions->finished, pending);
		return 0;
	}
	if (dnsq_ask(questions->options.dnsq, &question, pending, now) == -1)
		return -1;
	chain = chain_of(questions, pending->name, pending->type);
	pending->next = *chain;
	*chain = pending;
	return 0;
}

/* an answer that is known already: it is finished at once */
static int
answer_kept(struct pending *pending, const struct answer *answer,
    const struct origin *origin)
{
	if (answer_copy(&pending->answer, answer) == -1)
		return -1;
	pending->origin = *origin;
	pending->origin.transport = TRANSPORT_CACHE;
	pending->origin.us = 0;
	return 0;
}

int
questions_ask(struct questions *questions, const struct question *question,
    void *job, size_t number, int64_t now)
{
	struct pending *pending = pending_find(questions, question);
	const struct answer *kept = NULL;
	const struct origin *origin;

	if (pending != NULL)
		return waiter_add(pending, job, number);
	pending = pending_new(question);
	if (pending == NULL)
		return -1;
	if (question->type == WIRE_A && questions->options.zone == NULL)
		kept = cache_find(questions->cache, question, &origin);
	if (waiter_add(pending, job, number) == -1)
		goto no_memory;
	if (kept != NULL) {
		if (answer_kept(pending, kept, origin) == -1)
			goto no_memory;
		queue_put(&questions->finished, pending);
		return 0;
	}
	if (send_off(questions, pending, now) == -1)
		goto no_memory;
	return 0;
no_memory:
	pending_free(pending);
	return -1;
}

/* second tries, a few at a time */
static int
again_send(struct questions *questions, int64_t now)
{
	struct pending *pending;

	while (questions->again_inflight < AGAIN_INFLIGHT &&
	    (pending = queue_get(&questions->later)) != NULL) {
		if (send_off(questions, pending, now) == -1) {
			pending_free(pending);
			return -1;
		}
		questions->again_inflight++;
	}
	return 0;
}

static void
finish(struct questions *questions, struct pending *pending,
    struct dnsq_reply *reply)
{
	struct question question = { pending->name, pending->type };

	pending_unlink(questions, pending);
	if (pending->again)
		questions->again_inflight--;
	if (questions->options.again && !pending->again &&
	    reply->answer.class == ANSWER_SOFT) {
		pending->again = true;
		answer_free(&reply->answer);
		queue_put(&questions->later, pending);
		return;
	}
	pending->answer = reply->answer;
	memcpy(pending->origin.server, reply->server.text,
	    sizeof pending->origin.server);
	pending->origin.transport = reply->transport;
	pending->origin.us = reply->answered - reply->asked;
	if (pending->type == WIRE_A)
		cache_keep(questions->cache, &question, &pending->answer,
		    &pending->origin);
	queue_put(&questions->finished, pending);
}

int
questions_work(struct questions *questions, int64_t now)
{
	struct dnsq_reply reply;

	if (questions->options.dnsq == NULL)
		return 0;
	if (dnsq_work(questions->options.dnsq, now) == -1)
		return -1;
	while (dnsq_take(questions->options.dnsq, &reply))
		finish(questions, reply.tag, &reply);
	return again_send(questions, now);
}

int
questions_take(struct questions *questions, struct questions_reply *reply)
{
	struct pending *pending = questions->finished.first;
	struct waiter *waiter;

	if (pending == NULL)
		return 0;
	waiter = pending->waiter;
	reply->job = waiter->job;
	reply->number = waiter->number;
	reply->origin = pending->origin;
	if (waiter->next != NULL) {
		if (answer_copy(&reply->answer, &pending->answer) == -1)
			return -1;
		pending->waiter = waiter->next;
		free(waiter);
		return 1;
	}
	reply->answer = pending->answer;
	memset(&pending->answer, 0, sizeof pending->answer);
	pending_free(queue_get(&questions->finished));
	return 1;
}

void
questions_wait(struct questions *questions, int64_t now, int64_t until,
    const sigset_t *mask)
{
	if (questions->options.dnsq != NULL)
		dnsq_wait(questions->options.dnsq, now,
		    questions->finished.first != NULL ? now : until, mask);
	else if (mask != NULL)
		ppoll(NULL, 0, &(struct timespec){ 0 }, mask);
}
