/*
 * fuzz_reply: octets for a reply, as they are and dressed with the question
 * that was asked; guard, ldns and reader against the plain reader.
 *
 * Input: an octet for name and type, then the message; its question section
 * is put in where it is dressed.
 */
#include "fuzz/bytes.h"
#include "fuzz/plain_reply.h"
#include "wire/name.h"

int
LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char *const names[] = {
	"example.com", "", "a", "\\000\\.\\200.x\\@y.test",
	"xn--bcher-kva.example", "MX.Example.Com",
	"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z",
	"123456789012345678901234567890123456789012345678901234567890123.test"
};

static const uint16_t types[] = {
	WIRE_A, WIRE_MX, WIRE_CNAME, WIRE_ANY, WIRE_AAAA
};

/* A name in text is one that can be sent again, and comes back the same. */
static void
check_name(const char *name)
{
	char again[WIRE_NAME];
	struct wire_name octets;
	bool absolute;

	must(wire_name_read(&octets, name, strlen(name), &absolute));
	must(wire_name_write(again, octets.bytes) == strlen(name));
	must(strcmp(again, name) == 0);
}

static void
check_records(const struct answer *answer, size_t len)
{
	const struct record *record;
	size_t i, before = 12;

	must(answer->end <= len && answer->size == len);
	for (i = 0; i < answer->n; i++) {
		record = &answer->record[i];
		must(record->fixed >= before && record->fixed <= answer->fixed);
		must((record->name != NULL) ==
		    (record->type == WIRE_MX || record->type == WIRE_CNAME));
		if (record->name != NULL)
			check_name(record->name);
		before = record->fixed;
	}
	must(answer->fixed <= len);
	must(answer_weight(answer) >= sizeof *answer +
	    answer->n * sizeof *record);
}

static void
check_copy(const struct answer *answer)
{
	struct answer copy;
	size_t i;

	must(answer_copy(&copy, answer) == 0);
	must(copy.n == answer->n && copy.class == answer->class &&
	    copy.odd == answer->odd && copy.end == answer->end &&
	    copy.fixed == answer->fixed);
	for (i = 0; i < copy.n; i++)
		must(copy.record[i].needs == answer->record[i].needs &&
		    (copy.record[i].name == NULL ||
		    strcmp(copy.record[i].name, answer->record[i].name) == 0));
	answer_free(&copy);
}

static void
read_message(const struct wire_query *query, uint16_t type,
    const uint8_t *message, size_t len)
{
	struct answer answer;

	must(wire_read(&answer, query, message, len) == 0);
	check_records(&answer, len);
	type = type == WIRE_ANY ? WIRE_CNAME : type;
	must(plain_reply_agrees(&answer, type, message, len, 65536));
	must(plain_reply_agrees(&answer, type, message, len, 512));
	if (wire_is_next_server(message, len))
		must(answer.class == ANSWER_SOFT);
	check_copy(&answer);
	wire_by_tcp(&answer);
	answer_free(&answer);
}

/* the message with header and question as a reply to the query has them */
static uint8_t *
dress(const struct wire_query *query, const uint8_t *from, size_t len,
    size_t *dressed)
{
	size_t question = query->len - 12;
	uint8_t *message;

	*dressed = len + question;
	message = malloc(*dressed);
	must(message != NULL);
	memcpy(message, from, 12);
	memcpy(message, query->bytes, 2);
	message[2] = (uint8_t)((message[2] & 0x87) | 0x80);
	memcpy(message + 4, query->bytes + 4, 2);
	memcpy(message + 12, query->bytes + 12, question);
	memcpy(message + 12 + question, from + 12, len - 12);
	return message;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };
	struct wire_query query;
	struct question question;
	unsigned choice = bytes_octet(&in);
	uint8_t *message;
	size_t len;

	question.name = names[choice % 8];
	question.type = types[choice / 8 % 5];
	must(wire_make_query(&query, &question, 7, 0) == WIRE_MADE);
	message = bytes_copy(in.at, in.left);
	len = in.left;
	wire_is_reply(&query, message, len);
	read_message(&query, question.type, message, len);
	free(message);
	if (in.left < 12)
		return 0;
	message = dress(&query, in.at, in.left, &len);
	must(wire_is_reply(&query, message, len));
	read_message(&query, question.type, message, len);
	free(message);
	return 0;
}
