/*
 * job.c: see job.h. The way through the servers is that of glibc
 * 2.36, res_send.c: __res_context_send, send_dg, send_vc. What differs: a
 * connection has a deadline, and a datagram that seems lost is sent a few
 * times more within its try.
 */
#include "net/job.h"

enum {
	SECOND = 1000000,
	RESEND_AFTER = 250000,	/* at least; then twice that */
	RESENDS = 4,		/* within a try */
	CONNECTIONS = 16,	/* at a time: name servers take few */
	SHORT_WAIT = 20000,	/* before a socket is tried for again */
	SHORT_PATIENCE = 30 * SECOND
};

enum outcome {
	UNDER_WAY,	/* a timer is set, or it waits to connect */
	NEXT,		/* on to the next server */
	OVER		/* glibc gives up here */
};

struct dnsq_job *
dnsq_job_take(struct list *list)
{
	struct list_link *link = list_take(list);

	return link == NULL ? NULL : LIST_OF(struct dnsq_job, link, link);
}

unsigned
dnsq_job_server(const struct dnsq *d, const struct dnsq_job *job)
{
	return (job->first + job->shift) % d->options.resolv.n;
}

bool
dnsq_job_is_at(const struct dnsq *d, const struct dnsq_job *job,
    unsigned server)
{
	return server == dnsq_job_server(d, job) && job->patience == 0;
}

/* send_dg: `seconds`. Servers past glibc's three are as the third. */
static int64_t
try_time(const struct dnsq *d, unsigned server)
{
	unsigned shift = server < RESOLV_MAXNS ? server : RESOLV_MAXNS - 1;
	unsigned seconds = d->options.resolv.timeout << shift;

	if (server > 0)
		seconds /= d->options.resolv.n;
	return (int64_t)(seconds > 0 ? seconds : 1) * SECOND;
}

void
dnsq_job_hang_up(struct dnsq *d, struct dnsq_job *job)
{
	if (job->tcp == NULL)
		return;
	dnsq_tcp_close(job->tcp, &d->watch);
	job->tcp = NULL;
	d->connections--;
}

void
dnsq_job_leave(struct dnsq *d, struct dnsq_job *job)
{
	size_t i;

	for (i = 0; i < d->options.resolv.n; i++)
		dnsq_pool_leave(&d->pool, &job->seat[i]);
	dnsq_job_hang_up(d, job);
}

void
dnsq_job_finish(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	dnsq_job_leave(d, job);
	dnsq_timer_stop(&d->timers, &job->timer);
	if (job->is_flying)
		d->flying--;
	job->is_flying = false;
	job->answered = now;
	list_append(&d->finished, &job->link);
}

/* No server answered. */
static void
fail(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	answer_none(&job->answer, ANSWER_SOFT);
	job->answer.rcode = job->rcode;
	job->answer.size = job->size;
	dnsq_job_finish(d, job, now);
}

/* EMFILE and its like: fewer in flight, and another try soon */
static enum outcome
wait_for_socket(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	if (job->patience == 0)
		job->patience = now + SHORT_PATIENCE;
	if (now >= job->patience)
		return NEXT;
	dnsq_window_full(&d->window, now);
	dnsq_timer_set(&d->timers, &job->timer, now + SHORT_WAIT);
	return UNDER_WAY;
}

static enum outcome
not_opened(struct dnsq *d, struct dnsq_job *job, enum dnsq_opened opened,
    int64_t now)
{
	if (opened == DNSQ_SHORT)
		return wait_for_socket(d, job, now);
	/* send_dg and send_vc return -1 when socket(2) fails */
	return opened == DNSQ_NO_SOCKET ? OVER : NEXT;
}

/* Not before the answer is overdue, and so that it can help in this try. */
static int64_t
resend_time(const struct dnsq *d, const struct dnsq_job *job)
{
	int64_t after = 4 * d->rtt[dnsq_job_server(d, job)];
	int64_t most = (job->deadline - job->sent) / 3;

	if (job->resends == RESENDS)
		return job->deadline;
	if (after < RESEND_AFTER)
		after = RESEND_AFTER;
	after = job->resent + ((after < most ? after : most) << job->resends);
	return after < job->deadline ? after : job->deadline;
}

static void
went_out(struct dnsq_job *job, enum transport transport)
{
	job->tries++;
	if (job->server == -1)	/* else it tells of that server's reply */
		job->transport = transport;
}

static enum outcome
send_datagram(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	struct dnsq_seat *seat = &job->seat[dnsq_job_server(d, job)];

	wire_set_id(&job->query, seat->id);
	switch (dnsq_pool_send(seat->socket, &job->query)) {
	case DNSQ_SENT:
		went_out(job, TRANSPORT_UDP);
		break;
	case DNSQ_NOT_NOW:	/* lost, so to say */
		dnsq_window_full(&d->window, now);
		break;
	case DNSQ_SEND_FAILED:
		dnsq_pool_spend(&d->pool, seat->socket);
		dnsq_pool_leave(&d->pool, seat);
		return NEXT;
	}
	job->resent = now;
	dnsq_timer_set(&d->timers, &job->timer, resend_time(d, job));
	return UNDER_WAY;
}

static enum outcome
try_udp(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	unsigned server = dnsq_job_server(d, job);
	enum dnsq_opened opened;

	if (job->seat[server].socket == NULL) {
		opened = dnsq_pool_sit(&d->pool, server, job,
		    &job->seat[server]);
		if (opened != DNSQ_OPENED)
			return not_opened(d, job, opened, now);
	}
	job->patience = 0;
	job->resends = 0;
	job->sent = now;
	job->deadline = now + try_time(d, server);
	return send_datagram(d, job, now);
}

static enum outcome
try_tcp(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	unsigned server = dnsq_job_server(d, job);
	enum dnsq_opened opened;
	uint16_t id;

	if (d->connections == CONNECTIONS) {
		dnsq_timer_stop(&d->timers, &job->timer);
		list_append(&d->connecting, &job->link);
		return UNDER_WAY;
	}
	if (dnsq_pool_id(&d->pool, &id) == -1)
		return wait_for_socket(d, job, now);
	wire_set_id(&job->query, id);
	opened = dnsq_tcp_open(&job->tcp, &d->watch,
	    &d->options.resolv.server[server], &job->query, job);
	if (opened != DNSQ_OPENED)
		return not_opened(d, job, opened, now);
	if (!job->was_reset)	/* else this try's deadline stands */
		job->deadline = now + try_time(d, server);
	job->patience = 0;
	d->connections++;
	went_out(job, TRANSPORT_TCP);
	dnsq_timer_set(&d->timers, &job->timer, job->deadline);
	return UNDER_WAY;
}

/* false: none is left */
static bool
next_try(struct dnsq *d, struct dnsq_job *job)
{
	dnsq_job_hang_up(d, job);
	job->was_reset = false;
	job->patience = 0;
	if (++job->shift < d->options.resolv.n)
		return true;
	job->shift = 0;
	/* by TCP each server is asked once */
	return !job->by_tcp && ++job->round < d->options.resolv.attempts;
}

/* Tries from the present one on until one is under way. */
void
dnsq_job_go(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	enum outcome outcome;

	do {
		outcome = job->by_tcp ? try_tcp(d, job, now) :
		    try_udp(d, job, now);
	} while (outcome == NEXT && next_try(d, job));
	if (outcome != UNDER_WAY)
		fail(d, job, now);
}

void
dnsq_job_next(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	if (next_try(d, job))
		dnsq_job_go(d, job, now);
	else
		fail(d, job, now);
}

void
dnsq_job_start(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	const struct resolv *r = &d->options.resolv;

	job->is_flying = true;
	d->flying++;
	job->asked = now;
	job->by_tcp = r->use_vc;
	if (r->rotate)
		job->first = d->rotation++ % r->n;
	if (r->attempts > 0)
		dnsq_job_go(d, job, now);
	else
		fail(d, job, now);
}

void
dnsq_job_due(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	if (job->patience != 0) {
		dnsq_job_go(d, job, now);
	} else if (now < job->deadline) {
		job->resends++;
		if (send_datagram(d, job, now) == NEXT)
			dnsq_job_next(d, job, now);
	} else {
		/* else others are answered, and this one is not: behind the
		   server some zone's servers are dead */
		if (d->heard < job->sent)
			dnsq_window_lost(&d->window, job->sent, now);
		dnsq_job_next(d, job, now);
	}
}

void
dnsq_job_move(struct dnsq *d, int64_t now)
{
	struct dnsq_socket *s;
	struct dnsq_job *job;
	unsigned server;
	bool is_present;

	while ((s = d->pool.spent) != NULL) {
		if (s->n == 0) {
			dnsq_pool_close(&d->pool, s);
			continue;
		}
		job = s->seat[0].who;
		server = s->server;
		is_present = dnsq_job_is_at(d, job, server);
		dnsq_pool_leave(&d->pool, &job->seat[server]);
		if (is_present)
			dnsq_job_next(d, job, now);
	}
}

void
dnsq_job_connect(struct dnsq *d, int64_t now)
{
	struct dnsq_job *job;

	while (d->connections < CONNECTIONS &&
	    (job = dnsq_job_take(&d->connecting)) != NULL)
		dnsq_job_go(d, job, now);
}
