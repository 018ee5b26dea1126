/*
 * The largest replies there can be: each is read in little time and memory.
 * The bounds are far from what is measured (under 5 ms), so that a slow and
 * instrumented machine passes too.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "wire/wire.h"

enum {
	CPU_MS = 1000,		/* for one reply, at most */
	MEMORY = 32 << 20,	/* octets that an answer holds on to */
	NAME_AT = 12,		/* where the question's name stands */
	LABELS = 126		/* of one octet, in the long question */
};

struct reply {
	struct wire_query query;
	uint8_t *bytes;		/* WIRE_MESSAGE octets */
	size_t len;
	unsigned n;		/* answer records */
};

static void
put16(struct reply *reply, unsigned number)
{
	ck_assert_uint_le(reply->len + 2, WIRE_MESSAGE);
	reply->bytes[reply->len++] = (uint8_t)(number >> 8);
	reply->bytes[reply->len++] = (uint8_t)number;
}

static void
put_octets(struct reply *reply, const void *octets, size_t len)
{
	ck_assert_uint_le(reply->len + len, WIRE_MESSAGE);
	memcpy(reply->bytes + reply->len, octets, len);
	reply->len += len;
}

static void
begin(struct reply *reply, const char *name, uint16_t type)
{
	struct question question = { name, type };

	memset(reply, 0, sizeof *reply);
	ck_assert_int_eq(wire_make_query(&reply->query, &question, 7, 0),
	    WIRE_MADE);
	reply->bytes = calloc(1, WIRE_MESSAGE);
	ck_assert_ptr_nonnull(reply->bytes);
	put_octets(reply, reply->query.bytes, reply->query.len);
	reply->bytes[2] |= 0x84;
	reply->bytes[3] = 0x80;
}

/* owner (a pointer), type, class, TTL, RDLENGTH; the RDATA is to follow */
static void
put_record(struct reply *reply, size_t owner, unsigned type, size_t rdlength)
{
	put16(reply, 0xc000 | (unsigned)owner);
	put16(reply, type);
	put16(reply, 1);
	put16(reply, 0);
	put16(reply, 300);
	put16(reply, (unsigned)rdlength);
	reply->n++;
}

static void
set_count(struct reply *reply, unsigned n)
{
	reply->bytes[6] = (uint8_t)(n >> 8);
	reply->bytes[7] = (uint8_t)n;
}

/* Reads it within the bounds; the answer is the caller's. */
static void
read_reply(struct reply *reply, struct answer *answer)
{
	clock_t begun;
	double ms;

	ck_assert(wire_is_reply(&reply->query, reply->bytes, reply->len));
	begun = clock();
	ck_assert_int_eq(wire_read(answer, &reply->query, reply->bytes,
	    reply->len), 0);
	ms = (double)(clock() - begun) * 1000 / CLOCKS_PER_SEC;
	ck_assert_msg(ms < CPU_MS, "%.1f ms", ms);
	ck_assert_uint_le(answer_weight(answer), MEMORY);
	free(reply->bytes);
}

/* what is read of a reply whose records are all fine */
static void
read_all(struct reply *reply, size_t n)
{
	struct answer answer;
	size_t len = reply->len;

	set_count(reply, reply->n);
	read_reply(reply, &answer);
	ck_assert_int_eq(answer.class, ANSWER_FOUND);
	ck_assert_uint_eq(answer.n, n);
	ck_assert_uint_eq(answer.end, len);
	answer_free(&answer);
}

static void
long_name(char *name)
{
	int i;

	for (i = 0; i < LABELS; i++) {
		*name++ = (char)('a' + i % 26);
		*name++ = '.';
	}
	name[-1] = '\0';
}

START_TEST(most_exchangers)
{
	struct reply reply;
	int i;

	begin(&reply, "example.com", WIRE_MX);
	for (i = 0; i < 3275; i++) {
		put_record(&reply, NAME_AT, WIRE_MX, 8);
		put16(&reply, (unsigned)i);
		put_octets(&reply, "\3abc", 4);
		put16(&reply, 0xc000 | NAME_AT);
	}
	read_all(&reply, 3275);
}
END_TEST

START_TEST(most_addresses)
{
	struct reply reply;
	int i;

	begin(&reply, "example.com", WIRE_A);
	for (i = 0; i < 4000; i++) {
		put_record(&reply, NAME_AT, WIRE_A, 4);
		put_octets(&reply, "\300\0\2\1", 4);
	}
	read_all(&reply, 4000);
}
END_TEST

START_TEST(chain_of_aliases)
{
	struct reply reply;
	size_t owner = NAME_AT, next;
	int i;

	begin(&reply, "example.com", WIRE_A);
	for (i = 0; i < 100; i++) {
		put_record(&reply, owner, WIRE_CNAME, 6);
		next = reply.len;
		put_octets(&reply, (char[]){ 3, 'c', (char)('0' + i / 10),
		    (char)('0' + i % 10) }, 4);
		put16(&reply, 0xc000 | NAME_AT);
		owner = next;
	}
	put_record(&reply, owner, WIRE_A, 4);
	put_octets(&reply, "\300\0\2\1", 4);
	read_all(&reply, 101);
}
END_TEST

START_TEST(longest_names)
{
	char name[2 * LABELS + 1];
	struct reply reply;
	int i;

	long_name(name);
	begin(&reply, name, WIRE_MX);
	for (i = 0; i < 3422; i++) {
		put_record(&reply, NAME_AT, WIRE_MX, 6);
		put16(&reply, 10);
		put_octets(&reply, "\1x", 2);
		put16(&reply, 0xc000 | NAME_AT);
	}
	read_all(&reply, 3422);
}
END_TEST

/* every record's name goes through as many pointers as are followed */
START_TEST(most_pointers)
{
	struct reply reply;
	size_t first, at;
	int i;

	begin(&reply, "example.com", WIRE_MX);
	put_record(&reply, NAME_AT, 250, 2 * 126);
	first = at = reply.len;
	put16(&reply, 0xc000 | NAME_AT);
	for (i = 1; i < 126; i++) {
		put16(&reply, 0xc000 | (unsigned)at);
		at += 2;
	}
	ck_assert_uint_eq(reply.len, first + 2 * 126);
	for (i = 0; i < 4000; i++) {
		put_record(&reply, NAME_AT, WIRE_MX, 4);
		put16(&reply, 10);
		put16(&reply, 0xc000 | (unsigned)at);
	}
	read_all(&reply, 4000);
}
END_TEST

/* one pointer more in each: nothing is taken, and it is said */
START_TEST(too_many_pointers)
{
	struct reply reply;
	struct answer answer;
	size_t at;
	int i;

	begin(&reply, "example.com", WIRE_MX);
	put_record(&reply, NAME_AT, 250, 2 * 4000);
	at = reply.len;
	put16(&reply, 0xc000 | NAME_AT);
	for (i = 1; i < 4000; i++) {
		put16(&reply, 0xc000 | (unsigned)at);
		at += 2;
	}
	for (i = 0; i < 3000; i++) {
		put_record(&reply, NAME_AT, WIRE_MX, 4);
		put16(&reply, 10);
		put16(&reply, 0xc000 | (unsigned)at);
	}
	set_count(&reply, reply.n);
	read_reply(&reply, &answer);
	ck_assert_int_eq(answer.class, ANSWER_SOFT);
	ck_assert_uint_eq(answer.odd & ODD_REFUSED, ODD_REFUSED);
	ck_assert_uint_eq(answer.n, 0);
	answer_free(&answer);
}
END_TEST

START_TEST(most_records)
{
	static const uint8_t empty[11] = { 0, 0, 250, 0, 255 };
	struct reply reply;

	begin(&reply, "a.test", WIRE_A);
	while (reply.len + sizeof empty <= WIRE_MESSAGE) {
		put_octets(&reply, empty, sizeof empty);
		reply.n++;
	}
	ck_assert_uint_gt(reply.n, 5900);
	read_all(&reply, 0);
}
END_TEST

START_TEST(count_that_lies)
{
	struct reply reply;
	struct answer answer;

	begin(&reply, "a.test", WIRE_A);
	put_record(&reply, NAME_AT, WIRE_A, 4);
	put_octets(&reply, "\300\0\2\1", 4);
	set_count(&reply, 65535);
	read_reply(&reply, &answer);
	ck_assert_int_eq(answer.class, ANSWER_SOFT);
	ck_assert_uint_eq(answer.n, 1);
	answer_free(&answer);
}
END_TEST

/* the largest there is, of labels that point at each other */
START_TEST(loops)
{
	struct reply reply;
	struct answer answer;

	begin(&reply, "a.test", WIRE_MX);
	while (reply.len + 16 <= WIRE_MESSAGE) {
		put_record(&reply, NAME_AT, WIRE_MX, 4);
		put16(&reply, 10);
		put16(&reply, 0xc000 | (unsigned)(reply.len & 0x3fff));
	}
	set_count(&reply, reply.n);
	read_reply(&reply, &answer);
	ck_assert_int_eq(answer.class, ANSWER_SOFT);
	ck_assert_uint_eq(answer.n, 0);
	answer_free(&answer);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bounds");
	TCase *tcase = tcase_create("replies");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, most_exchangers);
	tcase_add_test(tcase, most_addresses);
	tcase_add_test(tcase, chain_of_aliases);
	tcase_add_test(tcase, longest_names);
	tcase_add_test(tcase, most_pointers);
	tcase_add_test(tcase, too_many_pointers);
	tcase_add_test(tcase, most_records);
	tcase_add_test(tcase, count_that_lies);
	tcase_add_test(tcase, loops);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
