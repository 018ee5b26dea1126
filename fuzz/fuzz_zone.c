/*
 * fuzz_zone: a master file out of octets; its answers are replies to what was
 * asked, whole, and read back by both readers.
 *
 * Input: two names, then the file.
 */
#include "fuzz/bytes.h"
#include "fuzz/plain_reply.h"
#include "zone/zone.h"

int
LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const uint16_t types[] = {
	WIRE_A, WIRE_MX, WIRE_CNAME, WIRE_AAAA, WIRE_ANY
};

static void
check_error(const struct zone_error *error)
{
	const char *c;

	must(memchr(error->text, '\0', sizeof error->text) != NULL);
	must(error->text[0] != '\0');
	for (c = error->text; *c != '\0'; c++)
		must(*c >= 32 && *c < 127);
}

static void
check_reply(const struct wire_query *query, uint16_t type,
    const uint8_t *reply, size_t len)
{
	struct answer answer;
	uint8_t *exact = bytes_copy(reply, len);

	must(wire_is_reply(query, exact, len));
	must(!wire_is_next_server(exact, len));
	must(wire_read(&answer, query, exact, len) == 0);
	must(answer.class != ANSWER_SOFT);
	must((answer.odd & ~(unsigned)ODD_TRUNCATED) == 0);
	must(answer.end == len || answer.class == ANSWER_HARD);
	must(plain_reply_agrees(&answer, type == WIRE_ANY ? WIRE_CNAME : type,
	    exact, len, 65536));
	answer_free(&answer);
	free(exact);
}

static void
ask(const struct zone *zone, const char *name, uint16_t type)
{
	static uint8_t reply[65535];
	struct question question = { name, type };
	struct wire_query query;
	bool known, also;
	size_t len, whole;

	if (wire_make_query(&query, &question, 99, 0) != WIRE_MADE)
		return;
	len = zone_answer(zone, query.bytes, query.len, true, reply,
	    sizeof reply, &known);
	must(len > 0 && len <= 512);
	check_reply(&query, type, reply, len);
	whole = zone_answer(zone, query.bytes, query.len, false, reply,
	    sizeof reply, &also);
	must(whole >= len && known == also);
	check_reply(&query, type, reply, whole);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	char *one = bytes_string(&in), *other = bytes_string(&in), *text;
	struct zone *zone = zone_new();
	struct zone_error error;
	size_t i;

	must(zone != NULL);
	text = bytes_copy(in.at, in.left);
	if (zone_parse(zone, text, in.left, &error) == -1)
		check_error(&error);
	must(zone_ready(zone) == 0);
	for (i = 0; i < sizeof types / sizeof types[0]; i++) {
		ask(zone, one, types[i]);
		ask(zone, other, types[i]);
	}
	zone_free(zone);
	free(text);
	free(one);
	free(other);
	return 0;
}
