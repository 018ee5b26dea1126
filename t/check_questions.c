/*
 * check_questions.c: the questions of several jobs: which are put to the
 * network, who gets the answers, what is asked a second time, and what
 * becomes of them when memory is short (the linker wraps the allocator: see
 * Makefile; libcheck's own allocations are not counted).
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/job.h"
#include "net/questions.h"
#include "responder.h"

enum { MANY = 3000 };

static struct {
	bool counting;
	long left;		/* allocations that succeed */
	bool failed;
} memory;

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
char *__real_strdup(const char *);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);
char *__wrap_strdup(const char *);

/* Only one fails. */
static bool
is_failing(void)
{
	if (!memory.counting || memory.failed || memory.left-- > 0)
		return false;
	memory.failed = true;
	return true;
}

void *
__wrap_malloc(size_t size)
{
	return is_failing() ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return is_failing() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
	return is_failing() ? NULL : __real_realloc(old, size);
}

char *
__wrap_strdup(const char *text)
{
	return is_failing() ? NULL : __real_strdup(text);
}

/* --- one server, and the questions put to it --- */

struct scene {
	struct world world;
	struct questions *questions;
	char *job[4];		/* what stands for jobs */
};

static void
begin(struct scene *s, bool again)
{
	struct questions_options options = { .again = again };
	struct dnsq_options o;

	memset(s, 0, sizeof *s);
	world_begin(&s->world, 1, &o);
	world_engine(&s->world, &o);
	options.dnsq = s->world.dnsq;
	s->questions = questions_new(&options);
	ck_assert_ptr_nonnull(s->questions);
}

static void
end(struct scene *s)
{
	questions_free(s->questions);
	world_end(&s->world);
}

static void
manner(struct scene *s, enum udp_manner udp)
{
	world_manner(&s->world, 0, udp, TCP_GOOD);
}

/* datagrams that reached the server */
static unsigned
asked(const struct scene *s)
{
	return s->world.server[0].asked;
}

static int
try_ask(struct scene *s, const char *name, uint16_t type, int job,
    size_t number)
{
	struct question question = { name, type };

	return questions_ask(s->questions, &question, &s->job[job], number,
	    s->world.now);
}

static void
ask(struct scene *s, const char *name, uint16_t type, int job, size_t number)
{
	ck_assert_int_eq(try_ask(s, name, type, job, number), 0);
}

static int
turn(struct scene *s)
{
	world_serve(&s->world);
	s->world.now += STEP;
	questions_wait(s->questions, s->world.now, s->world.now, NULL);
	return questions_work(s->questions, s->world.now);
}

static void
turns(struct scene *s, int n)
{
	while (n-- > 0)
		ck_assert_int_eq(turn(s), 0);
}

/* the next answer; one comes within 100 s of the world's clock */
static struct questions_reply
take(struct scene *s)
{
	struct questions_reply reply;
	int i;

	for (i = 0; questions_take(s->questions, &reply) == 0; i++) {
		ck_assert_int_lt(i, 20000);
		turns(s, 1);
	}
	return reply;
}

/* Is the next answer this job's, of that number and class? */
static void
takes(struct scene *s, int job, size_t number, enum answer_class class,
    enum transport transport)
{
	struct questions_reply reply = take(s);

	ck_assert_ptr_eq(reply.job, &s->job[job]);
	ck_assert_uint_eq(reply.number, number);
	ck_assert_int_eq(reply.answer.class, class);
	ck_assert_int_eq(reply.origin.transport, transport);
	if (reply.answer.n > 0)		/* to an MX question there is none */
		ck_assert_uint_eq(reply.answer.record->address, 0xc0000201);
	answer_free(&reply.answer);
}

static void
takes_none(struct scene *s)
{
	struct questions_reply reply;

	ck_assert_int_eq(questions_take(s->questions, &reply), 0);
}

/* --- */

START_TEST(addresses_are_shared)
{
	bool seen[2] = { false, false };
	struct questions_reply reply;
	struct scene s;
	int i;

	begin(&s, false);
	ask(&s, "mx.example", WIRE_A, 0, 7);
	ask(&s, "MX.Example", WIRE_A, 1, 8);
	ck_assert_uint_eq(s.world.dnsq->pending, 1);
	for (i = 0; i < 2; i++) {
		reply = take(&s);
		ck_assert_uint_eq(reply.number,
		    reply.job == &s.job[0] ? 7 : 8);
		ck_assert(!seen[reply.job == &s.job[1]]);
		seen[reply.job == &s.job[1]] = true;
		ck_assert_uint_eq(reply.answer.record->address, 0xc0000201);
		ck_assert_str_eq(reply.origin.server, s.world.dnsq->
		    options.resolv.server[0].text);
		ck_assert_int_eq(reply.origin.transport, TRANSPORT_UDP);
		ck_assert_int_gt(reply.origin.us, 0);
		answer_free(&reply.answer);
	}
	takes_none(&s);
	ck_assert_uint_eq(asked(&s), 1);
	end(&s);
}
END_TEST

/* Other types, and other names, are questions of their own. */
START_TEST(others_are_not)
{
	struct scene s;

	begin(&s, false);
	ask(&s, "mx.example", WIRE_A, 0, 1);
	ask(&s, "mx.example", WIRE_MX, 0, 2);
	ask(&s, "mx.example", WIRE_MX, 1, 3);
	ask(&s, "mx.exampl", WIRE_A, 1, 4);
	ask(&s, "mx.example", WIRE_ANY, 1, 5);
	ck_assert_uint_eq(s.world.dnsq->pending, 5);
	turns(&s, 5);
	ck_assert_uint_eq(asked(&s), 5);
	end(&s);
}
END_TEST

START_TEST(what_was_learnt_is_kept)
{
	struct questions_reply reply;
	struct scene s;

	begin(&s, false);
	ask(&s, "mx.example", WIRE_A, 0, 1);
	takes(&s, 0, 1, ANSWER_FOUND, TRANSPORT_UDP);
	ask(&s, "Mx.example", WIRE_A, 1, 2);
	reply = take(&s);
	ck_assert_ptr_eq(reply.job, &s.job[1]);
	ck_assert_int_eq(reply.origin.transport, TRANSPORT_CACHE);
	ck_assert_int_eq(reply.origin.us, 0);
	ck_assert_str_eq(reply.origin.server, s.world.dnsq->
	    options.resolv.server[0].text);
	ck_assert_uint_eq(reply.answer.record->address, 0xc0000201);
	answer_free(&reply.answer);
	ck_assert_uint_eq(asked(&s), 1);
	ask(&s, "mx.example", WIRE_MX, 1, 3);	/* addresses alone */
	takes(&s, 1, 3, ANSWER_FOUND, TRANSPORT_UDP);
	ask(&s, "mx.example", WIRE_MX, 1, 4);
	takes(&s, 1, 4, ANSWER_FOUND, TRANSPORT_UDP);
	ck_assert_uint_eq(asked(&s), 3);
	manner(&s, UDP_NXDOMAIN);		/* hard ones too */
	ask(&s, "none.example", WIRE_A, 0, 5);
	takes(&s, 0, 5, ANSWER_HARD, TRANSPORT_UDP);
	ask(&s, "none.example", WIRE_A, 0, 6);
	takes(&s, 0, 6, ANSWER_HARD, TRANSPORT_CACHE);
	end(&s);
}
END_TEST

START_TEST(failures_are_not)
{
	struct scene s;

	begin(&s, false);
	manner(&s, UDP_SERVFAIL);
	ask(&s, "mx.example", WIRE_A, 0, 1);
	takes(&s, 0, 1, ANSWER_SOFT, TRANSPORT_UDP);
	ck_assert_uint_eq(asked(&s), 2);	/* attempts:2 */
	manner(&s, UDP_GOOD);
	ask(&s, "mx.example", WIRE_A, 0, 2);
	takes(&s, 0, 2, ANSWER_FOUND, TRANSPORT_UDP);
	ck_assert_uint_eq(asked(&s), 3);
	end(&s);
}
END_TEST

/* With `again` a soft failure is asked once more before it is one. */
static const uint16_t types[] = { WIRE_A, WIRE_MX };

START_TEST(second_try)
{
	struct scene s;

	begin(&s, true);
	manner(&s, UDP_SERVFAIL);
	ask(&s, "mx.example", types[_i], 0, 1);
	takes(&s, 0, 1, ANSWER_SOFT, TRANSPORT_UDP);
	ck_assert_uint_eq(asked(&s), 4);
	ask(&s, "mx.example", types[_i], 0, 2);
	while (asked(&s) < 6)
		turns(&s, 1);
	takes_none(&s);
	manner(&s, UDP_GOOD);
	takes(&s, 0, 2, ANSWER_FOUND, TRANSPORT_UDP);
	manner(&s, UDP_NXDOMAIN);
	ask(&s, "none.example", types[_i], 0, 3);
	takes(&s, 0, 3, ANSWER_HARD, TRANSPORT_UDP);
	ck_assert_uint_le(asked(&s), 8);
	end(&s);
}
END_TEST

/* Second tries go out eight at a time; who asks for what waits, joins. */
START_TEST(a_few_at_a_time)
{
	enum { N = 20, LAST = N - 1 };
	unsigned got[N] = { 0 };
	struct questions_reply reply;
	struct scene s;
	char name[32];
	int i;

	begin(&s, true);
	manner(&s, UDP_SILENT);
	for (i = 0; i < N; i++) {
		snprintf(name, sizeof name, "mx%d.example", i);
		ask(&s, name, WIRE_A, 0, (size_t)i);
	}
	ck_assert_uint_eq(s.world.dnsq->pending, N);
	while (s.world.dnsq->pending == N)
		turns(&s, 1);
	ck_assert_uint_eq(s.world.dnsq->pending, 8);
	takes_none(&s);
	ask(&s, name, WIRE_A, 1, LAST);		/* waits */
	ask(&s, "MX0.example", WIRE_A, 1, 0);	/* in flight again */
	ck_assert_uint_eq(s.world.dnsq->pending, 8);
	manner(&s, UDP_GOOD);
	for (i = 0; i < N + 2; i++) {
		ck_assert_uint_le(s.world.dnsq->pending, 8);
		reply = take(&s);
		ck_assert_int_eq(reply.answer.class, ANSWER_FOUND);
		ck_assert(reply.job == &s.job[0] || reply.number == LAST ||
		    reply.number == 0);
		got[reply.number]++;
		answer_free(&reply.answer);
	}
	for (i = 0; i < N; i++)
		ck_assert_uint_eq(got[i], 1 + (i == 0 || i == LAST));
	takes_none(&s);
	ck_assert_uint_eq(s.world.dnsq->pending, 0);
	end(&s);
}
END_TEST

/* The one that is answered first was asked first: the others are found all
   the same. */
START_TEST(answered_out_of_order)
{
	static const char *const names[] = { "mx1.test", "mx2.test",
	    "mx3.test" };
	struct questions_reply reply;
	unsigned got[10] = { 0 };
	struct scene s;
	size_t i;

	begin(&s, false);
	manner(&s, UDP_SILENT);
	ask(&s, "a..b", WIRE_A, 0, 9);
	ask(&s, names[0], WIRE_A, 0, 0);
	ask(&s, names[1], WIRE_A, 0, 1);
	takes(&s, 0, 9, ANSWER_HARD, TRANSPORT_NONE);
	ask(&s, names[2], WIRE_A, 0, 2);
	for (i = 0; i < 3; i++)
		ask(&s, names[i], WIRE_A, 0, i);
	ck_assert_uint_eq(s.world.dnsq->pending, 3);
	manner(&s, UDP_GOOD);
	for (i = 0; i < 6; i++) {
		reply = take(&s);
		ck_assert_int_eq(reply.answer.class, ANSWER_FOUND);
		got[reply.number]++;
		answer_free(&reply.answer);
	}
	for (i = 0; i < 3; i++)
		ck_assert_uint_eq(got[i], 2);
	takes_none(&s);
	end(&s);
}
END_TEST

/* Thousands in flight, answered while others are asked: each waiter is
   answered once, each address asked once. */
START_TEST(many)
{
	static unsigned char got[2][MANY];
	struct questions_reply reply;
	struct scene s;
	char name[32];
	unsigned i, left;

	memset(got, 0, sizeof got);
	begin(&s, false);
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "mx%u.example", i);
		ask(&s, name, WIRE_A, 0, i);
		if (i % 3 == 0)		/* one that is never shared between */
			ask(&s, name, WIRE_MX, 2, i);
		if (i % 40 == 0)
			turns(&s, 1);
		if (i >= 10) {		/* in flight, or learnt */
			snprintf(name, sizeof name, "mx%u.example", i - 10);
			ask(&s, name, WIRE_A, 1, i - 10);
		}
	}
	for (left = MANY + MANY - 10 + MANY / 3; left > 0; left--) {
		reply = take(&s);
		ck_assert_int_eq(reply.answer.class, ANSWER_FOUND);
		answer_free(&reply.answer);
		if (reply.job == &s.job[2])
			continue;
		ck_assert_uint_eq(got[reply.job == &s.job[1]][reply.number]++,
		    0);
	}
	takes_none(&s);
	ck_assert_uint_eq(s.world.dnsq->pending, 0);
	/* but for a datagram that the system dropped and that was sent anew */
	ck_assert_uint_ge(asked(&s), MANY + MANY / 3);
	ck_assert_uint_le(asked(&s), MANY + MANY / 3 + MANY / 20);
	end(&s);
}
END_TEST

/* in flight, waiting for a second try, answered but not taken */
START_TEST(left_behind)
{
	struct scene s;
	char name[32];
	int i;

	begin(&s, true);
	manner(&s, UDP_SERVFAIL);
	for (i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "mx%d.example", i);
		ask(&s, name, WIRE_A, 0, 0);
		ask(&s, name, WIRE_A, 1, 0);
		ask(&s, name, WIRE_MX, 1, 0);
	}
	turns(&s, 6);
	manner(&s, UDP_SILENT);
	ask(&s, "last.example", WIRE_A, 0, 0);
	turns(&s, 1);
	end(&s);
	questions_free(NULL);
}
END_TEST

/* --- a zone --- */

static const char records[] = "$ORIGIN zone.test.\n@ MX 10 mx\n"
    "mx A 192.0.2.1\n";

static struct zone *
zone_make(void)
{
	struct zone_error error;
	struct zone *zone = zone_new();

	ck_assert_ptr_nonnull(zone);
	ck_assert_int_eq(zone_parse(zone, records, sizeof records - 1,
	    &error), 0);
	ck_assert_int_eq(zone_ready(zone), 0);
	return zone;
}

/* A zone answers at once and in order; nothing is from the cache. */
START_TEST(a_zone_in_order)
{
	struct questions_options options = { .zone = zone_make() };
	struct questions *questions = questions_new(&options);
	static const struct question question[2] = {
		{ "mx.zone.test", WIRE_A }, { "zone.test", WIRE_MX }
	};
	struct questions_reply reply;
	size_t i;
	int job;

	for (i = 0; i < 50; i++)
		ck_assert_int_eq(questions_ask(questions,
		    &question[i % 3 == 0], &job, i, 0), 0);
	for (i = 0; i < 50; i++) {
		ck_assert_int_eq(questions_take(questions, &reply), 1);
		ck_assert_uint_eq(reply.number, i);
		ck_assert_int_eq(reply.answer.record->type,
		    question[i % 3 == 0].type);
		ck_assert_int_eq(reply.origin.transport, TRANSPORT_ZONE);
		answer_free(&reply.answer);
	}
	ck_assert_int_eq(questions_take(questions, &reply), 0);
	questions_wait(questions, 0, INT64_MAX, NULL);	/* for nothing */
	questions_free(questions);
	zone_free((struct zone *)options.zone);
}
END_TEST

/* --- memory --- */

/* What said that there is no memory is done once more, and then it goes on as
   if nothing had been. */
static int
once_more(int result)
{
	if (result == -1)
		ck_assert_msg(memory.failed, "-1 without a cause");
	return result;
}

static void
ask_all(struct scene *s)
{
	static const struct {
		const char *name;
		uint16_t type;
	} all[] = {
		{ "mx.example", WIRE_A }, { "mx.example", WIRE_A },
		{ "example", WIRE_MX }, { "mx2.example", WIRE_A },
		{ "a..b", WIRE_A }
	};
	size_t i;

	for (i = 0; i < sizeof all / sizeof all[0]; i++)
		while (once_more(try_ask(s, all[i].name, all[i].type, 0,
		    i)) == -1)
			;
}

/* The answers in all, with allocation number `left` failing; false: there was
   none of that number. */
static bool
runs(long left)
{
	unsigned got[5] = { 0 }, n = 0;
	struct questions_reply reply;
	struct scene s;
	int i, result;

	begin(&s, true);
	manner(&s, UDP_SERVFAIL);
	memory.failed = false;
	memory.left = left;
	memory.counting = true;
	ask_all(&s);
	for (i = 0; n < 5 && i < 5000; i++) {
		if (asked(&s) >= 6)	/* all first tries have failed */
			manner(&s, UDP_GOOD);
		once_more(turn(&s));
		while ((result = questions_take(s.questions, &reply)) != 0) {
			if (once_more(result) == -1)
				continue;
			got[reply.number]++;
			n++;
			answer_free(&reply.answer);
		}
	}
	memory.counting = false;
	for (i = 0; i < 5; i++)
		ck_assert_msg(got[i] == 1, "%ld: %u answers of %d", left,
		    got[i], i);
	end(&s);
	return memory.failed;
}

START_TEST(no_memory)
{
	long left;

	for (left = 0; runs(left); left++)
		ck_assert_int_lt(left, 1000);
	ck_assert_int_gt(left, 20);
}
END_TEST

START_TEST(no_memory_for_a_zone)
{
	static const struct question question = { "zone.test", WIRE_MX };
	struct questions_options options = { .zone = zone_make() };
	struct questions *questions;
	struct questions_reply reply;
	bool failed = true;
	long left;
	int result = 0;

	for (left = 0; failed; left++) {
		memory.failed = false;
		memory.left = left;
		memory.counting = true;
		questions = questions_new(&options);
		if (questions != NULL)
			result = questions_ask(questions, &question, NULL, 0,
			    0);
		memory.counting = false;
		failed = memory.failed;
		ck_assert(failed || (questions != NULL && result == 0));
		if (questions == NULL)
			continue;
		ck_assert_int_eq(questions_take(questions, &reply),
		    result == 0);
		if (result == 0) {
			ck_assert_str_eq(reply.answer.record->name,
			    "mx.zone.test");
			answer_free(&reply.answer);
		}
		questions_free(questions);
	}
	ck_assert_int_gt(left, 5);
	zone_free((struct zone *)options.zone);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("questions");
	TCase *all = tcase_create("all");
	SRunner *runner;
	int failed;

	tcase_set_timeout(all, 60);
	tcase_add_test(all, addresses_are_shared);
	tcase_add_test(all, others_are_not);
	tcase_add_test(all, what_was_learnt_is_kept);
	tcase_add_test(all, failures_are_not);
	tcase_add_loop_test(all, second_try, 0, 2);
	tcase_add_test(all, a_few_at_a_time);
	tcase_add_test(all, answered_out_of_order);
	tcase_add_test(all, many);
	tcase_add_test(all, left_behind);
	tcase_add_test(all, a_zone_in_order);
	tcase_add_test(all, no_memory);
	tcase_add_test(all, no_memory_for_a_zone);
	suite_add_tcase(suite, all);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
