/*
 * dnsq_job.c: see dnsq_job.h. The way through the servers is that of glibc
 * 2.36, res_send.c: __res_context_send, send_dg, send_vc. What differs: a
 * reply that is not ours (too short, another question, also by TCP) is
 * ignored, a connection has a deadline, and a datagram that seems lost is
 * sent a few times more within its try.
 */
#include "dnsq_job.h"

enum {
	SECOND = 1000000,
	RESEND_AFTER = 250000,	/* at least; then twice that */
	RESENDS = 4,		/* within a try */
	CONNECTIONS = 16,	/* at a time: name servers take few */
	SHORT_WAIT = 20000,	/* before a socket is tried for again */
	SHORT_PATIENCE = 30 * SECOND,
	OPT_SIZE_AT = 8,	/* from a query's end: the OPT's UDP size */
	LARGER = 1200,		/* glibc: RESOLV_EDNS_BUFFER_SIZE */
	SMALL = 512		/* what the first asking has room for */
};

enum outcome {
	UNDER_WAY,	/* a timer is set, or it waits to connect */
	NEXT,		/* on to the next server */
	OVER		/* glibc gives up here */
};

static unsigned
server_of(const struct dnsq *d, const struct dnsq_job *job)
{
	return (job->first + job->shift) % d->options.resolv.n;
}

/* send_dg: `seconds`. Servers past glibc's three are as the third. */
static int64_t
try_time(const struct dnsq *d, unsigned server)
{
	unsigned shift = server < RESOLV_MAXNS ? server : RESOLV_MAXNS - 1;
	unsigned seconds = d->options.resolv.timeout << shift;

	if (server > 0)
		seconds /= d->options.resolv.n;
	return (int64_t)(seconds ? seconds : 1) * SECOND;
}

static void
hang_up(struct dnsq *d, struct dnsq_job *job)
{
	if (!job->tcp)
		return;
	dnsq_tcp_close(job->tcp, &d->watch);
	job->tcp = NULL;
	d->connections--;
}

static void
leave_all(struct dnsq *d, struct dnsq_job *job)
{
	size_t i;

	for (i = 0; i < d->options.resolv.n; i++)
		dnsq_pool_leave(&d->pool, &job->seat[i]);
	hang_up(d, job);
}

static void
finish(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	leave_all(d, job);
	dnsq_timer_stop(&d->timers, &job->timer);
	if (job->is_flying)
		d->flying--;
	job->is_flying = false;
	job->answered = now;
	dnsq_list_append(&d->finished, job);
}

void
dnsq_job_fail(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	answer_none(&job->answer, ANSWER_SOFT);
	job->answer.rcode = job->rcode;
	job->answer.size = job->size;
	finish(d, job, now);
}

/* EMFILE and its like: fewer in flight, and another try soon */
static enum outcome
wait_for_socket(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	if (!job->patience)
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

static int64_t
resend_time(const struct dnsq *d, const struct dnsq_job *job)
{
	int64_t after = 4 * d->rtt[server_of(d, job)];

	if (job->resends == RESENDS)
		return job->deadline;
	if (after < RESEND_AFTER)
		after = RESEND_AFTER;
	after = job->resent + (after << job->resends);
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
	struct dnsq_seat *seat = &job->seat[server_of(d, job)];

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
	unsigned server = server_of(d, job);
	enum dnsq_opened opened;

	if (!job->seat[server].socket) {
		opened = dnsq_pool_sit(&d->pool, server, job,
		    &job->seat[server]);
		if (opened != DNSQ_OPENED)
			return not_opened(d, job, opened, now);
	}
	job->patience = 0;
	job->resends = 0;
	job->sent = now;
	job->deadline = now + try_time(d, server);
	d->stats.sent++;
	return send_datagram(d, job, now);
}

static enum outcome
try_tcp(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	unsigned server = server_of(d, job);
	enum dnsq_opened opened;
	uint16_t id;

	if (d->connections == CONNECTIONS) {
		dnsq_timer_stop(&d->timers, &job->timer);
		dnsq_list_append(&d->connecting, job);
		return UNDER_WAY;
	}
	if (dnsq_pool_id(&d->pool, &id))
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
	d->stats.tcp++;
	dnsq_timer_set(&d->timers, &job->timer, job->deadline);
	return UNDER_WAY;
}

/* false: none is left */
static bool
next_try(struct dnsq *d, struct dnsq_job *job)
{
	hang_up(d, job);
	job->was_reset = false;
	job->patience = 0;
	if (++job->shift < d->options.resolv.n)
		return true;
	job->shift = 0;
	/* by TCP each server is asked once */
	return !job->by_tcp && ++job->round < d->options.resolv.attempts;
}

/* Tries from the present one on until one is under way. */
static void
go(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	enum outcome outcome;

	do {
		outcome = job->by_tcp ? try_tcp(d, job, now) :
		    try_udp(d, job, now);
	} while (outcome == NEXT && next_try(d, job));
	if (outcome != UNDER_WAY)
		dnsq_job_fail(d, job, now);
}

static void
go_on(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	if (next_try(d, job))
		go(d, job, now);
	else
		dnsq_job_fail(d, job, now);
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
	if (r->attempts)
		go(d, job, now);
	else
		dnsq_job_fail(d, job, now);
}

void
dnsq_job_due(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	if (job->patience) {
		go(d, job, now);
	} else if (now < job->deadline) {
		job->resends++;
		d->stats.resent++;
		if (send_datagram(d, job, now) == NEXT)
			go_on(d, job, now);
	} else {
		d->stats.timeouts++;
		dnsq_window_lost(&d->window, job->sent, now);
		go_on(d, job, now);
	}
}

/* The answer came soon after its question was sent again, and not soon after
   it was sent: the first one, or the answer to it, was lost. */
static bool
was_lost(const struct dnsq_job *job, int64_t now)
{
	return job->resends &&
	    now - job->resent < (job->resent - job->sent) / 2;
}

static void
learn_time(struct dnsq *d, const struct dnsq_job *job, int64_t now)
{
	int64_t *rtt = &d->rtt[job->server], took = now - job->sent;

	if (was_lost(job, now))
		dnsq_window_lost(&d->window, job->sent, now);
	else
		dnsq_window_answered(&d->window);
	/* Of a question that was sent again, too, as if the first sending had
	   been answered: else a way that always takes longer than
	   RESEND_AFTER would never be learnt. */
	*rtt = *rtt ? *rtt + (took - *rtt) / 8 : took;
}

/* Does a 64 KiB flavor ask again, by TCP and with a larger buffer? Without
   EDNS the second question is the first, and so is its answer. */
static bool
is_for_larger(const struct dnsq *d, const struct dnsq_job *job, size_t len,
    const uint8_t *message)
{
	return d->options.large && d->options.resolv.edns0 &&
	    !job->is_larger && (len > SMALL || wire_is_truncated(message));
}

static void
ask_larger(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	uint8_t *size = job->query.bytes + job->query.len - OPT_SIZE_AT;

	leave_all(d, job);
	size[0] = LARGER >> 8;
	size[1] = LARGER & 0xff;
	job->is_larger = job->by_tcp = true;
	job->shift = job->round = 0;
	job->rcode = job->server = -1;
	job->size = 0;
	job->transport = TRANSPORT_NONE;
	go(d, job, now);
}

static int
take_answer(struct dnsq *d, struct dnsq_job *job, const uint8_t *message,
    size_t len, int64_t now)
{
	if (is_for_larger(d, job, len, message)) {
		ask_larger(d, job, now);
		return 0;
	}
	if (wire_read(&job->answer, &job->query, message, len))
		return -1;
	if (job->by_tcp)
		wire_by_tcp(&job->answer);
	d->stats.answered++;
	finish(d, job, now);
	return 0;
}

static void
set_origin(struct dnsq_job *job, int server, enum transport transport)
{
	job->server = server;
	job->transport = transport;
}

/* The server is no use for this question. */
static void
turn_away(struct dnsq *d, struct dnsq_job *job, unsigned server, size_t len,
    bool is_present, int64_t now)
{
	set_origin(job, server, TRANSPORT_UDP);
	job->rcode = d->message[3] & 0x0f;
	job->size = len;
	dnsq_pool_leave(&d->pool, &job->seat[server]);
	if (is_present)
		go_on(d, job, now);
}

int
dnsq_job_datagram(struct dnsq *d, struct dnsq_socket *s, size_t len,
    int64_t now)
{
	unsigned server = s->server;
	struct dnsq_job *job = NULL;
	bool is_present;

	if (len >= 2)
		job = dnsq_pool_who(s, wire_id(d->message));
	if (job)
		wire_set_id(&job->query, wire_id(d->message));
	if (!job || !wire_is_reply(&job->query, d->message, len)) {
		d->stats.ignored++;
		return 0;
	}
	is_present = server == server_of(d, job) && !job->patience;
	if (wire_is_next_server(d->message, len)) {
		turn_away(d, job, server, len, is_present, now);
		return 0;
	}
	if (wire_is_truncated(d->message)) {
		/* a late one counts when its server's turn comes again */
		if (!is_present)
			return 0;
		leave_all(d, job);
		job->by_tcp = true;
		go(d, job, now);
		return 0;
	}
	set_origin(job, server, TRANSPORT_UDP);
	if (is_present)
		learn_time(d, job, now);
	return take_answer(d, job, d->message, len, now);
}

int
dnsq_job_connection(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	struct dnsq_tcp *t = job->tcp;

	switch (dnsq_tcp_go(t, &d->watch)) {
	case DNSQ_TCP_WAIT:
		return 0;
	case DNSQ_TCP_MESSAGE:
		if (!wire_is_reply(&job->query, t->message, t->size)) {
			d->stats.ignored++;
			return 0;
		}
		set_origin(job, server_of(d, job), TRANSPORT_TCP);
		return take_answer(d, job, t->message, t->size, now);
	case DNSQ_TCP_RESET:
		if (job->was_reset)
			break;
		hang_up(d, job);
		job->was_reset = true;
		go(d, job, now);
		return 0;
	case DNSQ_TCP_FAILED:
		break;
	}
	go_on(d, job, now);
	return 0;
}

void
dnsq_job_move(struct dnsq *d, int64_t now)
{
	struct dnsq_socket *s;
	struct dnsq_job *job;
	unsigned server;
	bool is_present;

	while ((s = d->pool.spent)) {
		if (!s->n) {
			dnsq_pool_close(&d->pool, s);
			continue;
		}
		job = s->seat[0].who;
		server = s->server;
		is_present = server == server_of(d, job) && !job->patience;
		dnsq_pool_leave(&d->pool, &job->seat[server]);
		if (is_present)
			go_on(d, job, now);
	}
}

void
dnsq_job_connect(struct dnsq *d, int64_t now)
{
	struct dnsq_job *job;

	while (d->connections < CONNECTIONS &&
	    (job = dnsq_list_take(&d->connecting)))
		go(d, job, now);
}
