/*
 * dnsq.c: see dnsq.h. A question waits for room in the window, is in flight
 * (net/job.c) and is finished; then it is taken.
 */
#include <sys/socket.h>

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "net/job.h"

enum {
	BLOCK = 32,		/* jobs got from malloc at a time */
	AT_ONCE = 2 * DNSQ_SEATS,	/* datagrams read from a socket before
					   the others have their turn */
	EDNS_SMALL = 512,	/* glibc offers the caller's buffer: 512 in */
	EDNS_LARGE = 513	/* qmail, one more where it can ask again */
};

struct dnsq_block {
	struct dnsq_block *next;
	struct dnsq_job job[BLOCK];
};

static void
list_init(struct dnsq_list *list)
{
	list->first = NULL;
	list->end = &list->first;
}

void
dnsq_list_append(struct dnsq_list *list, struct dnsq_job *job)
{
	job->next = NULL;
	*list->end = job;
	list->end = &job->next;
}

struct dnsq_job *
dnsq_list_take(struct dnsq_list *list)
{
	struct dnsq_job *job = list->first;

	if (!job)
		return NULL;
	list->first = job->next;
	if (!list->first)
		list->end = &list->first;
	return job;
}

struct dnsq *
dnsq_new(const struct dnsq_options *options)
{
	struct dnsq *d = calloc(1, sizeof *d);
	uint16_t start;

	if (!d)
		return NULL;
	d->options = *options;
	list_init(&d->waiting);
	list_init(&d->finished);
	list_init(&d->connecting);
	dnsq_window_init(&d->window, options->inflight);
	if (dnsq_pool_init(&d->pool, &d->options.resolv, &d->watch) ||
	    dnsq_pool_id(&d->pool, &start)) {
		free(d);
		return NULL;
	}
	d->rotation = start;
	return d;
}

static void
close_connections(struct dnsq *d)
{
	size_t i;

	for (i = d->watch.n; i-- > 0; )
		if (d->watch.who[i]->kind == DNSQ_TCP)
			dnsq_tcp_close((struct dnsq_tcp *)d->watch.who[i],
			    &d->watch);
}

void
dnsq_free(struct dnsq *d)
{
	struct dnsq_block *block;
	struct dnsq_job *job;

	if (!d)
		return;
	while ((job = dnsq_list_take(&d->finished)))
		answer_free(&job->answer);
	close_connections(d);
	dnsq_pool_free(&d->pool);
	dnsq_watch_free(&d->watch);
	dnsq_timer_free(&d->timers);
	while ((block = d->block)) {
		d->block = block->next;
		free(block);
	}
	free(d);
}

static struct dnsq_job *
new_job(struct dnsq *d)
{
	struct dnsq_block *block;
	struct dnsq_job *job;
	size_t i;

	if (!d->unused) {
		block = malloc(sizeof *block);
		if (!block)
			return NULL;
		block->next = d->block;
		d->block = block;
		for (i = 0; i < BLOCK; i++) {
			block->job[i].next = d->unused;
			d->unused = &block->job[i];
		}
	}
	job = d->unused;
	d->unused = job->next;
	memset(job, 0, sizeof *job);
	job->rcode = job->server = -1;
	return job;
}

static void
free_job(struct dnsq *d, struct dnsq_job *job)
{
	job->next = d->unused;
	d->unused = job;
}

static void
start_waiting(struct dnsq *d, int64_t now)
{
	while (d->flying < d->window.size && d->waiting.first)
		dnsq_job_start(d, dnsq_list_take(&d->waiting), now);
}

static unsigned
udp_size(const struct dnsq *d)
{
	if (!d->options.resolv.edns0)
		return 0;
	return d->options.large ? EDNS_LARGE : EDNS_SMALL;
}

int
dnsq_ask(struct dnsq *d, const struct question *q, void *tag, int64_t now)
{
	struct dnsq_job *job;

	/* a timer for each, so that setting one never fails */
	if (dnsq_timer_reserve(&d->timers, d->pending + 1))
		return -1;
	job = new_job(d);
	if (!job)
		return -1;
	job->tag = tag;
	job->asked = job->answered = now;
	switch (wire_make_query(&job->query, q, 0, udp_size(d))) {
	case WIRE_UNSENDABLE:
		answer_none(&job->answer, ANSWER_HARD);
		dnsq_list_append(&d->finished, job);
		break;
	case WIRE_MADE:
		dnsq_list_append(&d->waiting, job);
		break;
	}
	d->pending++;
	start_waiting(d, now);
	return 0;
}

size_t
dnsq_pending(const struct dnsq *d)
{
	return d->pending;
}

static int
poll_time(const struct dnsq *d, int64_t now, int64_t until)
{
	const struct dnsq_timer *timer = dnsq_timer_next(&d->timers);
	int64_t ms;

	if (timer && timer->at < until)
		until = timer->at;
	if (until <= now || d->finished.first || d->pool.spent)
		return 0;
	if (until == INT64_MAX)
		return -1;
	ms = (until - now) / 1000 + ((until - now) % 1000 != 0);
	return ms < INT_MAX ? (int)ms : INT_MAX;
}

void
dnsq_wait(struct dnsq *d, int64_t now, int64_t until)
{
	/* what could not be polled is tried again by dnsq_work */
	d->polled = poll(d->watch.fd, d->watch.n,
	    poll_time(d, now, until)) != -1;
}

static bool
is_later(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

static int
read_socket(struct dnsq *d, struct dnsq_socket *s, bool is_broken,
    int64_t now)
{
	ssize_t n;
	int i;

	for (i = 0; i < AT_ONCE && !s->is_spent; i++) {
		n = recv(s->fd, d->message, sizeof d->message, 0);
		if (n == -1 && is_later(errno) && !is_broken)
			return 0;
		if (n == -1)	/* an ICMP message came */
			dnsq_pool_spend(&d->pool, s);
		else if (dnsq_reply_datagram(d, s, n, now))
			return -1;
		else if (!s->n)
			return 0;
	}
	return 0;
}

static int
read_ready(struct dnsq *d, int64_t now)
{
	struct dnsq_watched *who;
	bool is_broken;
	size_t i;
	int error = 0;

	for (i = d->watch.n; i-- > 0 && !error; ) {
		if (i >= d->watch.n || !d->watch.fd[i].revents)
			continue;
		is_broken = d->watch.fd[i].revents & ~POLLIN;
		d->watch.fd[i].revents = 0;
		who = d->watch.who[i];
		if (who->kind == DNSQ_UDP)
			error = read_socket(d, (struct dnsq_socket *)who,
			    is_broken, now);
		else
			error = dnsq_reply_connection(d,
			    ((struct dnsq_tcp *)who)->who, now);
	}
	return error;
}

int
dnsq_work(struct dnsq *d, int64_t now)
{
	struct dnsq_timer *timer;
	int error = 0;

	if (d->polled || poll(d->watch.fd, d->watch.n, 0) != -1)
		error = read_ready(d, now);
	d->polled = false;
	while ((timer = dnsq_timer_next(&d->timers)) && timer->at <= now)
		dnsq_job_due(d, (struct dnsq_job *)timer, now);
	dnsq_job_move(d, now);
	dnsq_job_connect(d, now);
	start_waiting(d, now);
	return error;
}

bool
dnsq_take(struct dnsq *d, struct dnsq_reply *reply)
{
	struct dnsq_job *job = dnsq_list_take(&d->finished);

	if (!job)
		return false;
	memset(reply, 0, sizeof *reply);
	reply->tag = job->tag;
	reply->answer = job->answer;
	if (job->server >= 0)
		reply->server = d->options.resolv.server[job->server];
	reply->transport = job->transport;
	reply->asked = job->asked;
	reply->answered = job->answered;
	reply->tries = job->tries;
	free_job(d, job);
	d->pending--;
	return true;
}

void
dnsq_give_up(struct dnsq *d)
{
	struct dnsq_timer *timer;
	struct dnsq_job *job;

	while ((job = dnsq_list_take(&d->waiting)) ||
	    (job = dnsq_list_take(&d->connecting)))
		dnsq_job_fail(d, job, job->asked);
	while ((timer = dnsq_timer_next(&d->timers))) {
		job = (struct dnsq_job *)timer;
		dnsq_job_fail(d, job, job->asked);
	}
}

void
dnsq_stats(const struct dnsq *d, struct dnsq_stats *stats)
{
	*stats = d->stats;
	stats->window = d->window.size;
}
