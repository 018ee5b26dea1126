/*
 * check_dnsq_tcp.c: questions by TCP, after a truncated reply or with use-vc;
 * what the larger buffer of the 64 KiB flavors asks for; timers and window.
 */
#include <check.h>
#include <malloc.h>
#include <stdlib.h>

#include "net/job.h"
#include "net/timer.h"
#include "net/window.h"
#include "responder.h"

/* Server 1 truncates; it and server 2 have these manners by TCP: which one
   answers, or 0 for none (soft), after how many ms at least, and how many
   connections there were. */
static const struct {
	enum tcp_manner first, second;
	unsigned from;
	int after;
	unsigned connected[2];
} cases[] = {
	{ TCP_GOOD, TCP_GOOD, 1, 0, { 1, 0 } },
	{ TCP_CLOSED, TCP_GOOD, 2, 0, { 0, 1 } },
	{ TCP_HANG_UP, TCP_GOOD, 2, 0, { 1, 1 } },
	/* a reset before the length: glibc connects once more */
	{ TCP_RESET_ONCE, TCP_GOOD, 1, 0, { 2, 0 } },
	{ TCP_RESET_ALWAYS, TCP_GOOD, 2, 0, { 2, 1 } },
	/* and has no more time than the first one had */
	{ TCP_RESET_LATE, TCP_GOOD, 2, 1000, { 2, 1 } },
	{ TCP_LAST_LATE, TCP_GOOD, 1, 0, { 1, 0 } },
	{ TCP_LENGTH_0, TCP_GOOD, 2, 0, { 1, 1 } },
	{ TCP_LENGTH_11, TCP_GOOD, 2, 0, { 1, 1 } },
	{ TCP_HALF, TCP_GOOD, 2, 0, { 1, 1 } },
	{ TCP_WRONG_ID, TCP_GOOD, 1, 0, { 1, 0 } },
	{ TCP_SILENT, TCP_GOOD, 2, 1000, { 1, 1 } },
	/* the deadline is the try's: octets do not move it */
	{ TCP_DRIP, TCP_GOOD, 2, 1000, { 1, 1 } },
	{ TCP_LENGTH_MAX, TCP_GOOD, 2, 1000, { 1, 1 } },
	/* each server once, whatever the attempts */
	{ TCP_CLOSED, TCP_CLOSED, 0, 0, { 0, 0 } },
	{ TCP_HANG_UP, TCP_HALF, 0, 0, { 1, 1 } },
	{ TCP_SILENT, TCP_DRIP, 0, 2000, { 1, 1 } },
	{ TCP_RESET_ALWAYS, TCP_RESET_ALWAYS, 0, 0, { 2, 2 } },
};

static void
run_case(int i, bool use_vc)
{
	struct dnsq_options o;
	struct dnsq_reply r;
	struct world w;
	int64_t took;

	world_begin(&w, 2, &o);
	o.resolv.use_vc = use_vc;
	world_manner(&w, 0, UDP_TRUNCATED, cases[i].first);
	world_manner(&w, 1, UDP_SERVFAIL, cases[i].second);
	world_engine(&w, &o);
	world_ask(&w, "example.com");
	r = world_reply(&w);
	if (cases[i].from) {
		ck_assert_int_eq(r.answer.class, ANSWER_FOUND);
		ck_assert_uint_eq(r.answer.record[0].address,
		    0xc6336400 + cases[i].from);
		ck_assert_int_eq(r.transport, TRANSPORT_TCP);
	} else {
		ck_assert_int_eq(r.answer.class, ANSWER_SOFT);
		ck_assert_int_eq(r.answer.rcode, -1);
	}
	took = (r.answered - r.asked) / 1000;
	ck_assert_int_ge(took, cases[i].after);
	ck_assert_int_le(took, cases[i].after + 200);
	ck_assert_uint_eq(w.server[0].connected, cases[i].connected[0]);
	ck_assert_uint_eq(w.server[1].connected, cases[i].connected[1]);
	ck_assert_uint_eq(w.server[0].asked, !use_vc);
	ck_assert_uint_eq(w.server[1].asked, 0);
	answer_free(&r.answer);
	world_end(&w);
}

START_TEST(truncated)
{
	run_case(_i, false);
}
END_TEST

START_TEST(use_vc)
{
	run_case(_i, true);
}
END_TEST

/* By TCP every rcode is the answer: SERVFAIL soft, REFUSED hard. */
START_TEST(rcode_by_tcp)
{
	struct dnsq_options o;
	struct dnsq_reply r;
	struct world w;

	world_begin(&w, 2, &o);
	o.resolv.use_vc = true;
	world_manner(&w, 0, UDP_GOOD, _i ? TCP_REFUSED : TCP_SERVFAIL);
	world_engine(&w, &o);
	world_ask(&w, "example.com");
	r = world_reply(&w);
	ck_assert_int_eq(r.answer.class, _i ? ANSWER_HARD : ANSWER_SOFT);
	ck_assert_int_eq(r.answer.rcode, _i ? WIRE_REFUSED : WIRE_SERVFAIL);
	ck_assert_uint_eq(w.server[1].connected, 0);
	answer_free(&r.answer);
	world_end(&w);
}
END_TEST

/* What the OPT offers, and whether it is asked again */
static const struct {
	bool edns0, large;
	enum tcp_manner manner;
	unsigned offered, connected;
} sizes[] = {
	{ false, false, TCP_BIG, 0, 1 },
	{ false, true, TCP_BIG, 0, 1 },
	{ true, false, TCP_BIG, 512, 1 },
	{ true, true, TCP_GOOD, 513, 1 },
	{ true, true, TCP_512, 513, 1 },
	{ true, true, TCP_BIG, 1200, 2 },
};

START_TEST(offered_size)
{
	struct dnsq_options o;
	struct dnsq_reply r;
	struct world w;

	world_begin(&w, 1, &o);
	o.resolv.edns0 = sizes[_i].edns0;
	o.large = sizes[_i].large;
	world_manner(&w, 0, UDP_TRUNCATED, sizes[_i].manner);
	world_engine(&w, &o);
	world_ask(&w, "example.com");
	r = world_reply(&w);
	ck_assert_int_eq(r.answer.class, ANSWER_FOUND);
	ck_assert_uint_eq(w.server[0].offered, sizes[_i].offered);
	ck_assert_uint_eq(w.server[0].connected, sizes[_i].connected);
	answer_free(&r.answer);
	world_end(&w);
}
END_TEST

/* A whole answer past 512 octets by UDP is asked for again, by TCP. */
START_TEST(larger_after_udp)
{
	struct dnsq_options o;
	struct dnsq_reply r;
	struct world w;

	world_begin(&w, 1, &o);
	o.resolv.edns0 = true;
	o.large = _i == 1;
	world_manner(&w, 0, UDP_BIG, TCP_GOOD);
	world_engine(&w, &o);
	world_ask(&w, "example.com");
	r = world_reply(&w);
	ck_assert_int_eq(r.answer.class, ANSWER_FOUND);
	ck_assert_int_eq(r.transport, o.large ? TRANSPORT_TCP : TRANSPORT_UDP);
	ck_assert_uint_eq(r.answer.record[0].address,
	    o.large ? 0xc6336401 : 0xc0000201);
	ck_assert_uint_eq(w.server[0].asked, 1);
	ck_assert_uint_eq(w.server[0].connected, o.large);
	ck_assert_uint_eq(w.server[0].offered, o.large ? 1200 : 512);
	answer_free(&r.answer);
	world_end(&w);
}
END_TEST

/* The second asking begins with the first server again. */
START_TEST(larger_from_the_start)
{
	struct dnsq_options o;
	struct dnsq_reply r;
	struct world w;

	world_begin(&w, 2, &o);
	o.resolv.edns0 = o.large = true;
	world_manner(&w, 0, UDP_SERVFAIL, TCP_GOOD);
	world_manner(&w, 1, UDP_TRUNCATED, TCP_BIG);
	world_engine(&w, &o);
	world_ask(&w, "example.com");
	r = world_reply(&w);
	ck_assert_int_eq(r.answer.class, ANSWER_FOUND);
	ck_assert_uint_eq(r.server.port, w.server[0].port);
	ck_assert_uint_eq(w.server[0].connected, 1);
	ck_assert_uint_eq(w.server[1].connected, 1);
	answer_free(&r.answer);
	world_end(&w);
}
END_TEST

/*
 * The second asking, with two servers: how they reply to the first one, what
 * they do by TCP, and what comes of it: the class, the rcode, which server
 * answered (0: none), the connections.
 */
static const struct {
	enum udp_manner udp[2];
	enum tcp_manner tcp[2];
	bool use_vc, rotate;
	int edns0;		/* -1: either way */
	enum answer_class class;
	int rcode;
	unsigned from, connected[2];
} again[] = {
	/* the second server answered well, and none of it counts */
	{ { UDP_SERVFAIL, UDP_BIG }, { TCP_REFUSED, TCP_GOOD }, 0, 0, -1,
	    ANSWER_HARD, WIRE_REFUSED, 1, { 1, 0 } },
	{ { UDP_REFUSED, UDP_BIG }, { TCP_SERVFAIL, TCP_GOOD }, 0, 0, -1,
	    ANSWER_SOFT, WIRE_SERVFAIL, 1, { 1, 0 } },
	{ { UDP_LAME, UDP_BIG }, { TCP_LAME, TCP_GOOD }, 0, 0, -1,
	    ANSWER_HARD, WIRE_NOERROR, 1, { 1, 0 } },
	{ { UDP_SILENT, UDP_BIG }, { TCP_SILENT, TCP_GOOD }, 0, 0, -1,
	    ANSWER_FOUND, WIRE_NOERROR, 2, { 1, 1 } },
	{ { UDP_CLOSED, UDP_BIG }, { TCP_CLOSED, TCP_GOOD }, 0, 0, -1,
	    ANSWER_FOUND, WIRE_NOERROR, 2, { 0, 1 } },
	{ { UDP_CLOSED, UDP_BIG }, { TCP_CLOSED, TCP_CLOSED }, 0, 0, -1,
	    ANSWER_SOFT, -1, 0, { 0, 0 } },
	{ { UDP_BIG, UDP_GOOD }, { TCP_REFUSED, TCP_GOOD }, 0, 0, -1,
	    ANSWER_HARD, WIRE_REFUSED, 1, { 1, 0 } },
	{ { UDP_BIG, UDP_GOOD }, { TCP_GOOD, TCP_GOOD }, 0, 0, -1,
	    ANSWER_FOUND, WIRE_NOERROR, 1, { 1, 0 } },
	/* truncated: by TCP at the same server, then from the start */
	{ { UDP_SERVFAIL, UDP_TRUNCATED }, { TCP_REFUSED, TCP_BIG }, 0, 0, -1,
	    ANSWER_HARD, WIRE_REFUSED, 1, { 1, 1 } },
	{ { UDP_SERVFAIL, UDP_TRUNCATED }, { TCP_REFUSED, TCP_512 }, 0, 0, -1,
	    ANSWER_FOUND, WIRE_NOERROR, 2, { 0, 1 } },
	{ { UDP_TRUNCATED, UDP_GOOD }, { TCP_CLOSED, TCP_BIG }, 0, 0, -1,
	    ANSWER_FOUND, WIRE_NOERROR, 2, { 0, 2 } },
	/* the same octets to the same server are not sent twice */
	{ { UDP_TRUNCATED, UDP_GOOD }, { TCP_BIG, TCP_GOOD }, 0, 0, 0,
	    ANSWER_FOUND, WIRE_NOERROR, 1, { 1, 0 } },
	{ { UDP_TRUNCATED, UDP_GOOD }, { TCP_BIG, TCP_GOOD }, 0, 0, 1,
	    ANSWER_FOUND, WIRE_NOERROR, 1, { 2, 0 } },
	{ { UDP_GOOD, UDP_GOOD }, { TCP_BIG, TCP_GOOD }, 1, 0, 0,
	    ANSWER_FOUND, WIRE_NOERROR, 1, { 1, 0 } },
	{ { UDP_GOOD, UDP_GOOD }, { TCP_BIG, TCP_GOOD }, 1, 0, 1,
	    ANSWER_FOUND, WIRE_NOERROR, 1, { 2, 0 } },
	{ { UDP_GOOD, UDP_GOOD }, { TCP_CLOSED, TCP_BIG }, 1, 0, -1,
	    ANSWER_FOUND, WIRE_NOERROR, 2, { 0, 2 } },
	/* rotate: the second question begins at the next server */
	{ { UDP_BIG, UDP_GOOD }, { TCP_GOOD, TCP_SERVFAIL }, 0, 1, -1,
	    ANSWER_SOFT, WIRE_SERVFAIL, 2, { 0, 1 } },
	{ { UDP_TRUNCATED, UDP_GOOD }, { TCP_BIG, TCP_REFUSED }, 0, 1, -1,
	    ANSWER_HARD, WIRE_REFUSED, 2, { 1, 1 } },
	{ { UDP_GOOD, UDP_GOOD }, { TCP_BIG, TCP_CLOSED }, 1, 1, -1,
	    ANSWER_FOUND, WIRE_NOERROR, 1, { 2, 0 } },
};

static void
ask_again(int i, bool edns0)
{
	struct dnsq_options o;
	struct dnsq_reply r;
	struct world w;
	unsigned k;

	world_begin(&w, 2, &o);
	o.resolv.edns0 = edns0;
	o.resolv.use_vc = again[i].use_vc;
	o.resolv.rotate = again[i].rotate;
	o.large = true;
	for (k = 0; k < 2; k++)
		world_manner(&w, k, again[i].udp[k], again[i].tcp[k]);
	world_engine(&w, &o);
	w.dnsq->rotation = 0;
	world_ask(&w, "example.com");
	r = world_reply(&w);
	ck_assert_int_eq(r.answer.class, again[i].class);
	ck_assert_int_eq(r.answer.rcode, again[i].rcode);
	if (again[i].from != 0) {
		ck_assert_uint_eq(r.server.port,
		    w.server[again[i].from - 1].port);
		ck_assert_int_eq(r.transport, TRANSPORT_TCP);
	}
	for (k = 0; k < 2; k++)
		ck_assert_uint_eq(w.server[k].connected,
		    again[i].connected[k]);
	answer_free(&r.answer);
	world_end(&w);
}

START_TEST(larger_again)
{
	if (again[_i].edns0 != 1)
		ask_again(_i, false);
	if (again[_i].edns0 != 0)
		ask_again(_i, true);
}
END_TEST

START_TEST(connections_in_flight)
{
	struct dnsq_options o;
	struct dnsq_reply r;
	struct world w;
	int i;

	world_begin(&w, 1, &o);
	o.resolv.use_vc = true;
	world_engine(&w, &o);
	for (i = 0; i < 50; i++)
		world_ask(&w, "example.com");
	ck_assert_uint_eq(w.dnsq->connections, 16);
	for (i = 0; i < 50; i++) {
		r = world_reply(&w);
		ck_assert_int_eq(r.answer.class, ANSWER_FOUND);
		ck_assert_uint_le(w.dnsq->connections, 16);
		answer_free(&r.answer);
	}
	ck_assert_uint_eq(w.dnsq->connections, 0);
	for (i = 0; i < 20; i++)	/* freed while they connect or wait */
		world_ask(&w, "example.com");
	world_step(&w);
	world_end(&w);
}
END_TEST

static unsigned
next_random(unsigned *seed)
{
	return *seed = *seed * 1103515245 + 12345;
}

START_TEST(timers_are_in_order)
{
	enum { N = 1000 };
	struct dnsq_timers timers = { 0 };
	struct dnsq_timer timer[N] = { 0 };
	unsigned seed = 1, i, left;
	int64_t last = -1;

	ck_assert_int_eq(dnsq_timer_reserve(&timers, N), 0);
	for (i = 0; i < 5 * N; i++)
		dnsq_timer_set(&timers, &timer[next_random(&seed) / 8 % N],
		    next_random(&seed) % 5000);
	for (i = 0; i < N / 3; i++)
		dnsq_timer_stop(&timers, &timer[next_random(&seed) / 8 % N]);
	for (left = i = 0; i < N; i++)
		left += timer[i].place != 0;
	ck_assert_uint_eq(left, timers.n);
	for (; left > 0; left--) {
		ck_assert_int_ge(dnsq_timer_next(&timers)->at, last);
		last = dnsq_timer_next(&timers)->at;
		dnsq_timer_stop(&timers, dnsq_timer_next(&timers));
	}
	ck_assert_ptr_null(dnsq_timer_next(&timers));
	dnsq_timer_free(&timers);
}
END_TEST

START_TEST(window_shrinks_and_grows)
{
	struct dnsq_window w;
	int i;

	dnsq_window_init(&w, 100);
	for (i = 0; i < 16; i++)	/* a few are no reason */
		dnsq_window_lost(&w, i, 1000 + i);
	ck_assert_uint_eq(w.size, 100);
	for (i = 0; i < 30; i++)	/* one flight: shrunk once */
		dnsq_window_lost(&w, i, 2000 + i);
	ck_assert_uint_eq(w.size, 50);
	for (i = 0; i < 16; i++)
		dnsq_window_answered(&w);
	ck_assert_uint_eq(w.size, 51);
	for (i = 0; i < 30; i++)
		dnsq_window_lost(&w, 3000 + 2 * i, 3001 + 2 * i);
	ck_assert_uint_eq(w.size, 4);
	for (i = 0; i < 100000; i++) {	/* one in twenty */
		if (i % 20 == 0)
			dnsq_window_lost(&w, 4000 + 2 * i, 4001 + 2 * i);
		dnsq_window_answered(&w);
	}
	ck_assert_uint_eq(w.size, 100);
	dnsq_window_full(&w, 1000000);
	dnsq_window_full(&w, 1000000);
	ck_assert_uint_eq(w.size, 50);
	dnsq_window_init(&w, 2);
	dnsq_window_full(&w, 20);
	ck_assert_uint_eq(w.size, 2);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("dnsq_tcp");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	/* what is not read yet is not by chance what it was before */
	mallopt(M_PERTURB, 0x5a);
	tcase_set_timeout(all, 60);
	tcase_add_loop_test(all, truncated, 0, sizeof cases / sizeof *cases);
	tcase_add_loop_test(all, use_vc, 0, sizeof cases / sizeof *cases);
	tcase_add_loop_test(all, rcode_by_tcp, 0, 2);
	tcase_add_loop_test(all, offered_size, 0,
	    sizeof sizes / sizeof *sizes);
	tcase_add_loop_test(all, larger_after_udp, 0, 2);
	tcase_add_test(all, larger_from_the_start);
	tcase_add_loop_test(all, larger_again, 0,
	    sizeof again / sizeof *again);
	tcase_add_test(all, connections_in_flight);
	tcase_add_test(all, timers_are_in_order);
	tcase_add_test(all, window_shrinks_and_grows);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
