/* facts.c and lookup.c: what is wanted, when, and by whom. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qmail/lookup.h"

static const struct origin from_nowhere = { .transport = TRANSPORT_UDP };

START_TEST(asked_once_and_learnt_once)
{
	struct facts facts = { 0 };
	struct question question;
	const struct answer *known;
	struct answer answer;
	size_t number;

	ck_assert_int_eq(facts_need(&facts, "A.test", WIRE_MX, ASKER_AHEAD,
	    &known), 0);
	ck_assert_int_eq(facts_need(&facts, "a.TEST", WIRE_MX, ASKER_QMAIL,
	    &known), 0);
	ck_assert_ptr_null(known);
	ck_assert_uint_eq(facts.n, 1);
	ck_assert_int_eq(facts.fact[0]->by, ASKER_QMAIL);
	ck_assert(facts_want(&facts, &question, &number));
	ck_assert_str_eq(question.name, "A.test");
	ck_assert(!facts_want(&facts, &question, &number));
	ck_assert(!facts.fact[0]->known);
	ck_assert_ptr_null(facts_find(&facts, "a.test", WIRE_MX));
	answer_none(&answer, ANSWER_HARD);
	facts_learn(&facts, number, &answer, &from_nowhere);
	ck_assert(facts.fact[0]->known);
	ck_assert_ptr_eq(facts_find(&facts, "a.test", WIRE_MX), facts.fact[0]);
	ck_assert_int_eq(facts_know(&facts, "a.test", WIRE_MX)->class,
	    ANSWER_HARD);
	ck_assert_ptr_null(facts_know(&facts, "a.test", WIRE_A));
	facts_free(&facts);
}
END_TEST

START_TEST(frozen_wants_nothing)
{
	struct facts facts = { .mode = FACTS_FROZEN };
	struct question question;
	const struct answer *known;
	size_t number;

	ck_assert_int_eq(facts_need(&facts, "a.test", WIRE_A, ASKER_QMAIL,
	    &known), 0);
	ck_assert_ptr_null(known);
	ck_assert(!facts_want(&facts, &question, &number));
	ck_assert_uint_eq(facts.n, 0);
	facts.mode = FACTS_OPEN;
	facts_need(&facts, "a.test", WIRE_A, ASKER_FINDING, &known);
	facts.mode = FACTS_FROZEN;
	facts_need(&facts, "a.test", WIRE_A, ASKER_QMAIL, &known);
	ck_assert_int_eq(facts.fact[0]->by, ASKER_FINDING);
	facts_free(&facts);
}
END_TEST

/* what a trial wants is wanted for the findings; qmail's stays qmail's */
START_TEST(decided_wants_for_findings)
{
	static const enum asker askers[] = {
		ASKER_QMAIL, ASKER_AHEAD, ASKER_FINDING
	};
	const struct answer *known;
	size_t i;

	for (i = 0; i < sizeof askers / sizeof askers[0]; i++) {
		struct facts facts = { 0 };

		facts_need(&facts, "a.test", WIRE_A, askers[i], &known);
		facts.mode = FACTS_DECIDED;
		facts_need(&facts, "a.test", WIRE_A, ASKER_QMAIL, &known);
		facts_need(&facts, "b.test", WIRE_A, ASKER_QMAIL, &known);
		facts_need(&facts, "b.test", WIRE_MX, ASKER_AHEAD, &known);
		ck_assert_uint_eq(facts.n, 3);
		ck_assert_int_eq(facts.fact[0]->by, askers[i]);
		ck_assert_int_eq(facts.fact[1]->by, ASKER_FINDING);
		ck_assert_int_eq(facts.fact[2]->by, ASKER_FINDING);
		facts_free(&facts);
	}
}
END_TEST

/* what ends at the last octet of the room was read */
START_TEST(room_is_filled_to_the_end)
{
	static const struct {
		size_t last, fixed, n;
		enum answer_class class;
	} ends[] = {
		{ 512, 512, 2, ANSWER_FOUND },
		{ 513, 512, 2, ANSWER_SOFT },
		{ 513, 513, 1, ANSWER_SOFT },
	};
	struct record record[2] = {
		{ .type = WIRE_A, .fixed = 100 }, { .type = WIRE_A }
	};
	struct answer answer;
	size_t i, n;

	for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		answer_none(&answer, ANSWER_FOUND);
		answer.record = record;
		answer.n = 2;
		answer.fixed = ends[i].last;
		record[1].fixed = ends[i].fixed;
		ck_assert_int_eq(answer_read(&answer, WIRE_A, 512, &n),
		    ends[i].class);
		ck_assert_uint_eq(n, ends[i].n);
	}
}
END_TEST

/* The data matters of what was asked for, a CNAME's for ANY, too; that of an
   address is taken from wherever it lies. */
START_TEST(whose_data_has_to_fit)
{
	static const struct {
		uint16_t asked, type;
		bool cut, has_data;
	} data[] = {
		{ WIRE_MX, WIRE_MX, true, false },
		{ WIRE_CNAME, WIRE_CNAME, true, false },
		{ WIRE_ANY, WIRE_CNAME, true, false },
		{ WIRE_MX, WIRE_CNAME, false, false },
		{ WIRE_A, WIRE_CNAME, false, false },
		{ WIRE_A, WIRE_A, false, false },
	};
	struct record record[2] = { { .fixed = 30, .needs = 40 } };
	struct answer answer;
	size_t i, n;

	for (i = 0; i < sizeof data / sizeof data[0]; i++) {
		answer_none(&answer, ANSWER_FOUND);
		answer.record = record;
		answer.n = 2;
		answer.size = 600;
		answer.fixed = 505;
		record[0].type = record[1].type = data[i].type;
		record[0].name = record[1].name =
		    data[i].type == WIRE_A ? NULL : (char *)"a.test";
		record[1].fixed = 505;
		record[1].needs = 512;
		ck_assert(!answer_is_cut(&answer, data[i].asked, 512));
		ck_assert(answer_has_data(&answer, &record[1], 512));
		record[1].needs = 513;
		ck_assert(answer_is_cut(&answer, data[i].asked, 512) ==
		    data[i].cut);
		ck_assert(!answer_has_data(&answer, &record[1], 512));
		ck_assert(answer_has_data(&answer, &record[1], 513));
		answer_read(&answer, data[i].asked, 512, &n);
		ck_assert_uint_eq(n, data[i].cut ? 1 : 2);
		answer.size = 512;	/* the message ends before */
		ck_assert(!answer_has_data(&answer, &record[1], 65536));
	}
}
END_TEST

START_TEST(many_facts)
{
	enum { FACTS = 4000 };
	struct facts facts = { 0 };
	const struct answer *known;
	char name[32];
	int i;

	for (i = 0; i < 2 * FACTS; i++) {
		snprintf(name, sizeof name, "n%d.test", i % FACTS);
		ck_assert_int_eq(facts_need(&facts, name, WIRE_A,
		    ASKER_QMAIL, &known), 0);
	}
	ck_assert_uint_eq(facts.n, FACTS);
	facts_free(&facts);
}
END_TEST

/* what a made-up DNS says; records as "MX 10 a.test", "A 192.0.2.1",
   "CNAME b.test", each ending at octet `end` */
struct said {
	const char *name;
	uint16_t type;
	enum answer_class class;
	const char *record[4];
	size_t end;
};

static void
record_make(struct record *record, const char *text, size_t end)
{
	unsigned a, b, c, d;
	char name[64];

	memset(record, 0, sizeof *record);
	record->fixed = end - 4;
	record->needs = end;
	if (sscanf(text, "A %u.%u.%u.%u", &a, &b, &c, &d) == 4) {
		record->type = WIRE_A;
		record->address = a << 24 | b << 16 | c << 8 | d;
	} else if (sscanf(text, "MX %u %63s", &a, name) >= 1) {
		record->type = WIRE_MX;
		record->preference = (uint16_t)a;
		record->name = strdup(strrchr(text, ' ') + 1);
	} else {
		record->type = WIRE_CNAME;
		record->name = strdup(strrchr(text, ' ') + 1);
	}
}

static void
answer_make(struct answer *answer, const struct said *said)
{
	size_t i;

	answer_none(answer, said->class);
	answer->end = answer->size = said->end > 100 ? said->end : 100;
	answer->fixed = answer->end - 4;
	answer->record = calloc(4, sizeof *answer->record);
	for (i = 0; i < 4 && said->record[i] != NULL; i++)
		record_make(&answer->record[answer->n++], said->record[i],
		    said->end != 0 && i > 0 ? said->end : 100);
}

/* runs until nothing is missing; the questions in order, as text */
static void
look_up(struct lookup *lookup, struct facts *facts, const char *flavor,
    const char *domain, const char *relay, const struct said *said, bool ahead,
    char *asked, size_t room)
{
	struct route route = { .domain = (char *)domain,
	    .relay = (char *)relay, .has_relay = relay != NULL, .port = 25 };
	struct question question;
	struct answer answer;
	size_t number, i;

	memset(lookup, 0, sizeof *lookup);
	asked[0] = '\0';
	for (;;) {
		ck_assert_int_eq(lookup_run(lookup, facts,
		    flavor_by_name(flavor), &route, domain, ahead), 0);
		if (lookup->end != LOOKUP_MISSING)
			return;
		ck_assert(facts_want(facts, &question, &number));
		do {
			for (i = 0; said[i].name != NULL; i++)
				if (strcmp(said[i].name, question.name) == 0 &&
				    said[i].type == question.type)
					break;
			if (said[i].name != NULL)
				answer_make(&answer, &said[i]);
			else
				answer_none(&answer, ANSWER_HARD);
			snprintf(asked + strlen(asked), room - strlen(asked),
			    "%s/%s ", question.name,
			    wire_type_name(question.type));
			facts_learn(facts, number, &answer, &from_nowhere);
		} while (facts_want(facts, &question, &number));
		snprintf(asked + strlen(asked), room - strlen(asked), "| ");
	}
}

static const struct {
	const char *flavor, *domain, *relay;
	bool ahead;
	struct said said[4];
	enum lookup_end end;
	enum lookup_from from;
	size_t addresses;
	const char *asked;	/* `|` after each round trip */
} cases[] = {
	/* two round trips for a domain that is no alias */
	{ "netqmail-1.06", "d.test", NULL, true, {
	    { "d.test", WIRE_MX, ANSWER_FOUND, { "MX 10 a.test" }, 0 },
	    { "a.test", WIRE_A, ANSWER_FOUND, { "A 192.0.2.1" }, 0 } },
	    LOOKUP_ADDRESSES, FROM_MX, 1,
	    "d.test/ANY d.test/MX d.test/A | a.test/A | " },
	{ "notqmail-1.09", "d.test", NULL, false, {
	    { "d.test", WIRE_MX, ANSWER_FOUND, { "MX 10 a.test" }, 0 },
	    { "a.test", WIRE_A, ANSWER_SOFT, { NULL }, 0 } },
	    LOOKUP_SOFT, FROM_MX, 0, "d.test/MX | a.test/A | " },
	{ "notqmail-1.09", "d.test", NULL, false, {
	    { "d.test", WIRE_MX, ANSWER_FOUND, { "MX 10 a.test" }, 0 } },
	    LOOKUP_NO_EXCHANGER, FROM_MX, 0, "d.test/MX | a.test/A | " },
	/* no MX: the A records */
	{ "notqmail-1.09", "d.test", NULL, false, {
	    { "d.test", WIRE_A, ANSWER_FOUND, { "A 192.0.2.1" }, 0 } },
	    LOOKUP_ADDRESSES, FROM_FALLBACK, 1, "d.test/MX | d.test/A | " },
	{ "notqmail-1.09", "d.test", NULL, false, { { 0 } },
	    LOOKUP_NO_HOST, FROM_FALLBACK, 0, "d.test/MX | d.test/A | " },
	{ "notqmail-1.09", "d.test", NULL, false, {
	    { "d.test", WIRE_A, ANSWER_FOUND, { "CNAME b.test" }, 0 } },
	    LOOKUP_NO_EXCHANGER, FROM_FALLBACK, 0,
	    "d.test/MX | d.test/A | " },
	/* an alias look-up that fails: the MX is not waited for */
	{ "notqmail-1.08", "d.test", NULL, false, {
	    { "d.test", WIRE_CNAME, ANSWER_SOFT, { NULL }, 0 } },
	    LOOKUP_ALIAS_SOFT, FROM_LITERAL, 0, "d.test/CNAME d.test/MX | " },
	/* byte 512: what came before a record that begins behind it counts for
	   an MX host only */
	{ "netqmail-1.06", "d.test", NULL, false, {
	    { "d.test", WIRE_MX, ANSWER_FOUND, { "MX 10 a.test" }, 0 },
	    { "a.test", WIRE_A, ANSWER_FOUND,
	    { "A 192.0.2.1", "A 192.0.2.2" }, 517 } },
	    LOOKUP_ADDRESSES, FROM_MX, 1,
	    "d.test/ANY d.test/MX | a.test/A | " },
	{ "netqmail-1.06", "d.test", "r.test", false, {
	    { "r.test", WIRE_A, ANSWER_FOUND,
	    { "A 192.0.2.1", "A 192.0.2.2" }, 517 } },
	    LOOKUP_SOFT, FROM_RELAY, 0, "r.test/A | " },
	{ "netqmail-1.06", "d.test", NULL, false, {
	    { "d.test", WIRE_A, ANSWER_FOUND,
	    { "A 192.0.2.1", "A 192.0.2.2" }, 517 } },
	    LOOKUP_SOFT, FROM_FALLBACK, 0,
	    "d.test/ANY d.test/MX | d.test/A | " },
	/* one that crosses it spoils no other */
	{ "netqmail-1.06", "d.test", "r.test", false, {
	    { "r.test", WIRE_A, ANSWER_FOUND,
	    { "A 192.0.2.1", "A 192.0.2.2" }, 513 } },
	    LOOKUP_ADDRESSES, FROM_RELAY, 1, "r.test/A | " },
	{ "netqmail-1.06", "d.test", NULL, false, {
	    { "d.test", WIRE_A, ANSWER_FOUND,
	    { "A 192.0.2.1", "A 192.0.2.2" }, 516 } },
	    LOOKUP_ADDRESSES, FROM_FALLBACK, 1,
	    "d.test/ANY d.test/MX | d.test/A | " },
	/* an exchanger that crosses it spoils all */
	{ "netqmail-1.06", "d.test", NULL, false, {
	    { "d.test", WIRE_MX, ANSWER_FOUND,
	    { "MX 10 a.test", "MX 20 b.test" }, 513 } },
	    LOOKUP_SOFT, FROM_MX, 0, "d.test/ANY d.test/MX | " },
	/* an alias that crosses it is none, unless one came before */
	{ "netqmail-1.06", "d.test", NULL, false, {
	    { "d.test", WIRE_ANY, ANSWER_FOUND,
	    { "A 192.0.2.1", "CNAME b.test" }, 513 } },
	    LOOKUP_ALIAS_SOFT, FROM_LITERAL, 0, "d.test/ANY d.test/MX | " },
	{ "netqmail-1.06", "d.test", NULL, false, {
	    { "d.test", WIRE_ANY, ANSWER_FOUND,
	    { "CNAME b.test", "A 192.0.2.1" }, 517 } },
	    LOOKUP_NO_HOST, FROM_FALLBACK, 0,
	    "d.test/ANY d.test/MX | b.test/ANY d.test/A | " },
	{ "netqmail-1.06", "d.test", "r.test", false, {
	    { "r.test", WIRE_A, ANSWER_FOUND,
	    { "A 192.0.2.1", "A 192.0.2.2" }, 512 } },
	    LOOKUP_ADDRESSES, FROM_RELAY, 2, "r.test/A | " },
	/* addresses in text are asked nothing */
	{ "notqmail-1.09", "192.0.2.1", NULL, true, { { 0 } },
	    LOOKUP_ADDRESSES, FROM_LITERAL, 1, "" },
	{ "netqmail-1.06", "d.test", "[192.0.2.1]", false, { { 0 } },
	    LOOKUP_ADDRESSES, FROM_RELAY, 1, "" },
	{ "notqmail-1.09", "d.test", NULL, false, {
	    { "d.test", WIRE_MX, ANSWER_FOUND, { "MX 10 192.0.2.1" }, 0 } },
	    LOOKUP_ADDRESSES, FROM_MX, 1, "d.test/MX | " },
};

START_TEST(lookups)
{
	struct facts facts = { 0 };
	struct lookup lookup;
	char asked[512];

	look_up(&lookup, &facts, cases[_i].flavor, cases[_i].domain,
	    cases[_i].relay, cases[_i].said, cases[_i].ahead, asked,
	    sizeof asked);
	ck_assert_int_eq(lookup.end, cases[_i].end);
	ck_assert_int_eq(lookup.from, cases[_i].from);
	ck_assert_uint_eq(lookup.n_address, cases[_i].addresses);
	ck_assert_str_eq(asked, cases[_i].asked);
	lookup_free(&lookup);
	facts_free(&facts);
}
END_TEST

/* An address that nobody knows is one all the same, at its exchanger's
   preference. */
START_TEST(addresses_that_nobody_knows)
{
	static const struct said said[] = {
		{ "d.test", WIRE_MX, ANSWER_FOUND, { "MX 20 a.test",
		    "MX 10 b.test" }, 0 },
		{ "a.test", WIRE_A, ANSWER_FOUND, { "CNAME x.test",
		    "A 192.0.2.1" }, 515 },
		{ "b.test", WIRE_A, ANSWER_FOUND, { "CNAME x.test",
		    "A 192.0.2.2", "A 192.0.2.3" }, 515 },
		{ NULL, 0, 0, { NULL }, 0 }
	};
	struct facts facts = { 0 };
	struct lookup lookup;
	char asked[512];

	look_up(&lookup, &facts, "netqmail-1.06", "d.test", NULL, said, false,
	    asked, sizeof asked);
	ck_assert_int_eq(lookup.end, LOOKUP_ADDRESSES);
	ck_assert_uint_eq(lookup.n_address, 0);
	ck_assert_uint_eq(lookup.n_unknown, 3);
	ck_assert_uint_eq(lookup.unknown_preference, 10);
	ck_assert_uint_eq(lookup.mx[0].n_unknown, 2);
	ck_assert_uint_eq(lookup.mx[1].n_unknown, 1);
	ck_assert_uint_eq(lookup.mx[1].n, 0);
	lookup_free(&lookup);
	facts_free(&facts);
	memset(&facts, 0, sizeof facts);
	look_up(&lookup, &facts, "notqmail-1.09", "d.test", NULL, said, false,
	    asked, sizeof asked);
	ck_assert_uint_eq(lookup.n_address, 3);
	ck_assert_uint_eq(lookup.n_unknown, 0);
	lookup_free(&lookup);
	facts_free(&facts);
}
END_TEST

/* preferences sort, ties stay, a literal has preference 0 where it stands */
START_TEST(order_of_addresses)
{
	static const struct said said[] = {
		{ "d.test", WIRE_MX, ANSWER_FOUND, { "MX 20 b.test",
		    "MX 10 a.test", "MX 30 198.51.100.9", "MX 10 c.test" }, 0 },
		{ "a.test", WIRE_A, ANSWER_FOUND, { "A 192.0.2.1" }, 0 },
		{ "b.test", WIRE_A, ANSWER_FOUND, { "A 192.0.2.2" }, 0 },
		{ "c.test", WIRE_A, ANSWER_FOUND, { "A 192.0.2.3" }, 0 },
		{ NULL, 0, 0, { NULL }, 0 }
	};
	static const struct { uint32_t address; unsigned preference; } want[] =
	    { { 0xc0000201, 10 }, { 0xc0000203, 10 }, { 0xc0000202, 20 },
	    { 0xc6336409, 0 } };
	struct facts facts = { 0 };
	struct lookup lookup;
	char asked[512];
	size_t i;

	look_up(&lookup, &facts, "notqmail-1.09", "d.test", NULL, said, false,
	    asked, sizeof asked);
	ck_assert_uint_eq(lookup.n_address, 4);
	for (i = 0; i < 4; i++) {
		ck_assert_uint_eq(lookup.address[i].address, want[i].address);
		ck_assert_uint_eq(lookup.address[i].preference,
		    want[i].preference);
	}
	lookup_free(&lookup);
	facts_free(&facts);
}
END_TEST

static const struct {
	const char *domain;
	unsigned rounds;
	const char *last;
} aliases[] = {
	{ "d.test", 0, "d.test" },
	{ "d.test.", 1, "d.test" },
	{ "d.test...", 3, "d.test" },
	{ "[d.test]", 0, "[d.test]" },
	{ "one.test", 1, "two.test" },
	{ "one.test.", 2, "two.test" },
	{ "loop.test", 10, "loop.test" },
};

START_TEST(alias)
{
	static const struct said said[] = {
		{ "one.test", WIRE_CNAME, ANSWER_FOUND,
		    { "CNAME two.test" }, 0 },
		{ "loop.test", WIRE_CNAME, ANSWER_FOUND,
		    { "CNAME loop.test" }, 0 },
		{ NULL, 0, 0, { NULL }, 0 }
	};
	struct facts facts = { 0 };
	struct lookup lookup;
	char asked[1024];

	look_up(&lookup, &facts, "notqmail-1.08", aliases[_i].domain, NULL,
	    said, false, asked, sizeof asked);
	ck_assert_uint_eq(lookup.alias_rounds, aliases[_i].rounds);
	ck_assert_str_eq(lookup.alias, aliases[_i].last);
	ck_assert(lookup.is_alias == (aliases[_i].rounds > 0));
	lookup_free(&lookup);
	facts_free(&facts);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("facts");
	TCase *tcase = tcase_create("facts");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, asked_once_and_learnt_once);
	tcase_add_test(tcase, frozen_wants_nothing);
	tcase_add_test(tcase, decided_wants_for_findings);
	tcase_add_test(tcase, room_is_filled_to_the_end);
	tcase_add_test(tcase, whose_data_has_to_fit);
	tcase_add_test(tcase, addresses_that_nobody_knows);
	tcase_add_test(tcase, many_facts);
	tcase_add_loop_test(tcase, lookups, 0, sizeof cases / sizeof cases[0]);
	tcase_add_test(tcase, order_of_addresses);
	tcase_add_loop_test(tcase, alias, 0,
	    sizeof aliases / sizeof aliases[0]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
