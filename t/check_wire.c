/* wire*.c: queries, names, replies; held against the C library's resolver. */
#include <sys/types.h>
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/guard.h"
#include "wire/name.h"
#include "wire/wire.h"

/* <resolv.h> itself is out of reach behind our own file of that name. */
int
dn_expand(const unsigned char *, const unsigned char *, const unsigned char *,
    char *, int);

enum { HEAD = 12, TTL = 300, MOST = WIRE_MESSAGE };

/* where it runs a million times: ck_assert writes down where it stands */
#define MUST(what) \
	do { if (!(what)) ck_abort_msg("%s", #what); } while (0)

struct message {
	uint8_t bytes[MOST];
	size_t len;
};

/* A generator of one's own, so that a failure comes again. */
static unsigned
next_random(uint32_t *state)
{
	*state = *state * 1103515245u + 12345u;
	return *state >> 16 & 0x7fff;
}

static void
put(struct message *message, const void *from, size_t len)
{
	MUST(len <= MOST - message->len);
	memcpy(message->bytes + message->len, from, len);
	message->len += len;
}

static void
put16(struct message *message, unsigned value)
{
	uint8_t octets[2] = { (uint8_t)(value >> 8), (uint8_t)value };

	put(message, octets, 2);
}

static void
set16(struct message *message, size_t at, unsigned value)
{
	message->bytes[at] = (uint8_t)(value >> 8);
	message->bytes[at + 1] = (uint8_t)value;
}

static void
put_name(struct message *message, const char *text)
{
	struct wire_name name;
	bool is_absolute;

	MUST(wire_name_read(&name, text, strlen(text), &is_absolute));
	put(message, name.bytes, name.len);
}

static void
ask(struct wire_query *query, const char *name, uint16_t type)
{
	struct question question = { name, type };

	MUST(wire_make_query(query, &question, 0x1234, 0) == WIRE_MADE);
}

/* A reply's header and question, without records. */
static void
start(struct message *reply, const struct wire_query *query, unsigned flags)
{
	reply->len = 0;
	put(reply, query->bytes, query->len);
	set16(reply, 2, flags);
}

static void
add(struct message *reply, unsigned type, const void *rdata, size_t len)
{
	set16(reply, 6, (unsigned)(reply->bytes[6] << 8 | reply->bytes[7]) +
	    1);
	put16(reply, 0xc000 | HEAD);
	put16(reply, type);
	put16(reply, 1);
	put16(reply, 0);
	put16(reply, TTL);
	put16(reply, (unsigned)len);
	put(reply, rdata, len);
}

/* Reads from a copy of exactly its size, so that a read past it is seen. */
static void
read_exact(struct answer *answer, const struct wire_query *query,
    const uint8_t *bytes, size_t len)
{
	uint8_t *copy = malloc(len > 0 ? len : 1);

	MUST(copy != NULL);
	memcpy(copy, bytes, len);
	wire_is_reply(query, copy, len);
	wire_is_next_server(copy, len);
	MUST(wire_read(answer, query, copy, len) == 0);
	free(copy);
}

static void
read_reply(struct answer *answer, const struct wire_query *query,
    const struct message *reply)
{
	read_exact(answer, query, reply->bytes, reply->len);
}

/* --- names --- */

START_TEST(names_read_as_ns_name_pton)
{
	static const char alphabet[] = "ab.\\0129.. \"@";
	uint32_t state = 1;
	char text[300];
	uint8_t bytes[WIRE_OCTETS];
	struct wire_name name;
	bool is_absolute;
	size_t i, len;
	int round, want;

	for (round = 0; round < 80000; round++) {
		len = next_random(&state) % (round % 50 == 0 ? 299 : 14);
		for (i = 0; i < len; i++)
			text[i] = round % 100 == 0 && i % 60 != 59 ? 'x' :
			    alphabet[next_random(&state) %
			    (sizeof alphabet - 1)];
		text[len] = '\0';
		want = ns_name_pton(text, bytes, sizeof bytes);
		if (wire_name_read(&name, text, len, &is_absolute) !=
		    (want != -1))
			ck_abort_msg("%s", text);
		if (want == -1)
			continue;
		if (is_absolute != (want == 1) ||
		    memcmp(name.bytes, bytes, name.len) != 0)
			ck_abort_msg("%s", text);
	}
}
END_TEST

START_TEST(names_of_every_octet_go_round)
{
	struct wire_name name, back;
	char text[WIRE_NAME], want[WIRE_NAME];
	bool is_absolute;
	size_t len;
	int octet;

	for (octet = 0; octet < 256; octet++) {
		name.len = 5;
		memcpy(name.bytes, "\003a?b", name.len);
		name.bytes[2] = (uint8_t)octet;
		len = wire_name_write(text, name.bytes);
		ck_assert_uint_eq(len, strlen(text));
		ck_assert_int_ge(ns_name_ntop(name.bytes, want, sizeof want),
		    0);
		ck_assert_str_eq(text, want);
		ck_assert(wire_name_read(&back, text, len, &is_absolute));
		ck_assert_uint_eq(back.len, name.len);
		ck_assert_mem_eq(back.bytes, name.bytes, name.len);
	}
}
END_TEST

START_TEST(longest_name_fits)
{
	struct wire_name name;
	char text[WIRE_NAME];
	size_t i;

	memset(name.bytes, 0xff, sizeof name.bytes);
	for (i = 0; i < 4; i++)
		name.bytes[i * 64] = i == 3 ? 61 : 63;
	name.bytes[254] = 0;
	name.len = 255;
	ck_assert_uint_eq(wire_name_write(text, name.bytes), 250 * 4 + 3);
	name.bytes[0] = 0;
	ck_assert_uint_eq(wire_name_write(text, name.bytes), 0);
	ck_assert_str_eq(text, "");
}
END_TEST

/* --- queries --- */

START_TEST(query_is_plain)
{
	static const uint8_t want[] = "\x12\x34\x01\0\0\1\0\0\0\0\0\0"
	    "\7Example\3com\0\0\17\0\1";
	struct wire_query query;

	ask(&query, "Example.com.", WIRE_MX);
	ck_assert_uint_eq(query.len, sizeof want - 1);
	ck_assert_mem_eq(query.bytes, want, query.len);
	ck_assert_uint_eq(wire_id(query.bytes), 0x1234);
	wire_set_id(&query, 0xfedc);
	ck_assert_uint_eq(wire_id(query.bytes), 0xfedc);
}
END_TEST

START_TEST(query_with_opt)
{
	static const uint8_t want[] = "\x12\x34\x01\0\0\1\0\0\0\0\0\1"
	    "\0\0\1\0\1" "\0\0\51\2\1\0\0\0\0\0\0";
	struct question question = { "", WIRE_A };
	struct wire_query query;

	ck_assert_int_eq(wire_make_query(&query, &question, 0x1234, 513),
	    WIRE_MADE);
	ck_assert_uint_eq(query.len, sizeof want - 1);
	ck_assert_mem_eq(query.bytes, want, query.len);
}
END_TEST

static int
can_send(const char *name)
{
	struct question question = { name, WIRE_A };
	struct wire_query query;

	return wire_make_query(&query, &question, 1, 1200) == WIRE_MADE;
}

START_TEST(unsendable_names)
{
	char text[300];
	size_t i;

	ck_assert(can_send(""));
	ck_assert(can_send("."));
	ck_assert(can_send("a."));
	ck_assert(can_send("\001\377 \\000"));
	ck_assert(!can_send(".."));
	ck_assert(!can_send(".a"));
	ck_assert(!can_send("a..b"));
	ck_assert(!can_send("a.."));
	ck_assert(!can_send("a\\"));
	ck_assert(!can_send("a\\25"));
	ck_assert(!can_send("a\\256"));
	memset(text, 'a', sizeof text);
	text[64] = '\0';
	ck_assert(!can_send(text));
	text[63] = '\0';
	ck_assert(can_send(text));
	for (i = 0; i < sizeof text; i++)
		text[i] = i % 2 == 0 ? 'a' : '.';
	text[253] = '\0';	/* 127 labels: 255 octets */
	ck_assert(can_send(text));
	text[253] = '.';
	text[254] = '\0';
	ck_assert(can_send(text));
	text[254] = 'a';
	text[255] = '\0';
	ck_assert(!can_send(text));
}
END_TEST

START_TEST(whose_reply)
{
	struct wire_query query;
	struct message reply;
	size_t len, i;

	ask(&query, "Example.com", WIRE_MX);
	start(&reply, &query, 0x8180);
	len = reply.len;
	ck_assert(wire_is_reply(&query, reply.bytes, len));
	reply.bytes[HEAD + 1] = 'e';		/* case */
	ck_assert(wire_is_reply(&query, reply.bytes, len));
	for (i = 0; i < len; i++)
		ck_assert(!wire_is_reply(&query, reply.bytes, i));
	for (i = 0; i < len; i++) {		/* one octet another */
		if ((i >= 2 && i < 4) || (i >= 6 && i < HEAD))
			continue;
		reply.bytes[i] ^= 1;
		ck_assert_msg(!wire_is_reply(&query, reply.bytes, len), "%u",
		    (unsigned)i);
		reply.bytes[i] ^= 1;
	}
	for (i = 0; i < 16; i++) {		/* opcodes */
		reply.bytes[2] = (uint8_t)(0x87 | i << 3);
		ck_assert_int_eq(wire_is_reply(&query, reply.bytes, len),
		    i == 0);
	}
	reply.bytes[2] = 0x01;			/* a query */
	ck_assert(!wire_is_reply(&query, reply.bytes, len));
	ask(&query, "a", 'A');			/* the type has no case */
	start(&reply, &query, 0x8180);
	reply.bytes[HEAD + 4] = 'a';
	ck_assert(!wire_is_reply(&query, reply.bytes, reply.len));
}
END_TEST

/* --- what an answer is --- */

static const struct {
	unsigned flags;
	bool has_answer, has_additional, is_next;
	enum answer_class udp, tcp;
} classes[] = {
	{ 0x8180, true, false, false, ANSWER_FOUND, ANSWER_FOUND },
	{ 0x8180, false, false, false, ANSWER_HARD, ANSWER_HARD },
	{ 0x8181, true, false, false, ANSWER_HARD, ANSWER_HARD },
	{ 0x8181, false, false, false, ANSWER_HARD, ANSWER_HARD },
	{ 0x8182, false, false, true, ANSWER_SOFT, ANSWER_SOFT },
	{ 0x8182, true, false, true, ANSWER_SOFT, ANSWER_SOFT },
	{ 0x8183, false, false, false, ANSWER_HARD, ANSWER_HARD },
	{ 0x8183, true, false, false, ANSWER_HARD, ANSWER_HARD },
	{ 0x8184, false, false, true, ANSWER_SOFT, ANSWER_HARD },
	{ 0x8185, false, false, true, ANSWER_SOFT, ANSWER_HARD },
	{ 0x8186, false, false, false, ANSWER_HARD, ANSWER_HARD },
	{ 0x818f, false, false, false, ANSWER_HARD, ANSWER_HARD },
	/* a lame referral: AA and RA clear, nothing answered or added */
	{ 0x8000, false, false, true, ANSWER_SOFT, ANSWER_HARD },
	{ 0x8000, false, true, false, ANSWER_HARD, ANSWER_HARD },
	{ 0x8000, true, false, false, ANSWER_FOUND, ANSWER_FOUND },
	{ 0x8400, false, false, false, ANSWER_HARD, ANSWER_HARD },
	{ 0x8080, false, false, false, ANSWER_HARD, ANSWER_HARD }
};

START_TEST(class_by_header)
{
	struct wire_query query;
	struct message reply;
	struct answer answer;

	ask(&query, "a.test", WIRE_A);
	start(&reply, &query, classes[_i].flags);
	set16(&reply, 8, 7);		/* authority: never looked at */
	set16(&reply, 10, classes[_i].has_additional ? 9 : 0);
	if (classes[_i].has_answer)
		add(&reply, WIRE_A, "\1\2\3\4", 4);
	ck_assert(wire_is_reply(&query, reply.bytes, reply.len));
	ck_assert_int_eq(wire_is_next_server(reply.bytes, reply.len),
	    classes[_i].is_next);
	read_reply(&answer, &query, &reply);
	ck_assert_int_eq(answer.class, classes[_i].udp);
	ck_assert_int_eq(answer.rcode, (int)classes[_i].flags & 15);
	ck_assert_uint_eq(answer.size, reply.len);
	ck_assert_uint_eq(answer.n, answer.class == ANSWER_FOUND);
	wire_by_tcp(&answer);
	ck_assert_int_eq(answer.class, classes[_i].tcp);
	answer_free(&answer);
}
END_TEST

START_TEST(no_message)
{
	struct answer answer;

	answer_none(&answer, ANSWER_SOFT);
	ck_assert_int_eq(answer.rcode, -1);
	ck_assert_uint_eq(answer.size, 0);
	wire_by_tcp(&answer);
	ck_assert_int_eq(answer.class, ANSWER_SOFT);
	answer_none(&answer, ANSWER_HARD);
	ck_assert_int_eq(answer.class, ANSWER_HARD);
	answer_free(&answer);
}
END_TEST

/* One record whose RDATA is all there, unless `claims` says otherwise. */
static const struct {
	uint16_t asked, type;
	const char *rdata;
	size_t len;
	int claims;			/* RDLENGTH; -1: len */
	enum answer_class class;
	size_t n;
	unsigned odd;
	const char *name;		/* NULL: none */
	uint32_t address;
} records[] = {
	{ WIRE_A, WIRE_A, "\1\2\3\377", 4, -1, ANSWER_FOUND, 1, 0, NULL,
	    0x010203ff },
	{ WIRE_A, WIRE_A, "\1\2\3\4xx", 6, -1, ANSWER_FOUND, 1,
	    ODD_LONG_ADDRESS, NULL, 0x01020304 },
	{ WIRE_A, WIRE_A, "\1\2\3\4x", 5, -1, ANSWER_FOUND, 1,
	    ODD_LONG_ADDRESS, NULL, 0x01020304 },
	{ WIRE_A, WIRE_A, "\1\2\3", 3, -1, ANSWER_SOFT, 0, ODD_SHORT_RECORD,
	    NULL, 0 },
	{ WIRE_A, WIRE_A, "", 0, -1, ANSWER_SOFT, 0, ODD_SHORT_RECORD, NULL,
	    0 },
	/* RDLENGTH past the message: qmail takes what is there */
	{ WIRE_A, WIRE_A, "\1\2\3\4", 4, 9999, ANSWER_FOUND, 1,
	    ODD_LONG_ADDRESS, NULL, 0x01020304 },
	{ WIRE_A, WIRE_A, "\1\2\3", 3, 4, ANSWER_FOUND, 1, ODD_BEYOND, NULL,
	    0 },
	{ WIRE_A, WIRE_A, "", 0, 9999, ANSWER_FOUND, 1,
	    ODD_BEYOND | ODD_LONG_ADDRESS, NULL, 0 },
	{ WIRE_AAAA, WIRE_AAAA, "0123456789abcde", 15, 16, ANSWER_FOUND, 1,
	    ODD_BEYOND, NULL, 0 },
	{ WIRE_MX, WIRE_MX, "\0\12\1a\4test", 10, -1, ANSWER_FOUND, 1, 0,
	    "a.test", 0 },
	{ WIRE_MX, WIRE_MX, "\0\12\300\14", 4, -1, ANSWER_FOUND, 1, 0,
	    "q.test", 0 },
	{ WIRE_MX, WIRE_MX, "\0\12\1b\300\14", 6, -1, ANSWER_FOUND, 1, 0,
	    "b.q.test", 0 },
	{ WIRE_MX, WIRE_MX, "\0\12\0", 3, -1, ANSWER_FOUND, 1, 0, "", 0 },
	{ WIRE_MX, WIRE_MX, "\0\12\1a\4test\0zzzz", 14, -1, ANSWER_FOUND, 1,
	    ODD_NAME_LENGTH, "a.test", 0 },
	{ WIRE_MX, WIRE_MX, "\0\12\1a\4test", 10, 3, ANSWER_FOUND, 1,
	    ODD_NAME_LENGTH, "a.test", 0 },
	{ WIRE_MX, WIRE_MX, "\0\12\1a\4test", 10, 65535, ANSWER_FOUND, 1,
	    ODD_NAME_LENGTH, "a.test", 0 },
	{ WIRE_MX, WIRE_MX, "\0\12", 2, -1, ANSWER_SOFT, 0, ODD_SHORT_RECORD,
	    NULL, 0 },
	{ WIRE_MX, WIRE_MX, "\0\12", 2, 3, ANSWER_SOFT, 0, ODD_BREAKS_OFF,
	    NULL, 0 },
	{ WIRE_MX, WIRE_MX, "\0\12\1a\4tes", 8, -1, ANSWER_SOFT, 0,
	    ODD_BREAKS_OFF, NULL, 0 },
	{ WIRE_MX, WIRE_MX, "\0\12\300", 3, -1, ANSWER_SOFT, 0,
	    ODD_BREAKS_OFF, NULL, 0 },
	{ WIRE_MX, WIRE_MX, "\0\12\377\377", 4, -1, ANSWER_SOFT, 0,
	    ODD_BREAKS_OFF, NULL, 0 },
	{ WIRE_MX, WIRE_MX, "\0\12\100a\0", 5, -1, ANSWER_SOFT, 0,
	    ODD_BREAKS_OFF, NULL, 0 },
	{ WIRE_MX, WIRE_MX, "\0\12\200a\0", 5, -1, ANSWER_SOFT, 0,
	    ODD_BREAKS_OFF, NULL, 0 },
	/* the name points at itself: at 12 + 8 + 4, then 12 more and 2 */
	{ WIRE_MX, WIRE_MX, "\0\12\300\46", 4, -1, ANSWER_SOFT, 0,
	    ODD_BREAKS_OFF, NULL, 0 },
	{ WIRE_CNAME, WIRE_CNAME, "\1a\4test", 8, -1, ANSWER_FOUND, 1, 0,
	    "a.test", 0 },
	{ WIRE_ANY, WIRE_CNAME, "\1a\4test", 8, -1, ANSWER_FOUND, 1, 0,
	    "a.test", 0 },
	{ WIRE_CNAME, WIRE_CNAME, "\1a\4test", 8, 0, ANSWER_FOUND, 1,
	    ODD_NAME_LENGTH, "a.test", 0 },
	{ WIRE_CNAME, WIRE_CNAME, "", 0, -1, ANSWER_SOFT, 0, ODD_BREAKS_OFF,
	    NULL, 0 },
	{ WIRE_ANY, WIRE_CNAME, "", 0, -1, ANSWER_SOFT, 0, ODD_BREAKS_OFF,
	    NULL, 0 },
	{ WIRE_ANY, WIRE_MX, "\0\12", 2, -1, ANSWER_FOUND, 0, 0, NULL, 0 },
	/* other types go by their length; an alias is kept when it can be */
	{ WIRE_A, 41, "", 0, -1, ANSWER_FOUND, 0, 0, NULL, 0 },
	{ WIRE_A, 99, "ab", 2, 600, ANSWER_FOUND, 0, 0, NULL, 0 },
	{ WIRE_A, WIRE_CNAME, "\1a\4test", 8, -1, ANSWER_FOUND, 1, 0,
	    "a.test", 0 },
	{ WIRE_A, WIRE_CNAME, "\300\44", 2, -1, ANSWER_FOUND, 0, 0, NULL, 0 },
	{ WIRE_MX, WIRE_A, "\1", 1, -1, ANSWER_FOUND, 0, 0, NULL, 0 },
	{ WIRE_AAAA, WIRE_AAAA, "0123456789abcdef", 16, -1, ANSWER_FOUND, 1,
	    0, NULL, 0 },
	{ WIRE_AAAA, WIRE_AAAA, "0123456789abcde", 15, -1, ANSWER_SOFT, 0,
	    ODD_SHORT_RECORD, NULL, 0 },
	{ 16, 16, "\1a", 2, -1, ANSWER_FOUND, 0, 0, NULL, 0 }
};

START_TEST(one_record)
{
	const char *rdata = records[_i].rdata;
	size_t len = records[_i].len;
	struct wire_query query;
	struct message reply;
	struct answer answer;

	ask(&query, "q.test", records[_i].asked);
	start(&reply, &query, 0x8180);
	/* a name's final zero is the string's own */
	if (records[_i].name != NULL && len > 0 && rdata[len - 1] == 't')
		len++;
	add(&reply, records[_i].type, rdata, len);
	if (records[_i].claims != -1)
		set16(&reply, reply.len - len - 2,
		    (unsigned)records[_i].claims);
	read_reply(&answer, &query, &reply);
	ck_assert_int_eq(answer.class, records[_i].class);
	ck_assert_uint_eq(answer.odd, records[_i].odd);
	ck_assert_uint_eq(answer.n, records[_i].n);
	if (answer.class == ANSWER_FOUND)
		ck_assert_uint_eq(answer.end,
		    records[_i].claims == -1 ||
		    records[_i].claims > (int)len ?
		    reply.len : reply.len - len +
		    (size_t)records[_i].claims);
	if (answer.n == 1) {
		ck_assert_int_eq(answer.record->type, records[_i].type);
		ck_assert_uint_eq(answer.record->fixed, reply.len - len);
		ck_assert_uint_eq(answer.record->fixed, answer.fixed);
		ck_assert(answer_has_data(&answer, answer.record, 65536) ==
		    ((answer.odd & ODD_BEYOND) == 0));
		ck_assert_uint_eq(answer.record->address,
		    records[_i].address);
		ck_assert_pstr_eq(answer.record->name, records[_i].name);
		if (records[_i].type == WIRE_MX)
			ck_assert_uint_eq(answer.record->preference, 10);
		if (records[_i].type == WIRE_AAAA && answer.odd == 0)
			ck_assert_mem_eq(answer.record->address6, rdata, 16);
	}
	/* what breaks off is soft by TCP too */
	wire_by_tcp(&answer);
	ck_assert_int_eq(answer.class, records[_i].class);
	answer_free(&answer);
}
END_TEST

START_TEST(a_break_keeps_what_came_before)
{
	struct wire_query query;
	struct message reply;
	struct answer answer, copy;

	ask(&query, "q.test", WIRE_A);
	start(&reply, &query, 0x8380);
	add(&reply, WIRE_CNAME, "\1a\4test", 8);
	add(&reply, WIRE_A, "\1\2\3\4", 4);
	add(&reply, WIRE_A, "\1\2\3", 3);
	add(&reply, WIRE_A, "\1\2\3\5", 4);
	read_reply(&answer, &query, &reply);
	ck_assert_int_eq(answer.class, ANSWER_SOFT);
	ck_assert_uint_eq(answer.odd, ODD_SHORT_RECORD | ODD_TRUNCATED);
	ck_assert_uint_eq(answer.n, 2);
	ck_assert_str_eq(answer.record[0].name, "a.test");
	ck_assert_uint_eq(answer.record[1].fixed, reply.len - 31 - 4);
	ck_assert_uint_eq(answer.record[1].needs, reply.len - 31);
	ck_assert_uint_eq(answer.fixed, reply.len - 16 - 3);
	ck_assert_int_eq(answer_copy(&copy, &answer), 0);
	ck_assert_uint_eq(answer_weight(&copy), answer_weight(&answer));
	ck_assert_uint_eq(answer_weight(&copy), sizeof copy +
	    2 * sizeof(struct record) + sizeof "a.test");
	answer_free(&answer);
	ck_assert_uint_eq(copy.record[1].address, 0x01020304);
	ck_assert_str_eq(copy.record[0].name, "a.test");
	answer_free(&copy);

	start(&reply, &query, 0x8180);
	add(&reply, WIRE_A, "\1\2\3\4", 4);
	set16(&reply, 6, 2);
	read_reply(&answer, &query, &reply);
	ck_assert_int_eq(answer.class, ANSWER_SOFT);
	ck_assert_uint_eq(answer.odd, ODD_BREAKS_OFF);
	ck_assert_uint_eq(answer.n, 1);
	wire_by_tcp(&answer);
	ck_assert_int_eq(answer.class, ANSWER_SOFT);
	answer_free(&answer);
}
END_TEST

/* qmail does not read them there: after one that is broken none is shown */
START_TEST(an_alias_that_is_passed_over)
{
	struct wire_query query;
	struct message reply;
	struct answer answer;

	ask(&query, "q.test", WIRE_A);
	start(&reply, &query, 0x8180);
	add(&reply, WIRE_CNAME, "\377", 1);
	add(&reply, WIRE_CNAME, "\1a\4test", 8);
	add(&reply, WIRE_A, "\1\2\3\4", 4);
	read_reply(&answer, &query, &reply);
	ck_assert_int_eq(answer.class, ANSWER_FOUND);
	ck_assert_uint_eq(answer.n, 1);
	ck_assert_int_eq(answer.record->type, WIRE_A);
	answer_free(&answer);
}
END_TEST

/* an escape that the text's length cuts short, whatever stands behind */
START_TEST(an_escape_is_not_read_past_its_text)
{
	static const char text[] = "a\\012";
	struct wire_name name;
	bool is_absolute;

	ck_assert(wire_name_read(&name, text, 5, &is_absolute));
	ck_assert(!wire_name_read(&name, text, 4, &is_absolute));
	ck_assert(!wire_name_read(&name, text, 3, &is_absolute));
	ck_assert(!wire_name_read(&name, text, 2, &is_absolute));
	ck_assert(wire_name_read(&name, text, 1, &is_absolute));
}
END_TEST

START_TEST(whose_records)
{
	struct wire_query query;
	struct message reply;
	struct answer answer;
	size_t fixed;

	ask(&query, "q.test", WIRE_A);
	start(&reply, &query, 0x8180);
	add(&reply, WIRE_CNAME, "\1A\4test", 8);
	set16(&reply, 6, 2);	/* the alias's own, in another case */
	put_name(&reply, "a.TEST");
	fixed = reply.len;
	put(&reply, "\0\1\0\1\0\0\0\0\0\4\1\2\3\4", 14);
	put(&reply, "what follows", 12);
	read_reply(&answer, &query, &reply);
	ck_assert_int_eq(answer.class, ANSWER_FOUND);
	ck_assert_uint_eq(answer.odd, 0);
	ck_assert_uint_eq(answer.n, 2);
	ck_assert_uint_eq(answer.end, reply.len - 12);
	answer_free(&answer);
	reply.bytes[fixed - 2] = 'x';
	set16(&reply, fixed + 2, 3);
	read_reply(&answer, &query, &reply);
	ck_assert_int_eq(answer.class, ANSWER_FOUND);
	ck_assert_uint_eq(answer.odd, ODD_OTHER_OWNER | ODD_OTHER_CLASS);
	ck_assert_uint_eq(answer.n, 2);
	answer_free(&answer);
}
END_TEST

static void
add_for(struct message *reply, const char *owner, unsigned type,
    const void *rdata, size_t len)
{
	set16(reply, 6, (unsigned)(reply->bytes[6] << 8 | reply->bytes[7]) +
	    1);
	put_name(reply, owner);
	put16(reply, type);
	put16(reply, 1);
	put16(reply, 0);
	put16(reply, TTL);
	put16(reply, (unsigned)len);
	put(reply, rdata, len);
}

/* q.test, a1.test and so on, each an alias of the next; then addresses of the
   last one and of `owner`. */
static unsigned
odd_of_chain(int aliases, const char *owner)
{
	char name[16] = "q.test", rdata[] = "\2??\4test";
	struct wire_query query;
	struct message reply;
	struct answer answer;
	unsigned odd;
	int i;

	ask(&query, "q.test", WIRE_A);
	start(&reply, &query, 0x8180);
	for (i = 0; i < aliases; i++) {
		rdata[1] = 'a';
		rdata[2] = (char)('a' + i);
		add_for(&reply, name, WIRE_CNAME, rdata, sizeof rdata);
		snprintf(name, sizeof name, "A%c.Test", 'a' + i);
	}
	add_for(&reply, name, WIRE_A, "\1\2\3\4", 4);
	add_for(&reply, owner == NULL ? name : owner, WIRE_A, "\1\2\3\5", 4);
	read_reply(&answer, &query, &reply);
	ck_assert_int_eq(answer.class, ANSWER_FOUND);
	ck_assert_uint_eq(answer.n, (size_t)aliases + 2);
	odd = answer.odd;
	answer_free(&answer);
	return odd;
}

/* A chain is followed as long as resolvers follow one: 16 names; past that no
   owner is called another's. */
START_TEST(long_chains)
{
	int aliases;

	for (aliases = 0; aliases < 20; aliases++) {
		ck_assert_uint_eq(odd_of_chain(aliases, NULL), 0);
		ck_assert_uint_eq(odd_of_chain(aliases, "Q.test"), 0);
		ck_assert_uint_eq(odd_of_chain(aliases, "other.test"),
		    aliases < 16 ? ODD_OTHER_OWNER : 0);
	}
}
END_TEST

/* An MX whose name is `pointers` pointers long. */
static void
chain(struct message *reply, const struct wire_query *query, size_t pointers)
{
	size_t i, at;

	start(reply, query, 0x8180);
	add(reply, 99, "", 0);
	set16(reply, reply->len - 2, (unsigned)(2 * pointers));
	at = reply->len;
	for (i = 1; i < pointers; i++)
		put16(reply, (unsigned)(0xc000 | (at + 2 * i)));
	put16(reply, 0xc000 | HEAD);
	add(reply, WIRE_MX, "\0\12\300", 4);
	set16(reply, reply->len - 2, (unsigned)(0xc000 | (at + 2)));
}

START_TEST(pointers)
{
	struct wire_query query;
	struct message reply;
	struct answer answer;

	ask(&query, "q.test", WIRE_MX);
	chain(&reply, &query, WIRE_GUARD_POINTERS);
	read_reply(&answer, &query, &reply);
	ck_assert_int_eq(answer.class, ANSWER_FOUND);
	ck_assert_uint_eq(answer.odd, 0);
	ck_assert_str_eq(answer.record->name, "q.test");
	answer_free(&answer);
	chain(&reply, &query, WIRE_GUARD_POINTERS + 1);
	read_reply(&answer, &query, &reply);
	ck_assert_int_eq(answer.class, ANSWER_SOFT);
	ck_assert_uint_eq(answer.odd, ODD_REFUSED);
	ck_assert_uint_eq(answer.n, 0);
	answer_free(&answer);
	chain(&reply, &query, 8000);
	read_reply(&answer, &query, &reply);
	ck_assert_uint_eq(answer.odd, ODD_REFUSED);
	answer_free(&answer);
}
END_TEST

/* Labels of 63 and a last one so that the name has `octets`. */
static size_t
long_name(uint8_t *to, size_t octets)
{
	size_t at = 0, n;

	while (octets - at > 1) {
		n = octets - at - 2 > 63 ? 63 : octets - at - 2;
		if (octets - at - 2 == 64)
			n = 62;
		to[at] = (uint8_t)n;
		memset(to + at + 1, 'a', n);
		at += n + 1;
	}
	to[at++] = 0;
	return at;
}

START_TEST(long_names)
{
	uint8_t rdata[300] = { 0, 10 };
	struct wire_query query;
	struct message reply;
	struct answer answer;
	size_t octets, len;

	ask(&query, "q.test", WIRE_MX);
	for (octets = 253; octets < 258; octets++) {
		len = long_name(rdata + 2, octets);
		ck_assert_uint_eq(len, octets);
		start(&reply, &query, 0x8180);
		add(&reply, WIRE_MX, rdata, 2 + len);
		read_reply(&answer, &query, &reply);
		ck_assert_int_eq(answer.class, octets <= 255 ? ANSWER_FOUND :
		    ANSWER_SOFT);
		if (octets <= 255)
			ck_assert_uint_eq(strlen(answer.record->name),
			    octets - 2);
		answer_free(&answer);
	}
}
END_TEST

/* What a flavor with so much room reads: records whose fixed part ends in it,
   the last octet too. */
START_TEST(records_in_the_room)
{
	struct wire_query query;
	struct message reply;
	struct answer answer;
	size_t i, n, room, fixed;

	ask(&query, "q.test", WIRE_A);
	start(&reply, &query, 0x8180);
	for (i = 0; i < 3; i++)
		add(&reply, WIRE_A, "\1\2\3\4", 4);
	read_reply(&answer, &query, &reply);
	for (i = 0; i < 3; i++) {
		fixed = answer.record[i].fixed;
		for (room = fixed - 1; room <= fixed + 1; room++) {
			ck_assert_int_eq(answer_read(&answer, WIRE_A, room,
			    &n), room >= reply.len - 4 ? ANSWER_FOUND :
			    ANSWER_SOFT);
			ck_assert_uint_eq(n, room < fixed ? i : i + 1);
		}
	}
	answer_free(&answer);
}
END_TEST

/* A pointer may lead forward, behind what follows the name. */
START_TEST(a_name_reaches_forward)
{
	struct wire_query query;
	struct message reply;
	struct answer answer;
	size_t n, last;

	ask(&query, "q.test", WIRE_MX);
	start(&reply, &query, 0x8180);
	add(&reply, WIRE_MX, "\0\12\300\0", 4);
	last = reply.len;
	add(&reply, 16, "\1a\4test", 8);
	reply.bytes[last - 1] = (uint8_t)(reply.len - 8);
	read_reply(&answer, &query, &reply);
	ck_assert_int_eq(answer.class, ANSWER_FOUND);
	ck_assert_str_eq(answer.record->name, "a.test");
	ck_assert_uint_eq(answer.record->needs, reply.len);
	ck_assert(answer_is_cut(&answer, WIRE_MX, reply.len - 1));
	ck_assert(!answer_is_cut(&answer, WIRE_MX, reply.len));
	answer_free(&answer);
	/* an owner */
	start(&reply, &query, 0x8180);
	add(&reply, WIRE_MX, "\0\12\300\14", 4);
	reply.bytes[query.len + 1] = (uint8_t)reply.len;
	put_name(&reply, "a.test");
	read_reply(&answer, &query, &reply);
	ck_assert_uint_eq(answer.fixed, reply.len);
	ck_assert_int_eq(answer_read(&answer, WIRE_MX, reply.len - 1, &n),
	    ANSWER_SOFT);
	ck_assert_uint_eq(n, 0);
	answer_free(&answer);
}
END_TEST

/* The guard's own view of a question section that is cut. */
START_TEST(cut_question)
{
	struct wire_query query;
	struct wire_guard guard;
	struct message reply;
	size_t len;

	ask(&query, "q.test", WIRE_A);
	start(&reply, &query, 0x8180);
	for (len = 0; len < reply.len; len++)
		ck_assert_int_eq(wire_guard_start(&guard, reply.bytes, len),
		    GUARD_BROKEN);
	ck_assert_int_eq(wire_guard_start(&guard, reply.bytes, len),
	    GUARD_SAFE);
	ck_assert_uint_eq(guard.at, len);
}
END_TEST

/* --- the same by qmail's way --- */

enum oracle { ORACLE_RECORD, ORACLE_BEYOND, ORACLE_OTHER, ORACLE_SOFT };

/* dns.c: findip, findmx, findname with dn_expand; of addresses that reach past
   the message nobody knows the octets. */
static enum oracle
oracle_next(const uint8_t *message, size_t len, size_t *at, uint16_t type,
    char name[WIRE_NAME], size_t *rdata)
{
	const uint8_t *end = message + len;
	unsigned rrtype, rdlength;
	int n;

	if (*at >= len)
		return ORACLE_SOFT;
	n = dn_expand(message, end, message + *at, name, WIRE_NAME);
	if (n < 0 || len - *at - (size_t)n < 10)
		return ORACLE_SOFT;
	*at += (size_t)n + 10;
	*rdata = *at;
	rrtype = (unsigned)message[*at - 10] << 8 | message[*at - 9];
	rdlength = (unsigned)message[*at - 2] << 8 | message[*at - 1];
	*at += rdlength;
	if (rrtype != type)
		return ORACLE_OTHER;
	if (type == WIRE_A)
		return rdlength < 4 ? ORACLE_SOFT : len - *rdata < 4 ?
		    ORACLE_BEYOND : ORACLE_RECORD;
	if (type == WIRE_MX && (rdlength < 3 || len - *rdata < 3))
		return ORACLE_SOFT;
	if (*rdata >= len || dn_expand(message, end, message + *rdata +
	    (type == WIRE_MX ? 2 : 0), name, WIRE_NAME) < 0)
		return ORACLE_SOFT;
	return ORACLE_RECORD;
}

static void
compare_record(const struct record *record, const uint8_t *rdata,
    const char *name)
{
	if (record->type == WIRE_A) {
		MUST(record->address == ((uint32_t)rdata[0] << 24 |
		    (uint32_t)rdata[1] << 16 | (uint32_t)rdata[2] << 8 |
		    rdata[3]));
		return;
	}
	MUST(strcmp(record->name, name) == 0);
	if (record->type == WIRE_MX)
		MUST(record->preference ==
		    ((unsigned)rdata[0] << 8 | rdata[1]));
}

/* The next record that qmail reads too, from *i on, before n */
static const struct record *
next_of(const struct answer *answer, size_t n, size_t *i, uint16_t type)
{
	while (*i < n && answer->record[*i].type != type)
		++*i;
	return *i < n ? &answer->record[(*i)++] : NULL;
}

/* What is read in so much room is what the message says that ends there. */
static void
compare_room(const struct answer *answer, const uint8_t *message, size_t len,
    size_t question, uint16_t type, size_t room)
{
	char name[WIRE_NAME];
	size_t at = question, rdata, n, i = 0;
	unsigned left = (unsigned)message[6] << 8 | message[7];
	enum answer_class class = answer_read(answer, type, room, &n);
	enum oracle oracle = ORACLE_OTHER;
	const struct record *record;

	MUST(left == 0 || class != ANSWER_HARD);
	for (; left > 0 && oracle != ORACLE_SOFT; left--) {
		oracle = oracle_next(message, len < room ? len : room, &at,
		    type, name, &rdata);
		if (oracle == ORACLE_SOFT || oracle == ORACLE_OTHER)
			continue;
		record = next_of(answer, n, &i, type);
		MUST(record != NULL);
		MUST(answer_has_data(answer, record, room) ==
		    (oracle == ORACLE_RECORD));
		if (oracle == ORACLE_RECORD)
			compare_record(record, message + rdata, name);
	}
	MUST(next_of(answer, n, &i, type) == NULL);
	if (message[6] != 0 || message[7] != 0)
		MUST(class == (oracle == ORACLE_SOFT ? ANSWER_SOFT :
		    ANSWER_FOUND));
}

/* step: between one room and the next */
static void
compare(const struct wire_query *query, const uint8_t *message, size_t len,
    uint16_t type, size_t step)
{
	struct answer answer;
	size_t room;

	read_exact(&answer, query, message, len);
	if (wire_is_reply(query, message, len) &&
	    (message[3] & 15) == WIRE_NOERROR) {
		compare_room(&answer, message, len, query->len, type, 65536);
		for (room = query->len; room < len; room += step)
			compare_room(&answer, message, len, query->len, type,
			    room);
	}
	answer_free(&answer);
}

/* A reply with all sorts of records. */
static void
rich(struct message *reply, struct wire_query *query, uint16_t type)
{
	ask(query, "q.test", type);
	start(reply, query, 0x8180);
	add(reply, WIRE_CNAME, "\3web\300\14", 6);
	add(reply, WIRE_MX, "\0\12\2mx\300\14", 7);
	add(reply, WIRE_A, "\300\0\2\1", 4);
	add(reply, 16, "\3abc", 4);
	add(reply, WIRE_MX, "\0\24\1a\2b\\\300\14", 9);
	add(reply, WIRE_A, "\300\0\2\2xx", 6);
	add(reply, WIRE_CNAME, "\1\"\1@\300\41", 6);
	add(reply, WIRE_MX, "\0\36\0", 3);
}

static const uint16_t asked[] = { WIRE_A, WIRE_MX, WIRE_CNAME };

START_TEST(cut_at_every_octet)
{
	struct wire_query query;
	struct message reply;
	size_t len;

	rich(&reply, &query, asked[_i]);
	for (len = 0; len <= reply.len; len++)
		compare(&query, reply.bytes, len, asked[_i], 1);
}
END_TEST

START_TEST(every_octet_another)
{
	struct wire_query query;
	struct message reply;
	uint32_t state = 7;
	size_t at;
	int value, round;
	uint8_t keep;

	rich(&reply, &query, asked[_i]);
	for (at = 4; at < reply.len; at++) {
		keep = reply.bytes[at];
		for (value = 0; value < 256; value += 3) {
			reply.bytes[at] = (uint8_t)value;
			compare(&query, reply.bytes, reply.len, asked[_i], 5);
		}
		reply.bytes[at] = keep;
	}
	for (round = 0; round < 8000; round++) {
		rich(&reply, &query, asked[_i]);
		for (value = 0; value < 1 + round % 5; value++) {
			at = query.len + next_random(&state) %
			    (reply.len - query.len);
			reply.bytes[at] = next_random(&state) % 2 == 0 ?
			    0xc0 : (uint8_t)next_random(&state);
		}
		compare(&query, reply.bytes, reply.len -
		    next_random(&state) % 8, asked[_i], 3);
	}
}
END_TEST

/* --- large --- */

START_TEST(thousands_of_records)
{
	struct wire_query query;
	struct message reply;
	struct answer answer;
	uint8_t rdata[] = "\0\0\2aa\300\14";
	size_t i;

	ask(&query, "q.test", WIRE_MX);
	start(&reply, &query, 0x8180);
	for (i = 0; reply.len + 19 <= MOST; i++) {
		rdata[0] = (uint8_t)(i >> 8);
		rdata[1] = (uint8_t)i;
		rdata[3] = (uint8_t)('a' + i % 26);
		add(&reply, WIRE_MX, rdata, 7);
	}
	read_reply(&answer, &query, &reply);
	ck_assert_int_eq(answer.class, ANSWER_FOUND);
	ck_assert_uint_eq(answer.n, i);
	ck_assert_uint_gt(i, 3275);
	ck_assert_uint_eq(answer.record[3000].preference, 3000);
	ck_assert_str_eq(answer.record[3000].name, "ka.q.test");
	answer_free(&answer);
}
END_TEST

START_TEST(rcodes_and_types)
{
	ck_assert_str_eq(wire_rcode_name(-1), "NONE");
	ck_assert_str_eq(wire_rcode_name(0), "NOERROR");
	ck_assert_str_eq(wire_rcode_name(3), "NXDOMAIN");
	ck_assert_str_eq(wire_rcode_name(5), "REFUSED");
	ck_assert_str_eq(wire_rcode_name(11), "RCODE11");
	ck_assert_str_eq(wire_rcode_name(15), "RCODE15");
	ck_assert_str_eq(wire_rcode_name(16), "NONE");
	ck_assert_str_eq(wire_type_name(WIRE_MX), "MX");
	ck_assert_str_eq(wire_type_name(WIRE_ANY), "ANY");
	ck_assert_str_eq(wire_type_name(16), "?");
}
END_TEST

static TCase *
replies(void)
{
	TCase *tcase = tcase_create("replies");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, whose_reply);
	tcase_add_loop_test(tcase, class_by_header, 0,
	    sizeof classes / sizeof classes[0]);
	tcase_add_test(tcase, no_message);
	tcase_add_loop_test(tcase, one_record, 0,
	    sizeof records / sizeof records[0]);
	tcase_add_test(tcase, a_break_keeps_what_came_before);
	tcase_add_test(tcase, an_alias_that_is_passed_over);
	tcase_add_test(tcase, whose_records);
	tcase_add_test(tcase, long_chains);
	tcase_add_test(tcase, records_in_the_room);
	tcase_add_test(tcase, a_name_reaches_forward);
	tcase_add_test(tcase, cut_question);
	tcase_add_test(tcase, pointers);
	tcase_add_test(tcase, long_names);
	tcase_add_loop_test(tcase, cut_at_every_octet, 0, 3);
	tcase_add_loop_test(tcase, every_octet_another, 0, 3);
	tcase_add_test(tcase, thousands_of_records);
	return tcase;
}

static TCase *
names_and_queries(void)
{
	TCase *tcase = tcase_create("names and queries");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, names_read_as_ns_name_pton);
	tcase_add_test(tcase, names_of_every_octet_go_round);
	tcase_add_test(tcase, an_escape_is_not_read_past_its_text);
	tcase_add_test(tcase, longest_name_fits);
	tcase_add_test(tcase, query_is_plain);
	tcase_add_test(tcase, query_with_opt);
	tcase_add_test(tcase, unsendable_names);
	tcase_add_test(tcase, rcodes_and_types);
	return tcase;
}

int
main(void)
{
	Suite *suite = suite_create("wire");
	SRunner *runner;
	int failed;

	suite_add_tcase(suite, names_and_queries());
	suite_add_tcase(suite, replies());
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
