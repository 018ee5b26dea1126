/*
 * dnsq.c: see dnsq.h. A question waits for room in the window, is in flight
 * (net/job.c, net/reply.c) and is finished; then it is taken.
 */
#include <sys/socket.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "net/reply.h"

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

struct dnsq *
dnsq_new(const struct dnsq_options *options)
{
	struct dnsq *d = calloc(1, sizeof *d);
	uint16_t start;

	if (d == NULL)
		return NULL;
	d->options = *options;
	list_init(&d->waiting);
	list_init(&d->finished);
	list_init(&d->unused);
	list_init(&d->connecting);
	dnsq_window_init(&d->window, options->inflight);
	if (dnsq_pool_init(&d->pool, &d->options.resolv, &d->watch) == -1 ||
	    dnsq_pool_id(&d->pool, &start) == -1) {
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

	if (d == NULL)
		return;
	while ((job = dnsq_job_take(&d->finished)) != NULL)
		answer_free(&job->answer);
	close_connections(d);
	dnsq_pool_free(&d->pool);
	dnsq_watch_free(&d->watch);
	dnsq_timer_free(&d->timers);
	while ((block = d->block) != NULL) {
		d->block = block->next;
		free(block);
	}
	free(d);
}

/* -1: no memory */
static int
add_block(struct dnsq *d)
{
	struct dnsq_block *block = malloc(sizeof *block);
	size_t i;

	if (block == NULL)
		return -1;
	block->next = d->block;
	d->block = block;
	for (i = 0; i < BLOCK; i++)
		list_append(&d->unused, &block->job[i].link);
	return 0;
}

static struct dnsq_job *
new_job(struct dnsq *d)
{
	struct dnsq_job *job;

	if (d->unused.first == NULL && add_block(d) == -1)
		return NULL;
	job = dnsq_job_take(&d->unused);
	memset(job, 0, sizeof *job);
	job->rcode = job->server = -1;
	return job;
}

static void
start_waiting(struct dnsq *d, int64_t now)
{
	while (d->flying < d->window.size && d->waiting.first != NULL)
		dnsq_job_start(d, dnsq_job_take(&d->waiting), now);
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
	if (dnsq_timer_reserve(&d->timers, d->pending + 1) == -1)
		return -1;
	job = new_job(d);
	if (job == NULL)
		return -1;
	job->tag = tag;
	job->asked = job->answered = now;
	switch (wire_make_query(&job->query, q, 0, udp_size(d))) {
	case WIRE_UNSENDABLE:
		answer_none(&job->answer, ANSWER_HARD);
		list_append(&d->finished, &job->link);
		break;
	case WIRE_MADE:
		list_append(&d->waiting, &job->link);
		break;
	}
	d->pending++;
	start_waiting(d, now);
	return 0;
}

/* Until when there is nothing to do; INT64_MAX: until something comes. */
static int64_t
sleep_until(const struct dnsq *d, int64_t now, int64_t until)
{
	const struct dnsq_timer *timer = dnsq_timer_next(&d->timers);

	if (d->finished.first != NULL || d->pool.spent != NULL)
		return now;
	return timer != NULL && timer->at < until ? timer->at : until;
}

void
dnsq_wait(struct dnsq *d, int64_t now, int64_t until, const sigset_t *mask)
{
	until = sleep_until(d, now, until);
	/* what could not be polled is tried again by dnsq_work */
	d->polled = dnsq_watch_wait(&d->watch, until == INT64_MAX ? -1 :
	    until > now ? until - now : 0, mask) != -1;
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
		else if (dnsq_reply_datagram(d, s, n, now) == -1)
			return -1;
		else if (s->n == 0)
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

	for (i = d->watch.n; i-- > 0 && error == 0; ) {
		if (i >= d->watch.n || d->watch.fd[i].revents == 0)
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

	if (d->polled || dnsq_watch_wait(&d->watch, 0, NULL) != -1)
		error = read_ready(d, now);
	d->polled = false;
	while ((timer = dnsq_timer_next(&d->timers)) != NULL &&
	    timer->at <= now)
		dnsq_job_due(d, (struct dnsq_job *)timer, now);
	dnsq_job_move(d, now);
	dnsq_job_connect(d, now);
	start_waiting(d, now);
	return error;
}

bool
dnsq_take(struct dnsq *d, struct dnsq_reply *reply)
{
	struct dnsq_job *job = dnsq_job_take(&d->finished);

	if (job == NULL)
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
	list_append(&d->unused, &job->link);
	d->pending--;
	return true;
}
