/*
 * job.h: one question on its way through the servers, and the state of
 * the engine that the jobs share. For dnsq.c and net/ only.
 */
#ifndef NET_JOB_H
#define NET_JOB_H

#include "base/list.h"
#include "dnsq.h"
#include "net/pool.h"
#include "net/tcp.h"
#include "net/timer.h"
#include "net/watch.h"
#include "net/window.h"

struct dnsq_job {
	struct dnsq_timer timer;	/* first; set while in flight, unless
					   it waits to connect */
	struct list_link link;	/* in the list it is in: waiting,
				   connecting, finished, unused */
	struct wire_query query;
	void *tag;
	struct answer answer;	/* when finished */

	/* A seat is kept until the question ends or the server said no, as
	   glibc keeps its sockets: a reply to an earlier try is a reply. */
	struct dnsq_seat seat[RESOLV_SERVERS];
	struct dnsq_tcp *tcp;
	bool is_flying;		/* taken up and not finished */
	bool by_tcp;		/* once truncated, or use-vc: to the end */
	bool was_reset;		/* this server's connection, once */
	bool is_larger;		/* second asking of a 64 KiB flavor */

	unsigned first;		/* server: where rotate starts */
	unsigned shift, round;	/* the try: server first + shift */
	unsigned resends;	/* of this try */
	unsigned tries;
	int64_t asked, answered;
	int64_t sent, resent;	/* in this try */
	int64_t deadline;	/* of this try */
	int64_t patience;	/* until then a socket is waited for; 0: none
				   is missing */

	/* the last reply that made glibc turn to the next server */
	int rcode;		/* -1: there was none */
	size_t size;
	int server;		/* of the answer or that reply; -1: none */
	enum transport transport;
};

struct dnsq {
	struct dnsq_options options;
	struct dnsq_pool pool;
	struct dnsq_watch watch;
	struct dnsq_timers timers;
	struct dnsq_window window;
	struct list waiting, finished, unused;
	struct list connecting;	/* in flight but for a connection */
	size_t connections;
	struct dnsq_block *block;	/* all jobs; see dnsq.c */
	size_t pending, flying;
	int64_t rtt[RESOLV_SERVERS];	/* smoothed; 0: not known */
	int64_t heard;			/* when the last answer came */
	unsigned rotation;
	bool polled;
	uint8_t message[WIRE_MESSAGE];
};

/* The first of a list, taken out; NULL: it is empty. */
struct dnsq_job *
dnsq_job_take(struct list *);

/* Takes the question up: it is in flight, or finished at once. */
void
dnsq_job_start(struct dnsq *, struct dnsq_job *, int64_t now);

/* Its timer went off. */
void
dnsq_job_due(struct dnsq *, struct dnsq_job *, int64_t now);

/* Closes the sockets that are spent; questions that still sit there go on to
   their next servers. */
void
dnsq_job_move(struct dnsq *, int64_t now);

/* Opens connections for those that wait, as far as there is room. */
void
dnsq_job_connect(struct dnsq *, int64_t now);

/* The server of the present try. */
unsigned
dnsq_job_server(const struct dnsq *, const struct dnsq_job *);

/* Is its present try with this server, and under way? */
bool
dnsq_job_is_at(const struct dnsq *, const struct dnsq_job *, unsigned server);

/* Tries from the present one on until one is under way, or fails. */
void
dnsq_job_go(struct dnsq *, struct dnsq_job *, int64_t now);

/* The same from the next one on. */
void
dnsq_job_next(struct dnsq *, struct dnsq_job *, int64_t now);

/* Closes its connection, if it has one. */
void
dnsq_job_hang_up(struct dnsq *, struct dnsq_job *);

/* The same, and gives all seats back. */
void
dnsq_job_leave(struct dnsq *, struct dnsq_job *);

/* Its answer is there. */
void
dnsq_job_finish(struct dnsq *, struct dnsq_job *, int64_t now);

#endif
