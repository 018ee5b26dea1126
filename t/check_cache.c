/* cache.c: what is kept of a run; questions.c with a zone: who gets what. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/cache.h"
#include "net/questions.h"

static const struct origin by_udp = {
	.server = "192.0.2.53@53", .transport = TRANSPORT_UDP, .us = 7
};

static void
keep(struct cache *cache, const char *name, uint16_t type,
    enum answer_class class, uint32_t address)
{
	struct question question = { name, type };
	struct record record = { .type = WIRE_A, .address = address };
	struct answer answer = { .class = class, .record = &record, .n = 1 };

	cache_keep(cache, &question, &answer, &by_udp);
}

static const struct answer *
find(const struct cache *cache, const char *name, uint16_t type)
{
	struct question question = { name, type };
	const struct origin *origin;

	return cache_find(cache, &question, &origin);
}

START_TEST(kept)
{
	struct cache *cache = cache_new();
	struct question question = { "MX.example.TEST", WIRE_A };
	const struct origin *origin;
	const struct answer *answer;

	ck_assert_ptr_null(find(cache, "mx.example.test", WIRE_A));
	keep(cache, "mx.example.test", WIRE_A, ANSWER_FOUND, 1);
	answer = cache_find(cache, &question, &origin);
	ck_assert_ptr_nonnull(answer);
	ck_assert_uint_eq(answer->record[0].address, 1);
	ck_assert_str_eq(origin->server, by_udp.server);
	ck_assert_ptr_null(find(cache, "mx.example.test", WIRE_AAAA));
	ck_assert_ptr_null(find(cache, "mx.example.tes", WIRE_A));
	keep(cache, "mx.example.test", WIRE_A, ANSWER_HARD, 2);
	ck_assert_int_eq(find(cache, "mx.example.test", WIRE_A)->class,
	    ANSWER_HARD);
	cache_free(cache);
}
END_TEST

/* a soft failure is not kept, and drives out nothing */
START_TEST(soft_is_not_kept)
{
	struct cache *cache = cache_new();

	keep(cache, "a.test", WIRE_A, ANSWER_SOFT, 1);
	ck_assert_ptr_null(find(cache, "a.test", WIRE_A));
	keep(cache, "a.test", WIRE_A, ANSWER_FOUND, 1);
	keep(cache, "a.test", WIRE_A, ANSWER_SOFT, 2);
	ck_assert_uint_eq(find(cache, "a.test", WIRE_A)->record[0].address, 1);
	cache_free(cache);
}
END_TEST

/* bounded, and never wrong */
START_TEST(many)
{
	struct cache *cache = cache_new();
	const struct answer *answer;
	uint32_t i, found = 0;
	char name[32];

	for (i = 0; i < 4 * CACHE_SLOTS; i++) {
		sprintf(name, "host%u.test", (unsigned)i);
		keep(cache, name, WIRE_A, ANSWER_FOUND, i);
	}
	for (i = 0; i < 4 * CACHE_SLOTS; i++) {
		sprintf(name, "host%u.test", (unsigned)i);
		answer = find(cache, name, WIRE_A);
		if (answer == NULL)
			continue;
		ck_assert_uint_eq(answer->record[0].address, i);
		found++;
	}
	ck_assert_uint_gt(found, CACHE_SLOTS / 2);
	ck_assert_uint_le(found, CACHE_SLOTS);
	cache_free(cache);
}
END_TEST

/* of the same name, also where chance gives both types one slot */
START_TEST(types_are_told_apart)
{
	struct cache *cache = cache_new();
	char name[32];
	unsigned i;

	for (i = 0; i < 10 * CACHE_SLOTS; i++) {
		sprintf(name, "host%u.test", i);
		keep(cache, name, WIRE_A, ANSWER_FOUND, i);
		if (find(cache, name, WIRE_MX) != NULL ||
		    find(cache, name, WIRE_AAAA) != NULL)
			ck_abort_msg("%s", name);
	}
	cache_free(cache);
}
END_TEST

/* Large answers fill the octets long before the slots: the new one is kept,
   and no more of the others go than must. */
START_TEST(octets_are_full)
{
	enum { RECORDS = 100, NAMES = 2000 };
	struct record record[RECORDS] = { { .type = WIRE_A } };
	struct answer answer = {
		.class = ANSWER_FOUND, .record = record, .n = RECORDS
	};
	size_t most = CACHE_OCTETS / answer_weight(&answer), found = 0;
	struct cache *cache = cache_new();
	struct question question;
	char name[32];
	unsigned i;

	ck_assert_uint_lt(most, NAMES / 2);
	for (i = 0; i < NAMES; i++) {
		sprintf(name, "host%u.test", i);
		question = (struct question){ name, WIRE_A };
		cache_keep(cache, &question, &answer, &by_udp);
		ck_assert_ptr_nonnull(find(cache, name, WIRE_A));
	}
	for (i = 0; i < NAMES; i++) {
		sprintf(name, "host%u.test", i);
		found += find(cache, name, WIRE_A) != NULL;
	}
	ck_assert_uint_le(found, most);
	ck_assert_uint_gt(found, most * 8 / 10);
	cache_free(cache);
}
END_TEST

/* one of a size that would take the place of many others is left out, and
   drives out nothing */
START_TEST(large_ones)
{
	static const size_t size[] = {
		CACHE_LARGE / 2, CACHE_LARGE + 100, CACHE_OCTETS / 2,
		2 * CACHE_OCTETS
	};
	struct question question = { "large.test", WIRE_A };
	struct answer answer = { .class = ANSWER_FOUND };
	struct cache *cache = cache_new();
	size_t i;

	keep(cache, "small.test", WIRE_A, ANSWER_FOUND, 1);
	for (i = 0; i < sizeof size / sizeof size[0]; i++) {
		answer.n = size[i] / sizeof *answer.record;
		answer.record = calloc(answer.n, sizeof *answer.record);
		ck_assert_ptr_nonnull(answer.record);
		cache_keep(cache, &question, &answer, &by_udp);
		ck_assert_uint_eq(find(cache, "large.test", WIRE_A)->n,
		    size[0] / sizeof *answer.record);
		ck_assert_ptr_nonnull(find(cache, "small.test", WIRE_A));
		free(answer.record);
	}
	cache_free(cache);
}
END_TEST

static const char records[] =
    "$ORIGIN zone.test.\n@ MX 10 mx\nmx A 192.0.2.1\n"
    "big TXT \"x\"\n";

static struct zone *
zone_make(void)
{
	struct zone_error error;
	struct zone *zone = zone_new();

	ck_assert_int_eq(zone_parse(zone, records, sizeof records - 1,
	    &error), 0);
	ck_assert_int_eq(zone_ready(zone), 0);
	return zone;
}

/* takes the one answer there is */
static struct questions_reply
take(struct questions *questions)
{
	struct questions_reply reply;

	ck_assert_int_eq(questions_take(questions, &reply), 1);
	return reply;
}

START_TEST(zone_answers)
{
	static const struct question mx = { "zone.test", WIRE_MX },
	    none = { "none.zone.test", WIRE_A },
	    foreign = { "example.com", WIRE_A },
	    unsendable = { "a..b", WIRE_A };
	struct questions_options options = { .zone = zone_make() };
	struct questions *questions = questions_new(&options);
	struct questions_reply reply;
	int job;

	ck_assert_int_eq(questions_ask(questions, &mx, &job, 5, 0), 0);
	reply = take(questions);
	ck_assert_ptr_eq(reply.job, &job);
	ck_assert_uint_eq(reply.number, 5);
	ck_assert_int_eq(reply.answer.class, ANSWER_FOUND);
	ck_assert_str_eq(reply.answer.record[0].name, "mx.zone.test");
	ck_assert_int_eq(reply.origin.transport, TRANSPORT_ZONE);
	ck_assert(!reply.origin.not_in_zone);
	answer_free(&reply.answer);

	ck_assert_int_eq(questions_ask(questions, &none, &job, 1, 0), 0);
	reply = take(questions);
	ck_assert_int_eq(reply.answer.rcode, WIRE_NXDOMAIN);
	ck_assert(!reply.origin.not_in_zone);
	answer_free(&reply.answer);

	ck_assert_int_eq(questions_ask(questions, &foreign, &job, 1, 0), 0);
	reply = take(questions);
	ck_assert_int_eq(reply.answer.rcode, WIRE_NXDOMAIN);
	ck_assert(reply.origin.not_in_zone);
	answer_free(&reply.answer);

	ck_assert_int_eq(questions_ask(questions, &unsendable, &job, 1, 0),
	    0);
	reply = take(questions);
	ck_assert_int_eq(reply.answer.class, ANSWER_HARD);
	ck_assert_int_eq(reply.origin.transport, TRANSPORT_NONE);
	answer_free(&reply.answer);

	ck_assert_int_eq(questions_take(questions, &reply), 0);
	ck_assert_int_eq(questions_work(questions, 0), 0);
	questions_wait(questions, 0, 0, NULL);
	questions_free(questions);
	zone_free((struct zone *)options.zone);
}
END_TEST

/* What does not fit in 512 octets comes whole all the same. */
START_TEST(zone_answers_whole)
{
	static const struct question question = { "many.test", WIRE_A };
	struct questions_options options;
	struct questions *questions;
	struct questions_reply reply;
	struct zone *zone = zone_new();
	struct zone_error error;
	char line[64];
	int i;

	for (i = 0; i < 100; i++) {
		sprintf(line, "many.test A 192.0.2.%d\n", i);
		ck_assert_int_eq(zone_parse(zone, line, strlen(line), &error),
		    0);
	}
	ck_assert_int_eq(zone_ready(zone), 0);
	options = (struct questions_options){ .zone = zone };
	questions = questions_new(&options);
	ck_assert_int_eq(questions_ask(questions, &question, NULL, 0, 0), 0);
	reply = take(questions);
	ck_assert_uint_eq(reply.answer.n, 100);
	ck_assert_uint_eq(reply.answer.odd, 0);
	answer_free(&reply.answer);
	questions_free(questions);
	zone_free(zone);
}
END_TEST

/* questions that nobody took answers of are freed with the rest */
START_TEST(left_behind)
{
	static const struct question a = { "mx.zone.test", WIRE_A };
	struct questions_options options = { .zone = zone_make() };
	struct questions *questions = questions_new(&options);
	int i, job;

	for (i = 0; i < 10; i++)
		ck_assert_int_eq(questions_ask(questions, &a, &job, i, 0), 0);
	questions_free(questions);
	questions_free(NULL);
	zone_free((struct zone *)options.zone);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cache");
	TCase *tcase = tcase_create("cache");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, kept);
	tcase_add_test(tcase, soft_is_not_kept);
	tcase_add_test(tcase, many);
	tcase_add_test(tcase, types_are_told_apart);
	tcase_add_test(tcase, octets_are_full);
	tcase_add_test(tcase, large_ones);
	tcase_add_test(tcase, zone_answers);
	tcase_add_test(tcase, zone_answers_whole);
	tcase_add_test(tcase, left_behind);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
