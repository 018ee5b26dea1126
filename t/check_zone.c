/* zone*.c: master files, and what they answer. */
#include <sys/stat.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wire/name.h"
#include "wire/wire.h"
#include "zone/zone.h"

enum { TXT = 16, SOA = 6, NS = 2 };

/* --- files that do not parse --- */

static const struct {
	const char *text;
	size_t len;		/* 0: the string's */
	size_t line;
	const char *phrase;	/* in the error's text */
} bad[] = {
	{ "a A 1.2.3\n", 0, 1, "not an IPv4 address: 1.2.3" },
	{ "a A 1.2.3.4 5\n", 0, 1, "a field too many: 5" },
	{ "a A\n", 0, 1, "too few fields" },
	{ "; c\n\n\na MX 10\n", 0, 4, "too few fields" },
	{ "a MX 65536 b\n", 0, 1, "not a number up to 65535: 65536" },
	{ "a MX -1 b\n", 0, 1, "not a number up to 65535: -1" },
	{ "a MX 10x b\n", 0, 1, "not a number up to 65535: 10x" },
	{ "a MX 10 b..c\n", 0, 1, "not a name: b..c" },
	{ "\n\na MX ( 10 ; c\n\n b\n) c\n", 0, 6, "a field too many: c" },
	{ "a AAAA 1::2::3\n", 0, 1, "not an IPv6 address" },
	{ ".a A 1.2.3.4\n", 0, 1, "not a name: .a" },
	{ "a\\ A 1.2.3.4\n", 0, 1, "not a number of seconds: 1.2.3.4" },
	{ "a A 1.1.1.1\n\033[31m..x A 1.1.1.1", 0, 2,
	    "not a name: \\027[31m..x" },
	{ "a\n", 0, 1, "no type behind: a" },
	{ "a 300 IN\n", 0, 1, "no type behind: IN" },
	{ "a FOO bar\n", 0, 1, "not a type: FOO" },
	{ "a AXFR bar\n", 0, 1, "not a type: AXFR" },
	{ "a OPT bar\n", 0, 1, "not a type: OPT" },
	{ "a IN 1x MX 10 b\n", 0, 1, "not a number of seconds: 1x" },
	{ "a 2147483648 A 1.1.1.1\n", 0, 1, "not a number of seconds" },
	{ "a CH A 1.1.1.1\n", 0, 1, "a class that is not IN: CH" },
	{ "\n A 1.1.1.1\n", 0, 2, "a leading blank, and no owner" },
	{ "a A 1.1.1.1\n$INCLUDE /etc/passwd\n", 0, 2, "$INCLUDE is not" },
	{ "$GENERATE 1-9 a A 1.1.1.1\n", 0, 1, "not a directive known" },
	{ "$ORIGIN\n", 0, 1, "one field belongs behind: $ORIGIN" },
	{ "$ORIGIN a..b\n", 0, 1, "not a name: a..b" },
	{ "\"\" A 1.1.1.1\n", 0, 1, "an empty name" },
	{ "a MX \"\" b\n", 0, 1, "not a number up to 65535" },
	{ "$TTL \"\"\n", 0, 1, "an empty number" },
	{ "a TYPE999 \"\" \"\"\n", 0, 1, "only \\# can write" },
	{ "a IPSECKEY 1 0 2 . x\n", 0, 1, "only \\# can write" },
	{ "$TTL x\n", 0, 1, "not a number of seconds: x" },
	{ "a A 1.1.1.1\na TXT \"b\nc\"\n", 0, 2, "does not end on its line" },
	{ "a TXT \"b", 0, 1, "does not end on its line" },
	{ "a A 1.1.1.1\na MX ( 10\nb\n\n", 0, 2, "a ( without its )" },
	{ "a A 1.1.1.1\na A )\n", 0, 2, "a ) without its (" },
	{ "a A 1.1.1.1\nb\0A", 15, 2, "a zero byte" },
	{ "\357\273\277a A 1.1.1.1\n", 0, 1, "a byte order mark" },
	{ "a TYPE999 x\n", 0, 1, "a type that only \\# can write" },
	{ "a TYPE999 \\#\n", 0, 1, "no length" },
	{ "a TYPE999 \\# 65536\n", 0, 1, "no length" },
	{ "a TYPE999 \\# 2 abc\n", 0, 1, "fewer hexadecimal digits" },
	{ "a TYPE999 \\# 2 ab (\n xy )\n", 0, 2, "not hexadecimal" },
	{ "a TYPE999 \\# 1 abab\n", 0, 1, "not hexadecimal" },
	{ "a TYPE999 \\# 1 aba\n", 0, 1, "not hexadecimal" },
	/* a backslash does not join lines */
	{ "b\\\nc A x\n", 0, 1, "not a name: b\\" },
	{ "b TXT \"x\\\ny\"\n", 0, 1, "does not end on its line" },
	{ "a 4000w A 1.1.1.1\n", 0, 1, "not a number of seconds: 4000w" },
	{ "a IN IN A 1.1.1.1\n", 0, 1, "not a type: IN" },
	{ "a \"IN\" A 1.1.1.1\n", 0, 1, "not a type: IN" },
	{ "a 1 2 A 1.1.1.1\n", 0, 1, "not a type: 2" },
	{ "$TTL 1 2\n", 0, 1, "one field belongs behind: $TTL" },
	{ "a CAA 0\n", 0, 1, "not the fields of its type" },
	{ "a DS 1 8 2 xx\n", 0, 1, "not the fields of its type" }
};

START_TEST(bad_files)
{
	struct zone *zone = zone_new();
	struct zone_error error;
	size_t len = bad[_i].len != 0 ? bad[_i].len : strlen(bad[_i].text);
	char *exact = malloc(len);

	ck_assert_ptr_nonnull(zone);
	ck_assert_ptr_nonnull(exact);
	memcpy(exact, bad[_i].text, len);
	ck_assert_int_eq(zone_parse(zone, exact, len, &error), -1);
	ck_assert_msg(strstr(error.text, bad[_i].phrase) != NULL, "%s",
	    error.text);
	ck_assert_uint_eq(error.line, bad[_i].line);
	free(exact);
	zone_free(zone);
}
END_TEST

START_TEST(errors_are_short_and_printable)
{
	struct zone *zone = zone_new();
	struct zone_error error;
	char text[4000];
	size_t i;

	memset(text, 0x9b, sizeof text);
	ck_assert_int_eq(zone_parse(zone, text, sizeof text, &error), -1);
	ck_assert_uint_lt(strlen(error.text), ZONE_TEXT);
	for (i = 0; error.text[i] != '\0'; i++)
		ck_assert(error.text[i] >= ' ' && error.text[i] <= '~');
	/* of a field 64 octets are shown */
	memset(text, 'x', sizeof text);
	memcpy(text, "a A ", 4);
	ck_assert_int_eq(zone_parse(zone, text, 4 + 65, &error), -1);
	ck_assert_uint_eq(strlen(error.text), 21 + 64 + 3);
	ck_assert_str_eq(error.text + 21 + 63, "x...");
	ck_assert_int_eq(zone_parse(zone, text, 4 + 64, &error), -1);
	ck_assert_str_eq(error.text + 21 + 63, "x");
	zone_free(zone);
}
END_TEST

/* --- lookups --- */

static struct zone *
parse(const char *text)
{
	struct zone *zone = zone_new();
	struct zone_error error;

	ck_assert_ptr_nonnull(zone);
	ck_assert_msg(zone_parse(zone, text, strlen(text), &error) == 0,
	    "line %u: %s", (unsigned)error.line, error.text);
	ck_assert_int_eq(zone_ready(zone), 0);
	return zone;
}

struct reply {
	struct wire_query query;
	uint8_t bytes[WIRE_MESSAGE];
	size_t len;
	unsigned answers;
	int rcode;
	bool known;
};

static void
ask(struct reply *reply, const struct zone *zone, const char *name,
    uint16_t type, bool udp)
{
	struct question question = { name, type };

	ck_assert_int_eq(wire_make_query(&reply->query, &question, 0xabcd, 0),
	    WIRE_MADE);
	reply->len = zone_answer(zone, reply->query.bytes, reply->query.len,
	    udp, reply->bytes, sizeof reply->bytes, &reply->known);
	ck_assert_uint_ge(reply->len, reply->query.len);
	ck_assert(wire_is_reply(&reply->query, reply->bytes, reply->len));
	ck_assert_int_eq(reply->bytes[2] & 0xfd, 0x85);
	ck_assert_int_eq(reply->bytes[3] & 0xf0, 0x80);
	reply->answers = (unsigned)reply->bytes[6] << 8 | reply->bytes[7];
	reply->rcode = reply->bytes[3] & 15;
}

/* The records of an answer as one text. */
static void
show(char *text, size_t size, const struct reply *reply)
{
	struct answer answer;
	const struct record *record;
	size_t i, at = 0;

	text[0] = '\0';
	ck_assert_int_eq(wire_read(&answer, &reply->query, reply->bytes,
	    reply->len), 0);
	ck_assert_uint_eq(answer.odd & ~(unsigned)ODD_TRUNCATED, 0);
	ck_assert_uint_eq(answer.end, reply->len);
	for (i = 0; i < answer.n; i++) {
		record = &answer.record[i];
		if (record->type == WIRE_A)
			at += (size_t)snprintf(text + at, size - at, " %x",
			    (unsigned)record->address);
		else if (record->type == WIRE_MX)
			at += (size_t)snprintf(text + at, size - at, " %u %s",
			    record->preference, record->name);
		else
			at += (size_t)snprintf(text + at, size - at, " %s",
			    record->name == NULL ? "AAAA" : record->name);
		ck_assert_uint_lt(at, size);
	}
	answer_free(&answer);
}

static const char domains[] =
	"$TTL 1h30m ; a comment\r\n"
	"example.com. IN 300 MX 10 mx1.example.com.\n"
	"             300 IN MX ( 20 ; two\n"
	"    mx2.example.com. )\n"
	"	A 192.0.2.1\r\n"
	"$ORIGIN example.com.\r\n"
	"@	TXT \"a;(b\" c\\;d \"\\\"e\" ; no field\n"
	"mx1 A 192.0.2.2\n"
	"mx1 A 192.0.2.3\n"
	"MX2 a 192.0.2.4\n"
	"mx2 AAAA 2001:db8::1\n"
	"www CNAME @\n"
	"far CNAME else.where.\n"
	"gone CNAME none\n"
	"l1 CNAME l2\n"
	"l2 CNAME l1\n"
	"deep.er.below A 192.0.2.5\n"
	"*.wild MX 5 mx1\n"
	"*.wild CNAME mx1\n"
	"here.wild A 192.0.2.6\n"
	"*.sub.wild A 192.0.2.7\n"
	"$ORIGIN Other.test.\n"
	"@ 1 SOA ns hostmaster 1 1h 15m 1w 1d\n"
	"odd\\.dot.\\000\\200 A 192.0.2.8\n"
	"\"quo ted\" A 192.0.2.9\n"
	"$ORIGIN .\n"
	"only.host.net A 192.0.2.10\n"
	"*.star A 192.0.2.11\n"
	"raw TYPE999 \\# 3 ab (\n cd EF )\n"
	"raw TYPE65280 \\# 0\n"
	"raw CAA 0 issue \"ca.test\"\n"
	"raw SRV 1 2 25 mx1\n";

static const struct {
	const char *name;
	uint16_t type;
	int rcode;
	bool known;
	const char *records;	/* NULL: not looked at */
	unsigned answers;
} lookups[] = {
	{ "example.com", WIRE_MX, 0, true,
	    " 10 mx1.example.com 20 mx2.example.com", 2 },
	{ "EXAMPLE.Com", WIRE_A, 0, true, " c0000201", 1 },
	{ "example.com", WIRE_ANY, 0, true, "", 4 },
	{ "example.com", WIRE_CNAME, 0, true, "", 0 },
	{ "example.com", TXT, 0, true, NULL, 1 },
	{ "mx1.example.com", WIRE_A, 0, true, " c0000202 c0000203", 2 },
	{ "mx1.example.com", WIRE_MX, 0, true, "", 0 },
	{ "mx2.example.com", WIRE_A, 0, true, " c0000204", 1 },
	{ "mx2.example.com", WIRE_AAAA, 0, true, " AAAA", 1 },
	{ "www.example.com", WIRE_A, 0, true, " example.com c0000201", 2 },
	{ "www.example.com", WIRE_MX, 0, true, " example.com"
	    " 10 mx1.example.com 20 mx2.example.com", 3 },
	{ "www.example.com", WIRE_CNAME, 0, true, " example.com", 1 },
	{ "www.example.com", WIRE_ANY, 0, true, " example.com", 1 },
	{ "far.example.com", WIRE_A, 3, false, NULL, 1 },
	{ "far.example.com", WIRE_CNAME, 0, true, " else.where", 1 },
	{ "gone.example.com", WIRE_A, 3, true, NULL, 1 },
	{ "l1.example.com", WIRE_A, 0, true, NULL, 12 },
	{ "nope.example.com", WIRE_A, 3, true, "", 0 },
	/* names that own nothing with names below them */
	{ "er.below.example.com", WIRE_A, 0, true, "", 0 },
	{ "below.example.com", WIRE_ANY, 0, true, "", 0 },
	{ "x.below.example.com", WIRE_A, 3, true, "", 0 },
	{ "com", WIRE_A, 0, true, "", 0 },
	{ "", WIRE_A, 0, false, "", 0 },
	/* RFC 4592 */
	{ "a.wild.example.com", WIRE_MX, 0, true, " 5 mx1.example.com", 1 },
	{ "a.b.wild.example.com", WIRE_MX, 0, true, " 5 mx1.example.com",
	    1 },
	{ "a.wild.example.com", WIRE_A, 0, true,
	    " mx1.example.com c0000202 c0000203", 3 },
	{ "*.wild.example.com", WIRE_MX, 0, true, " 5 mx1.example.com", 1 },
	{ "wild.example.com", WIRE_MX, 0, true, "", 0 },
	{ "here.wild.example.com", WIRE_MX, 0, true, "", 0 },
	{ "x.here.wild.example.com", WIRE_MX, 3, true, "", 0 },
	{ "x.sub.wild.example.com", WIRE_A, 0, true, " c0000207", 1 },
	{ "x.sub.wild.example.com", WIRE_MX, 0, true, "", 0 },
	{ "sub.wild.example.com", WIRE_MX, 0, true, "", 0 },
	{ "a.star", WIRE_A, 0, true, " c000020b", 1 },
	/* odd names */
	{ "odd\\.dot.\\000\\200.other.test", WIRE_A, 0, true, " c0000208",
	    1 },
	{ "quo\\032ted.other.test", WIRE_A, 0, true, " c0000209", 1 },
	{ "other.test", SOA, 0, true, NULL, 1 },
	/* in no zone of the file */
	{ "unknown.net", WIRE_MX, 3, false, "", 0 },
	{ "www.host.net", WIRE_MX, 3, true, "", 0 },
	{ "a.only.host.net", WIRE_MX, 3, true, "", 0 },
	{ "org", WIRE_MX, 3, false, "", 0 },
	{ "below.raw", WIRE_A, 3, true, "", 0 },
	{ "raw", 999, 0, true, NULL, 1 },
	{ "raw", WIRE_ANY, 0, true, NULL, 4 }
};

START_TEST(lookup)
{
	static struct reply reply;
	struct zone *zone = parse(domains);
	char text[1000];

	ask(&reply, zone, lookups[_i].name, lookups[_i].type, true);
	ck_assert_int_eq(reply.rcode, lookups[_i].rcode);
	ck_assert_uint_eq(reply.answers, lookups[_i].answers);
	ck_assert_int_eq(reply.known, lookups[_i].known);
	if (lookups[_i].records != NULL) {
		show(text, sizeof text, &reply);
		ck_assert_str_eq(text, lookups[_i].records);
	}
	zone_free(zone);
}
END_TEST

/* RDATA of the last record: what stands last in the message */
static void
check_tail(const struct reply *reply, const void *want, size_t len)
{
	const uint8_t *tail = reply->bytes + reply->len - len;

	ck_assert_uint_ge(reply->len, len + 2);
	ck_assert_uint_eq((unsigned)tail[-2] << 8 | tail[-1], len);
	ck_assert_mem_eq(tail, want, len);
}

START_TEST(rdata)
{
	static struct reply reply;
	struct zone *zone = parse(domains);

	ask(&reply, zone, "example.com", TXT, true);
	check_tail(&reply, "\4a;(b\3c;d\2\"e", 12);
	ask(&reply, zone, "raw", 999, true);
	check_tail(&reply, "\253\315\357", 3);
	ask(&reply, zone, "raw", 257, true);
	check_tail(&reply, "\0\5issueca.test", 14);
	ask(&reply, zone, "raw", 33, true);	/* RFC 2782: as it is */
	check_tail(&reply, "\0\1\0\2\0\31\3mx1\0", 11);
	ask(&reply, zone, "other.test", SOA, true);
	check_tail(&reply, "\2ns\300\14\12hostmaster\300\14\0\0\0\1"
	    "\0\0\016\020\0\0\003\204\0\011\072\200\0\1\121\200", 38);
	zone_free(zone);
}
END_TEST

/* What the test server of the recorded cases sends for the same records. */
START_TEST(packing)
{
	static const uint8_t want[] =
	    "\xab\xcd\x85\x80\0\1\0\3\0\0\0\0"
	    "\1X\4test\0\0\17\0\1"
	    "\300\14\0\17\0\1\0\0\1\54\0\6\0\12\1a\300\14"
	    "\300\14\0\17\0\1\0\0\1\54\0\4\0\24\300\46"
	    "\300\14\0\17\0\1\0\0\1\54\0\10\0\36\1b\1a\300\16";
	static struct reply reply;
	struct zone *zone = parse("$TTL 300\nx.test MX 10 a.x.test\n"
	    "x.test MX 20 A.X.test\nx.test MX 30 b.a.test\n");

	ask(&reply, zone, "X.test", WIRE_MX, true);
	ck_assert_uint_eq(reply.len, sizeof want - 1);
	ck_assert_mem_eq(reply.bytes, want, reply.len);
	zone_free(zone);
}
END_TEST

/* Names are compressed in the RDATA of RFC 1035's types alone (RFC 3597, 4). */
static const struct {
	const char *fields;
	uint16_t type;
	const char *tail;
	size_t len;
} tails[] = {
	{ "NS b.s.test.", 2, "\1b\300\14", 4 },
	{ "CNAME b.s.test.", 5, "\1b\300\14", 4 },
	{ "PTR b.s.test.", 12, "\1b\300\14", 4 },
	{ "MX 1 b.s.test.", 15, "\0\1\1b\300\14", 6 },
	{ "SRV 1 2 25 s.test.", 33, "\0\1\0\2\0\31\1s\4test", 14 },
	{ "DNAME s.test.", 39, "\1s\4test", 8 }
};

START_TEST(compressed_types)
{
	static struct reply reply;
	struct zone *zone;
	char text[64];

	snprintf(text, sizeof text, "s.test. %s\n", tails[_i].fields);
	zone = parse(text);
	ask(&reply, zone, "s.test", tails[_i].type, true);
	check_tail(&reply, tails[_i].tail, tails[_i].len);
	zone_free(zone);
}
END_TEST

static const struct {
	const char *text;
	uint32_t ttl;		/* of the A of c */
} ttls[] = {
	{ "c A 192.0.2.1\n", 3600 },
	{ "c 0 A 192.0.2.1\n", 0 },
	{ "c 2147483647 A 192.0.2.1\n", 2147483647 },
	{ "c 1s A 192.0.2.1\n", 1 }, { "c 1S A 192.0.2.1\n", 1 },
	{ "c 1m A 192.0.2.1\n", 60 }, { "c 1M A 192.0.2.1\n", 60 },
	{ "c 1h A 192.0.2.1\n", 3600 }, { "c 2H A 192.0.2.1\n", 7200 },
	{ "c 1d A 192.0.2.1\n", 86400 }, { "c 1D A 192.0.2.1\n", 86400 },
	{ "c 1w A 192.0.2.1\n", 604800 }, { "c 1W A 192.0.2.1\n", 604800 },
	{ "c 1W2D3h4M5 A 192.0.2.1\n", 788645 },
	{ "c IN 5 A 192.0.2.1\n", 5 }, { "c 5 IN A 192.0.2.1\n", 5 },
	/* the one before, but $TTL first (RFC 1035, 5.1; RFC 2308, 4) */
	{ "a 7 A 192.0.2.1\nc A 192.0.2.1\n", 7 },
	{ "$TTL 9\na 7 A 192.0.2.1\nc A 192.0.2.1\n", 9 },
	{ "a 7 A 192.0.2.1\n$TTL 9\nc A 192.0.2.1\n", 9 },
	{ "$TTL 9\nc 7 A 192.0.2.1\n", 7 }
};

START_TEST(ttl)
{
	static struct reply reply;
	struct zone *zone = parse(ttls[_i].text);
	const uint8_t *at;

	ask(&reply, zone, "c", WIRE_A, true);
	ck_assert_uint_eq(reply.answers, 1);
	at = reply.bytes + reply.len - 4 - 2 - 4;
	ck_assert_uint_eq((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3], ttls[_i].ttl);
	zone_free(zone);
}
END_TEST

/* A name of 255 octets with its origin's is one, of 256 is none. */
START_TEST(longest_relative_name)
{
	static const char origin[] = "$ORIGIN o.test.\n";	/* 8 octets */
	char text[400], label[64];
	struct zone_error error;
	struct zone *zone;
	size_t last;

	memset(label, 'a', sizeof label);
	for (last = 53; last <= 56; last++) {
		/* 3 * 64, 1 and the last, 8 */
		snprintf(text, sizeof text, "%s%.63s.%.63s.%.63s.%.*s A "
		    "192.0.2.1\n", origin, label, label, label, (int)last,
		    label);
		zone = zone_new();
		ck_assert_int_eq(zone_parse(zone, text, strlen(text), &error),
		    3 * 64 + 1 + last + 8 <= 255 ? 0 : -1);
		if (3 * 64 + 1 + last + 8 > 255)
			ck_assert_ptr_nonnull(strstr(error.text,
			    "a name past 255 octets"));
		zone_free(zone);
	}
}
END_TEST

/* 65535 octets of RDATA, and one more */
START_TEST(largest_rdata)
{
	char *text = malloc(70000), string[256];
	struct zone_error error;
	struct zone *zone;
	size_t i, at, last;

	ck_assert_ptr_nonnull(text);
	memset(string, 's', sizeof string);
	for (last = 254; last <= 255; last++) {
		at = (size_t)sprintf(text, "a TXT");
		for (i = 0; i < 255; i++)
			at += (size_t)sprintf(text + at, " %.255s", string);
		at += (size_t)sprintf(text + at, " %.*s\n", (int)last,
		    string);
		zone = zone_new();
		ck_assert_int_eq(zone_parse(zone, text, at, &error),
		    last == 254 ? 0 : -1);
		if (last == 255)
			ck_assert_str_eq(error.text,
			    "more than 65535 octets");
		zone_free(zone);
	}
	free(text);
}
END_TEST

/* Of a name and of one that begins with it, neither is taken for the other,
   wherever chance puts them in the packer's slots. */
START_TEST(names_that_begin_alike)
{
	static struct reply reply;
	char text[100], want[100], got[100];
	struct zone *zone;
	unsigned i;

	for (i = 0; i < 3000; i++) {
		snprintf(text, sizeof text, "m.test MX 1 a%u.b.%s\n"
		    "m.test MX 2 a%u.b.%s\n", i, i % 2 == 0 ? "" : "c.", i,
		    i % 2 == 0 ? "c." : "");
		snprintf(want, sizeof want, " 1 a%u.b%s 2 a%u.b%s", i,
		    i % 2 == 0 ? "" : ".c", i, i % 2 == 0 ? ".c" : "");
		zone = parse(text);
		ask(&reply, zone, "m.test", WIRE_MX, true);
		show(got, sizeof got, &reply);
		ck_assert_str_eq(got, want);
		zone_free(zone);
	}
}
END_TEST

/* A pointer has 14 bits: what stands further back is written out again. */
START_TEST(names_past_16_kib)
{
	enum { N = 1500 };
	static struct reply reply;
	struct zone *zone = zone_new();
	struct zone_error error;
	struct answer answer;
	char text[64];
	unsigned i;

	for (i = 0; i < 2 * N; i++) {
		snprintf(text, sizeof text, "m.test MX %u h%u.test\n", i,
		    i % N);
		ck_assert_int_eq(zone_parse(zone, text, strlen(text), &error),
		    0);
	}
	ck_assert_int_eq(zone_ready(zone), 0);
	ask(&reply, zone, "m.test", WIRE_MX, false);
	ck_assert_uint_eq(reply.answers, 2 * N);
	ck_assert_int_eq(wire_read(&answer, &reply.query, reply.bytes,
	    reply.len), 0);
	ck_assert_uint_eq(answer.odd, 0);
	ck_assert_uint_eq(answer.n, 2 * N);
	for (i = 0; i < 2 * N; i++) {
		snprintf(text, sizeof text, "h%u.test", i % N);
		ck_assert_str_eq(answer.record[i].name, text);
	}
	answer_free(&answer);
	zone_free(zone);
}
END_TEST

/* A zone of n MX records of 4 + 12 octets each once compressed. */
static struct zone *
many(size_t n)
{
	struct zone *zone = zone_new();
	struct zone_error error;
	char line[64];
	size_t i;

	for (i = 0; i < n; i++) {
		snprintf(line, sizeof line, "m.test MX %u m.test\n",
		    (unsigned)i);
		ck_assert_int_eq(zone_parse(zone, line, strlen(line), &error),
		    0);
	}
	ck_assert_int_eq(zone_ready(zone), 0);
	return zone;
}

START_TEST(truncation)
{
	static struct reply reply;
	static struct answer answer;
	struct zone *zone = many(30);

	/* 24 of header and question; 30 fit to the octet with 8 left */
	ask(&reply, zone, "m.test", WIRE_MX, true);
	ck_assert_uint_eq(reply.answers, 30);
	ck_assert(!wire_is_truncated(reply.bytes));
	zone_free(zone);
	zone = many(31);
	ask(&reply, zone, "m.test", WIRE_MX, true);
	ck_assert_uint_eq(reply.answers, 30);
	ck_assert(wire_is_truncated(reply.bytes));
	ck_assert_int_eq(wire_read(&answer, &reply.query, reply.bytes,
	    reply.len), 0);
	ck_assert_int_eq(answer.class, ANSWER_FOUND);
	ck_assert_uint_eq(answer.n, 30);
	ck_assert_uint_eq(answer.odd, ODD_TRUNCATED);
	answer_free(&answer);
	ask(&reply, zone, "m.test", WIRE_MX, false);
	ck_assert_uint_eq(reply.answers, 31);
	ck_assert(!wire_is_truncated(reply.bytes));
	zone_free(zone);
	zone = many(5000);
	ask(&reply, zone, "m.test", WIRE_MX, false);
	ck_assert(wire_is_truncated(reply.bytes));
	ck_assert_uint_eq(reply.answers, (65535 - 24) / 16);
	zone_free(zone);
}
END_TEST

/* By UDP 512 octets are whole, 513 are not. */
START_TEST(udp_most)
{
	static struct reply reply;
	char text[1100], hex[1000];
	struct zone *zone;
	size_t octets, rdlength;

	for (octets = 511; octets <= 513; octets++) {
		rdlength = octets - 24 - 12;	/* question, record */
		memset(hex, 'a', sizeof hex);
		snprintf(text, sizeof text, "m.test TYPE999 \\# %u %.*s\n",
		    (unsigned)rdlength, (int)(2 * rdlength), hex);
		zone = parse(text);
		ask(&reply, zone, "m.test", 999, false);
		ck_assert_uint_eq(reply.len, octets);
		ask(&reply, zone, "m.test", 999, true);
		ck_assert_uint_eq(reply.len, octets <= 512 ? octets : 24);
		ck_assert_int_eq(wire_is_truncated(reply.bytes),
		    octets > 512);
		zone_free(zone);
	}
}
END_TEST

START_TEST(no_room_and_no_query)
{
	struct zone *zone = parse("a.test A 192.0.2.1\n");
	struct question question = { "a.test", WIRE_A };
	struct wire_query query;
	uint8_t *reply, *exact;
	size_t room, len;
	bool known;

	wire_make_query(&query, &question, 1, 512);
	for (room = 0; room < 60; room++) {
		reply = malloc(room + 1);
		ck_assert_ptr_nonnull(reply);
		len = zone_answer(zone, query.bytes, query.len, true, reply,
		    room, &known);
		ck_assert_uint_eq(len, room < 24 ? 0 : room < 40 ? 24 : 40);
		if (len == 24)
			ck_assert(wire_is_truncated(reply));
		free(reply);
	}
	reply = malloc(512);
	ck_assert_ptr_nonnull(reply);
	for (len = 0; len < 24; len++) {
		exact = malloc(len + 1);
		ck_assert_ptr_nonnull(exact);
		memcpy(exact, query.bytes, len);
		ck_assert_uint_eq(zone_answer(zone, exact, len, true, reply,
		    512, &known), 0);
		free(exact);
	}
	query.bytes[2] |= 0x80;		/* a reply */
	ck_assert_uint_eq(zone_answer(zone, query.bytes, query.len, true,
	    reply, 512, &known), 0);
	query.bytes[2] = 0x28;		/* an update */
	ck_assert_uint_eq(zone_answer(zone, query.bytes, query.len, true,
	    reply, 512, &known), 0);
	query.bytes[2] = 0;		/* RD goes back as it came */
	ck_assert_uint_eq(zone_answer(zone, query.bytes, query.len, true,
	    reply, 512, &known), 40);
	ck_assert_uint_eq(reply[2], 0x84);
	query.bytes[2] = 1;
	query.bytes[23] = 3;		/* class CH */
	ck_assert_uint_eq(zone_answer(zone, query.bytes, query.len, true,
	    reply, 512, &known), 0);
	query.bytes[23] = 1;
	query.bytes[5] = 2;		/* two questions */
	ck_assert_uint_eq(zone_answer(zone, query.bytes, query.len, true,
	    reply, 512, &known), 0);
	query.bytes[5] = 1;
	query.bytes[12] = 0xc0;		/* a pointer */
	ck_assert_uint_eq(zone_answer(zone, query.bytes, query.len, true,
	    reply, 512, &known), 0);
	free(reply);
	zone_free(zone);
}
END_TEST

START_TEST(root_owner)
{
	static struct reply reply;
	struct zone *zone = parse("@ SOA . . 1 1 1 1 1\na.test A 192.0.2.1\n"
	    "* MX 0 .\n");
	char text[100];

	ask(&reply, zone, "", WIRE_A, true);
	ck_assert_int_eq(reply.rcode, 0);
	ck_assert(reply.known);
	ask(&reply, zone, "no.where", WIRE_MX, true);
	show(text, sizeof text, &reply);
	ck_assert_str_eq(text, " 0 ");
	ck_assert(reply.known);
	ask(&reply, zone, "b.test", WIRE_MX, true);
	ck_assert_int_eq(reply.rcode, 3);
	ck_assert(reply.known);
	zone_free(zone);
	zone = parse("");
	ask(&reply, zone, "a.test", WIRE_A, true);
	ck_assert_int_eq(reply.rcode, 3);
	ck_assert(!reply.known);
	zone_free(zone);
}
END_TEST

START_TEST(several_files)
{
	static struct reply reply;
	struct zone *zone = zone_new();
	struct zone_error error;
	static const char first[] = "$ORIGIN a.test.\nx A 192.0.2.1\n";
	static const char second[] = "x A 192.0.2.2\nx.a.test A 192.0.2.3";
	char text[100];

	ck_assert_int_eq(zone_parse(zone, first, strlen(first), &error), 0);
	ck_assert_int_eq(zone_parse(zone, second, strlen(second), &error), 0);
	ck_assert_int_eq(zone_ready(zone), 0);
	ask(&reply, zone, "x.a.test", WIRE_A, true);
	show(text, sizeof text, &reply);
	ck_assert_str_eq(text, " c0000201 c0000203");
	ask(&reply, zone, "x", WIRE_A, true);
	show(text, sizeof text, &reply);
	ck_assert_str_eq(text, " c0000202");
	zone_free(zone);
}
END_TEST

/* --- files --- */

static int
load(const char *path, struct zone_error *error)
{
	struct zone *zone = zone_new();
	int result;

	ck_assert_ptr_nonnull(zone);
	result = zone_load(zone, path, error);
	ck_assert_int_eq(zone_ready(zone), 0);
	zone_free(zone);
	return result;
}

START_TEST(files)
{
	char dir[] = "/tmp/check_zone.XXXXXX", path[64];
	struct zone_error error;
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/zone", dir);
	ck_assert_int_eq(load(path, &error), -1);
	ck_assert_uint_eq(error.line, 0);
	ck_assert_ptr_nonnull(strstr(error.text, "No such file"));
	ck_assert_int_eq(load(dir, &error), -1);
	ck_assert_str_eq(error.text, "not a regular file");
	ck_assert_int_eq(load("/dev/zero", &error), -1);
	ck_assert_str_eq(error.text, "not a regular file");
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(load(path, &error), -1);
	ck_assert_str_eq(error.text, "not a regular file");
	unlink(path);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs("a A 192.0.2.1\nb A x\n", file);
	fclose(file);
	ck_assert_int_eq(load(path, &error), -1);
	ck_assert_uint_eq(error.line, 2);
	ck_assert_int_eq(truncate(path, 14), 0);
	ck_assert_int_eq(load(path, &error), 0);
	ck_assert_int_eq(truncate(path, 0), 0);
	ck_assert_int_eq(load(path, &error), 0);
	ck_assert_int_eq(truncate(path, (off_t)300 << 20), 0);
	ck_assert_int_eq(load(path, &error), -1);
	ck_assert_str_eq(error.text, "more than 256 MiB");
	unlink(path);
	rmdir(dir);
}
END_TEST

START_TEST(a_hundred_thousand_records)
{
	static struct reply reply;
	struct zone *zone;
	char *text = malloc(100000 * 40), name[40];
	size_t i, at = 0;

	ck_assert_ptr_nonnull(text);
	for (i = 0; i < 100000; i++)
		at += (size_t)snprintf(text + at, 40,
		    "d%u.test. A 192.0.2.%u\n", (unsigned)i, (unsigned)i % 256);
	zone = parse(text);
	free(text);
	for (i = 0; i < 100000; i += 997) {
		snprintf(name, sizeof name, "D%u.test", (unsigned)i);
		ask(&reply, zone, name, WIRE_A, true);
		ck_assert_uint_eq(reply.answers, 1);
		ck_assert_uint_eq(reply.bytes[reply.len - 1], i % 256);
	}
	zone_free(zone);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("zone");
	TCase *tcase = tcase_create("zone");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, bad_files, 0, sizeof bad / sizeof bad[0]);
	tcase_add_test(tcase, errors_are_short_and_printable);
	tcase_add_loop_test(tcase, lookup, 0,
	    sizeof lookups / sizeof lookups[0]);
	tcase_add_test(tcase, rdata);
	tcase_add_test(tcase, packing);
	tcase_add_loop_test(tcase, compressed_types, 0,
	    sizeof tails / sizeof tails[0]);
	tcase_add_loop_test(tcase, ttl, 0, sizeof ttls / sizeof ttls[0]);
	tcase_add_test(tcase, longest_relative_name);
	tcase_add_test(tcase, largest_rdata);
	tcase_add_test(tcase, names_that_begin_alike);
	tcase_add_test(tcase, names_past_16_kib);
	tcase_add_test(tcase, truncation);
	tcase_add_test(tcase, udp_most);
	tcase_add_test(tcase, no_room_and_no_query);
	tcase_add_test(tcase, root_owner);
	tcase_add_test(tcase, several_files);
	tcase_add_test(tcase, files);
	tcase_add_test(tcase, a_hundred_thousand_records);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
