/*
 * questions.c: the questions of all jobs, each asked once.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "base/list.h"
#include "base/table.h"
#include "net/cache.h"
#include "net/questions.h"
#include "net/zone_ask.h"

enum { AGAIN_INFLIGHT = 8 };	/* second tries in flight */

/* who waits for an answer */
struct waiter {
	void *job;
	size_t number;
	struct waiter *next;
};

/* one question on its way; owned by `asked` and, once answered, by
   `finished` */
struct pending {
	struct list_link link;	/* in `later` or `finished`, or in neither */
	size_t number;		/* in `asked` */
	char *name;
	uint16_t type;
	bool again;		/* this is the second try */
	struct waiter *waiter;	/* who has no answer yet */
	struct answer answer;	/* when finished */
	struct origin origin;
};

struct questions {
	struct questions_options options;
	struct cache *cache;
	struct pending **asked;	/* of the network, in no order */
	size_t n, room;
	struct table addresses;	/* the A questions among them, by name */
	struct list later;	/* those that wait for a second try */
	struct list finished;
	size_t again_inflight;
	uint8_t *reply;		/* WIRE_MESSAGE octets, for a zone */
};

static struct pending *
pending_of(struct list_link *link)
{
	return link == NULL ? NULL : LIST_OF(struct pending, link, link);
}

struct questions *
questions_new(const struct questions_options *options)
{
	struct questions *questions = calloc(1, sizeof *questions);

	if (questions == NULL)
		return NULL;
	questions->options = *options;
	list_init(&questions->finished);
	list_init(&questions->later);
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

void
questions_free(struct questions *questions)
{
	struct pending *pending;
	size_t i;

	if (questions == NULL)
		return;
	for (i = 0; i < questions->n; i++)
		pending_free(questions->asked[i]);
	while ((pending = pending_of(list_take(&questions->finished))) != NULL)
		pending_free(pending);
	free(questions->asked);
	table_free(&questions->addresses);
	cache_free(questions->cache);
	free(questions->reply);
	free(questions);
}

static uint32_t
hash_of(const char *name)
{
	return fold_hash(FOLD_START, name, strlen(name));
}

static bool
is_named(const void *list, size_t number, const void *name)
{
	const struct pending *const *asked = list;

	return fold_equal(asked[number]->name, strlen(asked[number]->name),
	    name, strlen(name));
}

/* only addresses are shared between jobs: they are asked by many */
static struct pending *
pending_find(const struct questions *questions,
    const struct question *question)
{
	size_t number;

	if (question->type != WIRE_A)
		return NULL;
	number = table_find(&questions->addresses, hash_of(question->name),
	    is_named, questions->asked, question->name);
	return number == TABLE_NONE ? NULL : questions->asked[number];
}

/* -1: no memory */
static int
pending_enter(struct questions *questions, struct pending *pending)
{
	struct pending **grown;
	size_t room;

	if (questions->n == questions->room) {
		room = questions->room == 0 ? 64 : 2 * questions->room;
		grown = realloc(questions->asked, room * sizeof *grown);
		if (grown == NULL)
			return -1;
		questions->asked = grown;
		questions->room = room;
	}
	if (pending->type == WIRE_A && table_add(&questions->addresses,
	    hash_of(pending->name), questions->n) == -1)
		return -1;
	pending->number = questions->n;
	questions->asked[questions->n++] = pending;
	return 0;
}

/* The last one takes its place. */
static void
pending_drop(struct questions *questions, struct pending *pending)
{
	struct pending *last = questions->asked[--questions->n];
	size_t number = pending->number;

	if (pending->type == WIRE_A)
		table_remove(&questions->addresses, hash_of(pending->name),
		    number);
	if (last == pending)
		return;
	if (last->type == WIRE_A)
		table_renumber(&questions->addresses, hash_of(last->name),
		    last->number, number);
	last->number = number;
	questions->asked[number] = last;
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

/* an answer that is known already */
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

/* -1: no memory; the pending is still the caller's */
static int
ask_network(struct questions *questions, struct pending *pending, int64_t now)
{
	struct question question = { pending->name, pending->type };

	if (pending_enter(questions, pending) == -1)
		return -1;
	if (dnsq_ask(questions->options.dnsq, &question, pending, now) == 0)
		return 0;
	pending_drop(questions, pending);
	return -1;
}

/* A zone and the cache answer at once. -1: as above */
static int
send_off(struct questions *questions, struct pending *pending, int64_t now)
{
	struct question question = { pending->name, pending->type };
	const struct zone *zone = questions->options.zone;
	const struct answer *kept = NULL;
	const struct origin *origin;
	int result;

	if (zone == NULL && question.type == WIRE_A)
		kept = cache_find(questions->cache, &question, &origin);
	if (zone == NULL && kept == NULL)
		return ask_network(questions, pending, now);
	result = kept != NULL ? answer_kept(pending, kept, origin) :
	    zone_ask(zone, &question, questions->reply, &pending->answer,
	    &pending->origin);
	if (result == 0)
		list_append(&questions->finished, &pending->link);
	return result;
}

int
questions_ask(struct questions *questions, const struct question *question,
    void *job, size_t number, int64_t now)
{
	struct pending *pending = pending_find(questions, question);

	if (pending != NULL)
		return waiter_add(pending, job, number);
	pending = pending_new(question);
	if (pending == NULL)
		return -1;
	if (waiter_add(pending, job, number) == -1 ||
	    send_off(questions, pending, now) == -1) {
		pending_free(pending);
		return -1;
	}
	return 0;
}

/* second tries, a few at a time. -1: no memory */
static int
again_send(struct questions *questions, int64_t now)
{
	struct question question;
	struct pending *pending;

	while (questions->again_inflight < AGAIN_INFLIGHT &&
	    (pending = pending_of(list_take(&questions->later))) != NULL) {
		question = (struct question){ pending->name, pending->type };
		if (dnsq_ask(questions->options.dnsq, &question, pending,
		    now) == -1) {
			list_append(&questions->later, &pending->link);
			return -1;
		}
		questions->again_inflight++;
	}
	return 0;
}

static void
set_origin(struct origin *origin, const struct dnsq_reply *reply)
{
	memcpy(origin->server, reply->server.text, sizeof origin->server);
	origin->transport = reply->transport;
	origin->us = reply->answered - reply->asked;
}

/* One that waits for its second try stays in `asked`: others may join. */
static void
finish(struct questions *questions, struct pending *pending,
    struct dnsq_reply *reply)
{
	struct question question = { pending->name, pending->type };

	if (pending->again) {
		questions->again_inflight--;
	} else if (questions->options.again &&
	    reply->answer.class == ANSWER_SOFT) {
		pending->again = true;
		answer_free(&reply->answer);
		list_append(&questions->later, &pending->link);
		return;
	}
	pending_drop(questions, pending);
	pending->answer = reply->answer;
	set_origin(&pending->origin, reply);
	if (pending->type == WIRE_A)
		cache_keep(questions->cache, &question, &pending->answer,
		    &pending->origin);
	list_append(&questions->finished, &pending->link);
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
	struct pending *pending = pending_of(questions->finished.first);
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
	list_take(&questions->finished);
	pending_free(pending);
	return 1;
}

void
questions_wait(struct questions *questions, int64_t now, int64_t until,
    const sigset_t *mask)
{
	if (questions->options.dnsq != NULL)
		dnsq_wait(questions->options.dnsq, now,
		    questions->finished.first != NULL ? now : until, mask);
}
