/*
 * check_dnsq.c: questions by UDP, against servers of the test's own: whose
 * reply is taken, which server is asked next and when, how many are in
 * flight. check_dnsq_tcp.c has TCP.
 */
#include <sys/resource.h>

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/job.h"
#include "responder.h"

/* the reply to one question, the servers having these manners */
static struct dnsq_reply
ask_once(struct world *w, size_t n, const enum udp_manner *manner,
    const char *options)
{
	struct dnsq_options o;
	struct dnsq_reply reply;
	struct resolv given;
	size_t i;

	world_begin(w, n, &o);
	resolv_parse(&given, NULL, 0, options);
	o.resolv.timeout = given.timeout;
	o.resolv.attempts = given.attempts;
	for (i = 0; i < n; i++)
		world_manner(w, i, manner[i], TCP_GOOD);
	world_engine(w, &o);
	world_ask(w, "example.com");
	reply = world_reply(w);
	ck_assert_ptr_nonnull(reply.tag);
	ck_assert_str_eq(reply.tag, "example.com");
	ck_assert_uint_eq(w->dnsq->pending, 0);
	return reply;
}

static void
is_from(const struct world *w, const struct dnsq_reply *r, size_t i)
{
	ck_assert_int_eq(r->answer.class, ANSWER_FOUND);
	ck_assert_uint_eq(r->answer.n, 1);
	ck_assert_uint_eq(r->answer.record[0].address, 0xc0000201 + i);
	ck_assert_int_eq(r->transport, TRANSPORT_UDP);
	ck_assert_uint_eq(r->server.port, w->server[i].port);
}

static const enum udp_manner strange[] = {
	UDP_GOOD, UDP_WRONG_ID, UDP_WRONG_QUESTION, UDP_QUERY_BACK, UDP_SHORT,
	UDP_TWICE
};

/* The good reply that comes behind them is taken: nothing is asked again. */
START_TEST(strange_replies_are_ignored)
{
	struct world w;
	struct dnsq_reply r = ask_once(&w, 1, &strange[_i], NULL);

	is_from(&w, &r, 0);
	ck_assert_uint_eq(r.tries, 1);
	ck_assert_uint_eq(w.server[0].asked, 1);
	world_step(&w);
	ck_assert(!dnsq_take(w.dnsq, &r));
	answer_free(&r.answer);
	world_end(&w);
}
END_TEST

/* Two servers: which one answers (-1: none, SOFT), after how many ms at
   least, and the rcode shown. */
static const struct {
	enum udp_manner manner[2];
	const char *options;
	int from, after, rcode;
} pairs[] = {
	{ { UDP_GOOD, UDP_GOOD }, NULL, 0, 0, 0 },
	{ { UDP_CLOSED, UDP_GOOD }, NULL, 1, 0, 0 },
	{ { UDP_SERVFAIL, UDP_GOOD }, NULL, 1, 0, 0 },
	{ { UDP_REFUSED, UDP_GOOD }, NULL, 1, 0, 0 },
	{ { UDP_NOTIMP, UDP_GOOD }, NULL, 1, 0, 0 },
	{ { UDP_LAME, UDP_GOOD }, NULL, 1, 0, 0 },
	{ { UDP_SILENT, UDP_GOOD }, "timeout:1", 1, 1000, 0 },
	{ { UDP_SILENT, UDP_GOOD }, "timeout:4", 1, 4000, 0 },
	{ { UDP_CLOSED, UDP_CLOSED }, NULL, -1, 0, -1 },
	{ { UDP_SERVFAIL, UDP_REFUSED }, NULL, -1, 0, WIRE_REFUSED },
	{ { UDP_LAME, UDP_LAME }, NULL, -1, 0, 0 },
	/* 3 s for the first server, 3 << 1 over 2 for the second, twice */
	{ { UDP_SILENT, UDP_SILENT }, "timeout:3", -1, 12000, -1 },
	{ { UDP_SILENT, UDP_SILENT }, "timeout:1 attempts:3", -1, 6000, -1 },
	{ { UDP_SILENT, UDP_SERVFAIL }, "timeout:2", -1, 4000,
	    WIRE_SERVFAIL },
	{ { UDP_GOOD, UDP_GOOD }, "attempts:0", -1, 0, -1 },
};

START_TEST(next_server)
{
	struct world w;
	struct dnsq_reply r = ask_once(&w, 2, pairs[_i].manner,
	    pairs[_i].options);
	int64_t took = (r.answered - r.asked) / 1000;

	if (pairs[_i].from >= 0)
		is_from(&w, &r, pairs[_i].from);
	else
		ck_assert_int_eq(r.answer.class, ANSWER_SOFT);
	ck_assert_int_eq(r.answer.rcode, pairs[_i].rcode);
	ck_assert_int_ge(took, pairs[_i].after);
	ck_assert_int_le(took, pairs[_i].after + 100);
	if (pairs[_i].rcode == -1)
		ck_assert_str_eq(r.server.text, "");
	answer_free(&r.answer);
	world_end(&w);
}
END_TEST

START_TEST(hard_rcodes_end_it)
{
	static const enum udp_manner manner[][2] = {
		{ UDP_FORMERR, UDP_GOOD }, { UDP_NXDOMAIN, UDP_GOOD }
	};
	struct world w;
	struct dnsq_reply r = ask_once(&w, 2, manner[_i], NULL);

	ck_assert_int_eq(r.answer.class, ANSWER_HARD);
	ck_assert_int_eq(r.answer.rcode, _i ? WIRE_NXDOMAIN : WIRE_FORMERR);
	ck_assert_uint_eq(r.server.port, w.server[0].port);
	ck_assert_uint_eq(w.server[1].asked, 0);
	answer_free(&r.answer);
	world_end(&w);
}
END_TEST

START_TEST(unsendable)
{
	struct dnsq_options o;
	struct dnsq_reply r;
	struct world w;

	world_begin(&w, 1, &o);
	world_engine(&w, &o);
	world_ask(&w, "a..b");
	ck_assert(dnsq_take(w.dnsq, &r));
	ck_assert_int_eq(r.answer.class, ANSWER_HARD);
	ck_assert_int_eq(r.transport, TRANSPORT_NONE);
	ck_assert_uint_eq(r.tries, 0);
	answer_free(&r.answer);
	world_end(&w);
}
END_TEST

/* With one server the socket and the id stay: what comes in the second try
   may be the reply to the first. */
START_TEST(late_reply)
{
	struct dnsq_options o;
	struct dnsq_reply r;
	struct world w;

	world_begin(&w, 1, &o);
	world_manner(&w, 0, UDP_LATE, TCP_GOOD);
	world_engine(&w, &o);
	w.server[0].late = w.now + 1700000;
	world_ask(&w, "example.com");
	r = world_reply(&w);
	is_from(&w, &r, 0);
	ck_assert_int_ge(r.answered - r.asked, 1700000);
	answer_free(&r.answer);
	world_end(&w);
}
END_TEST

/* The same from the server before, under that one's id. */
START_TEST(late_reply_of_the_server_before)
{
	struct dnsq_options o;
	struct dnsq_reply r;
	struct world w;

	world_begin(&w, 2, &o);
	world_manner(&w, 0, UDP_LATE, TCP_GOOD);
	world_manner(&w, 1, UDP_SILENT, TCP_GOOD);
	world_engine(&w, &o);
	w.server[0].late = w.now + 1700000;
	world_ask(&w, "example.com");
	r = world_reply(&w);
	is_from(&w, &r, 0);
	ck_assert_uint_ge(w.server[1].asked, 1);
	ck_assert_int_ge(r.answered - r.asked, 1700000);
	answer_free(&r.answer);
	world_end(&w);
}
END_TEST

/* A fourth server and those behind it have as long as the third. */
START_TEST(five_servers)
{
	static const enum udp_manner silent[5] = {
		UDP_SILENT, UDP_SILENT, UDP_SILENT, UDP_SILENT, UDP_SILENT
	};
	struct world w;
	struct dnsq_reply r = ask_once(&w, 5, silent, "timeout:5 attempts:1");
	int64_t took = (r.answered - r.asked) / 1000;

	ck_assert_int_eq(r.answer.class, ANSWER_SOFT);
	/* 5, then (5 << 1) / 5, then (5 << 2) / 5 each */
	ck_assert_int_ge(took, 19000);
	ck_assert_int_le(took, 19200);
	answer_free(&r.answer);
	world_end(&w);
}
END_TEST

/* Within a try a datagram goes out five times at most. */
START_TEST(sent_again)
{
	struct dnsq_options o;
	struct world w;
	int i;

	world_begin(&w, 1, &o);
	o.resolv.timeout = 20;
	world_manner(&w, 0, UDP_SILENT, TCP_GOOD);
	world_engine(&w, &o);
	world_ask(&w, "example.com");
	for (i = 0; i < 3900; i++) {	/* 19.5 s */
		world_step(&w);
		if (i == 40)
			ck_assert_uint_eq(w.server[0].asked, 1);
		if (i == 60)
			ck_assert_uint_eq(w.server[0].asked, 2);
	}
	ck_assert_uint_eq(w.server[0].asked, 5);
	world_end(&w);
}
END_TEST

/* asks n questions and takes all replies; how many were found */
static unsigned
ask_many(struct world *w, unsigned n)
{
	char (*name)[32] = calloc(n, sizeof *name);
	struct dnsq_reply r;
	unsigned i, found = 0;

	ck_assert_ptr_nonnull(name);
	for (i = 0; i < n; i++) {
		snprintf(name[i], sizeof name[i], "n%u.example", i);
		world_ask(w, name[i]);
	}
	ck_assert_uint_eq(w->dnsq->pending, n);
	for (i = 0; i < n; i++) {
		r = world_reply(w);
		ck_assert_int_eq(*(char *)r.tag, 'n');
		*(char *)r.tag = 'x';	/* each comes back once */
		found += r.answer.class == ANSWER_FOUND;
		answer_free(&r.answer);
	}
	free(name);
	return found;
}

START_TEST(many_at_once)
{
	struct dnsq_options o;
	struct world w;
	unsigned i, most = 0;

	world_begin(&w, 1, &o);
	world_engine(&w, &o);
	ck_assert_uint_eq(ask_many(&w, 900), 900);
	ck_assert_uint_eq(w.server[0].asked, 900);
	ck_assert_uint_eq(w.dnsq->window.size, 100);
	/* ports may coincide in the table, but no socket serves more */
	for (i = 0; i < MAX_PORTS; i++)
		if (w.server[0].of_port[i] > most)
			most = w.server[0].of_port[i];
	ck_assert_uint_le(most, 3 * 64);
	world_end(&w);
}
END_TEST

/* A third of the datagrams is lost: hardly an answer is, and fewer are asked
   at a time. */
START_TEST(lost_datagrams)
{
	struct dnsq_options o;
	struct world w;

	world_begin(&w, 1, &o);
	o.resolv.timeout = 5;
	world_manner(&w, 0, UDP_EVERY_THIRD, TCP_GOOD);
	world_engine(&w, &o);
	ck_assert_uint_ge(ask_many(&w, 600), 590);
	ck_assert_uint_lt(w.dnsq->window.size, 100);
	ck_assert_uint_ge(w.dnsq->window.size, 4);
	ck_assert_uint_gt(w.server[0].asked, 600);
	world_end(&w);
}
END_TEST

/* Nobody answers at all: fewer at a time. */
START_TEST(all_is_silent)
{
	struct dnsq_options o;
	struct world w;

	world_begin(&w, 1, &o);
	o.resolv.attempts = 1;
	world_manner(&w, 0, UDP_SILENT, TCP_GOOD);
	world_engine(&w, &o);
	ck_assert_uint_eq(ask_many(&w, 80), 0);
	ck_assert_uint_lt(w.dnsq->window.size, 100);
	world_end(&w);
}
END_TEST

START_TEST(window_is_kept)
{
	struct dnsq_options o;
	struct dnsq_reply r;
	struct world w;
	char name[32];
	int i;

	world_begin(&w, 1, &o);
	o.inflight = 7;
	world_manner(&w, 0, UDP_SILENT, TCP_GOOD);
	world_engine(&w, &o);
	for (i = 0; i < 300; i++) {
		snprintf(name, sizeof name, "n%d.example", i);
		world_ask(&w, name);
	}
	for (i = 0; i < 40; i++)	/* 200 ms: nothing is resent */
		world_step(&w);
	ck_assert_uint_eq(w.server[0].asked, 7);
	ck_assert_uint_eq(w.dnsq->flying, 7);
	for (i = 0; i < 7; i++) {	/* others take their place */
		r = world_reply(&w);
		ck_assert_int_eq(r.answer.class, ANSWER_SOFT);
		answer_free(&r.answer);
	}
	ck_assert_uint_eq(w.dnsq->pending, 293);
	ck_assert_uint_eq(w.dnsq->flying, w.dnsq->window.size);
	world_end(&w);
}
END_TEST

START_TEST(dropped_in_flight)
{
	struct dnsq_options o;
	struct world w;
	int i;

	world_begin(&w, 1, &o);
	o.inflight = 3;
	world_engine(&w, &o);
	for (i = 0; i < 9; i++)
		world_ask(&w, i ? "example.com" : "a..b");
	world_step(&w);
	world_step(&w);
	world_end(&w);
}
END_TEST

START_TEST(rotate)
{
	struct dnsq_options o;
	struct world w;
	size_t i;

	world_begin(&w, 3, &o);
	o.resolv.rotate = true;
	world_engine(&w, &o);
	ask_many(&w, 30);
	for (i = 0; i < 3; i++)
		ck_assert_uint_eq(w.server[i].asked, 10);
	world_end(&w);
}
END_TEST

/* No descriptors: questions wait, and fewer are asked at a time. */
START_TEST(no_descriptors)
{
	struct dnsq_options o;
	struct dnsq_reply r;
	struct rlimit limit, few;
	struct world w;
	int i;

	world_begin(&w, 1, &o);
	world_engine(&w, &o);
	getrlimit(RLIMIT_NOFILE, &limit);
	few = limit;
	few.rlim_cur = w.server[0].tcp + 1;
	setrlimit(RLIMIT_NOFILE, &few);
	world_ask(&w, "example.com");
	for (i = 0; i < 5000; i++)	/* 25 seconds */
		world_step(&w);
	ck_assert_uint_eq(w.server[0].asked, 0);
	ck_assert_uint_eq(w.dnsq->pending, 1);
	few.rlim_cur += 2;
	setrlimit(RLIMIT_NOFILE, &few);
	r = world_reply(&w);
	is_from(&w, &r, 0);
	answer_free(&r.answer);
	ck_assert_uint_eq(w.server[0].asked, 1);
	ck_assert_uint_lt(w.dnsq->window.size, 100);
	setrlimit(RLIMIT_NOFILE, &limit);
	world_end(&w);
}
END_TEST

static volatile sig_atomic_t came;

static void
note_signal(int number)
{
	came = number;
}

/* A blocked signal that came before the sleep ends it. */
START_TEST(signals_come_in)
{
	struct dnsq_options o;
	struct world w;
	sigset_t blocked, open;

	world_begin(&w, 1, &o);
	world_manner(&w, 0, UDP_SILENT, TCP_GOOD);
	world_engine(&w, &o);
	world_ask(&w, "example.com");
	signal(SIGUSR1, note_signal);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, &open);
	raise(SIGUSR1);
	dnsq_wait(w.dnsq, w.now, w.now + 10, NULL);
	ck_assert_int_eq(came, 0);
	/* past libcheck's patience, were the signal not seen */
	dnsq_wait(w.dnsq, w.now - 100000000, w.now, &open);
	ck_assert_int_eq(came, SIGUSR1);
	ck_assert_int_eq(dnsq_work(w.dnsq, w.now), 0);
	sigprocmask(SIG_SETMASK, &open, NULL);
	world_end(&w);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dnsq");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_set_timeout(all, 60);
	tcase_add_loop_test(all, strange_replies_are_ignored, 0,
	    sizeof strange / sizeof strange[0]);
	tcase_add_loop_test(all, next_server, 0,
	    sizeof pairs / sizeof pairs[0]);
	tcase_add_loop_test(all, hard_rcodes_end_it, 0, 2);
	tcase_add_test(all, unsendable);
	tcase_add_test(all, late_reply);
	tcase_add_test(all, late_reply_of_the_server_before);
	tcase_add_test(all, five_servers);
	tcase_add_test(all, sent_again);
	tcase_add_test(all, many_at_once);
	tcase_add_test(all, lost_datagrams);
	tcase_add_test(all, all_is_silent);
	tcase_add_test(all, window_is_kept);
	tcase_add_test(all, dropped_in_flight);
	tcase_add_test(all, rotate);
	tcase_add_test(all, no_descriptors);
	tcase_add_test(all, signals_come_in);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
