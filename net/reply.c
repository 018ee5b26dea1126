/*
 * reply.c: see reply.h. What comes in, taken as glibc 2.36 takes it
 * (res_send.c: send_dg, send_vc), but that a message that is not ours (too
 * short, another question, also by TCP) is ignored.
 */
#include "net/reply.h"
#include "wire/octets.h"

enum {
	OPT_SIZE_AT = 8,	/* from a query's end: the OPT's UDP size */
	LARGER = 1200,		/* glibc: RESOLV_EDNS_BUFFER_SIZE */
	SMALL = 512		/* what the first asking has room for */
};

/* The answer came soon after its question was sent again, and not soon after
   it was sent: the first one, or the answer to it, was lost. */
static bool
was_lost(const struct dnsq_job *job, int64_t now)
{
	return job->resends > 0 &&
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
	*rtt = *rtt != 0 ? *rtt + (took - *rtt) / 8 : took;
}

/* Would the second question go as the first one went that was answered: the
   same octets, by TCP, to the server that begins? */
static bool
is_same_again(const struct dnsq *d, const struct dnsq_job *job)
{
	const struct resolv *r = &d->options.resolv;

	return !r->edns0 && job->transport == TRANSPORT_TCP &&
	    job->shift == 0 && (!r->rotate || r->n == 1);
}

/* Does a 64 KiB flavor ask again (notqmail's dns.c, resolve: its first buffer
   was full, or the answer truncated)? */
static bool
is_for_larger(const struct dnsq *d, const struct dnsq_job *job, size_t len,
    const uint8_t *message)
{
	return d->options.large && !job->is_larger &&
	    (len > SMALL || wire_is_truncated(message)) &&
	    !is_same_again(d, job);
}

/* From the start, as a question of its own: by TCP, at the first server, which
   is the next one under rotate; what was answered is forgotten. */
static void
ask_larger(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	const struct resolv *r = &d->options.resolv;

	dnsq_job_leave(d, job);
	if (r->edns0)
		octets_put16(job->query.bytes + job->query.len - OPT_SIZE_AT,
		    LARGER);
	if (r->rotate)
		job->first = d->rotation++ % r->n;
	job->is_larger = job->by_tcp = true;
	job->shift = job->round = 0;
	job->rcode = job->server = -1;
	job->size = 0;
	job->transport = TRANSPORT_NONE;
	dnsq_job_go(d, job, now);
}

static int
take_answer(struct dnsq *d, struct dnsq_job *job, const uint8_t *message,
    size_t len, int64_t now)
{
	if (is_for_larger(d, job, len, message)) {
		ask_larger(d, job, now);
		return 0;
	}
	if (wire_read(&job->answer, &job->query, message, len) == -1)
		return -1;
	if (job->by_tcp)
		wire_by_tcp(&job->answer);
	d->heard = now;
	dnsq_job_finish(d, job, now);
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
		dnsq_job_next(d, job, now);
}

int
dnsq_reply_datagram(struct dnsq *d, struct dnsq_socket *s, size_t len,
    int64_t now)
{
	unsigned server = s->server;
	struct dnsq_job *job = NULL;
	bool is_present;

	if (len >= 2)
		job = dnsq_pool_who(s, wire_id(d->message));
	if (job == NULL)
		return 0;
	wire_set_id(&job->query, wire_id(d->message));
	if (!wire_is_reply(&job->query, d->message, len))
		return 0;
	is_present = dnsq_job_is_at(d, job, server);
	if (wire_is_next_server(d->message, len)) {
		turn_away(d, job, server, len, is_present, now);
		return 0;
	}
	if (wire_is_truncated(d->message)) {
		/* a late one counts when its server's turn comes again */
		if (!is_present)
			return 0;
		dnsq_job_leave(d, job);
		job->by_tcp = true;
		dnsq_job_go(d, job, now);
		return 0;
	}
	set_origin(job, server, TRANSPORT_UDP);
	if (is_present)
		learn_time(d, job, now);
	return take_answer(d, job, d->message, len, now);
}

int
dnsq_reply_connection(struct dnsq *d, struct dnsq_job *job, int64_t now)
{
	struct dnsq_tcp *t = job->tcp;

	switch (dnsq_tcp_go(t, &d->watch)) {
	case DNSQ_TCP_WAIT:
		return 0;
	case DNSQ_TCP_MESSAGE:
		if (!wire_is_reply(&job->query, t->message, t->size))
			return 0;
		set_origin(job, dnsq_job_server(d, job), TRANSPORT_TCP);
		return take_answer(d, job, t->message, t->size, now);
	case DNSQ_TCP_RESET:
		if (job->was_reset)
			break;
		dnsq_job_hang_up(d, job);
		job->was_reset = true;
		dnsq_job_go(d, job, now);
		return 0;
	case DNSQ_TCP_FAILED:
		break;
	}
	dnsq_job_next(d, job, now);
	return 0;
}
