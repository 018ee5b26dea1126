/*
 * A reply to an answer, as glibc's res_query and qmail's dns.c (resolve,
 * findip, findmx, findname) take it. The guard walks; ldns decodes the names
 * that the guard found safe and rebuilt; its text is not used, since it
 * differs from dn_expand's in what it escapes.
 */
#include <stdlib.h>
#include <string.h>

#include <ldns/ldns.h>

#include "wire/guard.h"
#include "wire/octets.h"
#include "wire/wire.h"

enum {
	CHAIN_MOST = 16		/* resolvers give up earlier */
};

/* what became of one record */
enum taking { TAKEN, SKIPPED, BREAK, NO_MEMORY };

/* the names that the question led to, folded */
struct chain {
	struct wire_name name[CHAIN_MOST];
	size_t n;
	bool overflows;		/* more aliases than names */
};

struct reader {
	struct answer *answer;
	struct wire_guard guard;
	struct wire_guard_record record;	/* the present one */
	struct chain chain;
	uint16_t wanted;
	bool takes_aliases;	/* CNAMEs that qmail does not read */
	size_t room;		/* records */
};

static bool
chain_has(const struct chain *chain, const struct wire_name *folded)
{
	size_t i;

	for (i = 0; i < chain->n; i++)
		if (chain->name[i].len == folded->len &&
		    memcmp(chain->name[i].bytes, folded->bytes,
		    folded->len) == 0)
			return true;
	return chain->overflows;
}

static void
chain_add(struct chain *chain, const struct wire_name *name)
{
	if (chain->n == CHAIN_MOST) {
		chain->overflows = true;
		return;
	}
	chain->name[chain->n] = *name;
	wire_name_fold(&chain->name[chain->n++]);
}

/* A name the guard has rebuilt, to text that the caller owns. NULL: no
   memory. */
static char *
name_text(const struct wire_name *name)
{
	char text[WIRE_NAME], *copy;
	ldns_rdf *dname;
	size_t at = 0, len;

	if (ldns_wire2dname(&dname, name->bytes, name->len, &at) !=
	    LDNS_STATUS_OK)
		return NULL;
	len = wire_name_write(text, ldns_rdf_data(dname));
	ldns_rdf_deep_free(dname);
	copy = malloc(len + 1);
	if (copy != NULL)
		memcpy(copy, text, len + 1);
	return copy;
}

static struct record *
add_record(struct reader *reader)
{
	struct answer *answer = reader->answer;
	struct record *grown;
	size_t room;

	if (answer->n == reader->room) {
		room = reader->room == 0 ? 4 : 2 * reader->room;
		grown = realloc(answer->record, room * sizeof *grown);
		if (grown == NULL)
			return NULL;
		answer->record = grown;
		reader->room = room;
	}
	grown = &answer->record[answer->n];
	memset(grown, 0, sizeof *grown);
	grown->type = reader->record.type;
	grown->fixed = answer->fixed;
	return grown;
}

static uint32_t
address_of(const uint8_t *octet)
{
	return (uint32_t)octet[0] << 24 | (uint32_t)octet[1] << 16 |
	    (uint32_t)octet[2] << 8 | octet[3];
}

/* A and AAAA: `size` octets count, whatever follows them in the RDATA. Past
   the message's end qmail reads what lies there (dns.c, findip). */
static enum taking
take_address(struct reader *reader, size_t size)
{
	const struct wire_guard_record *from = &reader->record;
	struct answer *answer = reader->answer;
	struct record *record;
	const uint8_t *octet = reader->guard.message + from->rdata;

	if (from->rdlength < size) {
		answer->odd |= ODD_SHORT_RECORD;
		return BREAK;
	}
	record = add_record(reader);
	if (record == NULL)
		return NO_MEMORY;
	record->needs = from->rdata + size;
	if (record->needs > reader->guard.len)
		answer->odd |= ODD_BEYOND;
	else if (size == 4)
		record->address = address_of(octet);
	else
		memcpy(record->address6, octet, size);
	if (from->rdlength > size)
		answer->odd |= ODD_LONG_ADDRESS;
	answer->n++;
	return TAKEN;
}

/* The name `skip` octets into the RDATA: read from the message, wherever it
   ends, as dn_expand(3) does. */
static enum taking
take_name(struct reader *reader, size_t skip)
{
	const struct wire_guard_record *from = &reader->record;
	const uint8_t *rdata = reader->guard.message + from->rdata;
	enum wire_guard_verdict verdict;
	struct record *record;
	struct wire_guard_end end;
	struct wire_name name;

	verdict = wire_guard_name(&reader->guard, from->rdata + skip, &name,
	    &end);
	if (verdict != GUARD_SAFE) {
		reader->answer->odd |= verdict == GUARD_REFUSED ?
		    ODD_REFUSED : ODD_BREAKS_OFF;
		return BREAK;
	}
	record = add_record(reader);
	if (record == NULL)
		return NO_MEMORY;
	record->name = name_text(&name);
	if (record->name == NULL)
		return NO_MEMORY;
	record->needs = end.reach;
	if (skip == 2)
		record->preference = (uint16_t)octets_get16(rdata);
	if (end.next != from->rdata + from->rdlength)
		reader->answer->odd |= ODD_NAME_LENGTH;
	reader->answer->n++;
	if (from->type == WIRE_CNAME &&
	    chain_has(&reader->chain, &from->owner))
		chain_add(&reader->chain, &name);
	return TAKEN;
}

static enum taking
take_wanted(struct reader *reader)
{
	switch (reader->wanted) {
	case WIRE_A:
		return take_address(reader, 4);
	case WIRE_AAAA:
		return take_address(reader, 16);
	case WIRE_CNAME:
		return take_name(reader, 0);
	case WIRE_MX:
		if (reader->record.rdlength >= 3)
			return take_name(reader, 2);
		reader->answer->odd |= ODD_SHORT_RECORD;
		return BREAK;
	}
	return SKIPPED;
}

/* A CNAME that qmail passes over is no break whatever its shape; after a bad
   one no other is looked at. */
static enum taking
take_alias(struct reader *reader)
{
	unsigned odd = reader->answer->odd;
	enum taking taking;

	taking = take_name(reader, 0);
	reader->answer->odd = odd;
	if (taking != BREAK)
		return taking;
	reader->takes_aliases = false;
	return SKIPPED;
}

static enum taking
take(struct reader *reader)
{
	struct wire_guard_record *from = &reader->record;
	enum taking taking;
	bool is_chained;

	if (from->type != reader->wanted &&
	    (from->type != WIRE_CNAME || !reader->takes_aliases))
		return SKIPPED;
	wire_name_fold(&from->owner);
	if (from->type != reader->wanted)
		return take_alias(reader);
	is_chained = chain_has(&reader->chain, &from->owner);
	taking = take_wanted(reader);
	if (taking != TAKEN)
		return taking;
	if (!is_chained)
		reader->answer->odd |= ODD_OTHER_OWNER;
	if (from->class != WIRE_IN)
		reader->answer->odd |= ODD_OTHER_CLASS;
	return TAKEN;
}

static void
break_off(struct answer *answer, enum wire_guard_verdict verdict)
{
	answer->class = ANSWER_SOFT;
	if (verdict == GUARD_BROKEN)
		answer->odd |= ODD_BREAKS_OFF;
	if (verdict == GUARD_REFUSED)
		answer->odd |= ODD_REFUSED;
}

/* -1: no memory */
static int
read_section(struct reader *reader)
{
	struct answer *answer = reader->answer;
	struct wire_guard *guard = &reader->guard;
	enum wire_guard_verdict verdict;

	while (guard->left > 0) {
		verdict = wire_guard_next(guard, &reader->record);
		if (verdict != GUARD_SAFE) {
			break_off(answer, verdict);
			return 0;
		}
		if (reader->record.fixed > answer->fixed)
			answer->fixed = reader->record.fixed;
		switch (take(reader)) {
		case NO_MEMORY:
			return -1;
		case BREAK:
			break_off(answer, GUARD_SAFE);
			return 0;
		case TAKEN:
		case SKIPPED:
			break;
		}
		answer->end = guard->at < guard->len ? guard->at : guard->len;
	}
	return 0;
}

/* Records are kept for long: gives back what doubling took too much. */
static void
trim(struct answer *answer)
{
	struct record *trimmed;

	if (answer->n == 0) {
		free(answer->record);
		answer->record = NULL;
		return;
	}
	trimmed = realloc(answer->record, answer->n * sizeof *trimmed);
	if (trimmed != NULL)
		answer->record = trimmed;
}

static uint16_t
wanted_type(const struct wire_query *query)
{
	const uint8_t *at = query->bytes + WIRE_HEADER;
	unsigned type;

	at += wire_name_length(at);
	type = octets_get16(at);
	return type == WIRE_ANY ? WIRE_CNAME : (uint16_t)type;
}

static int
read_records(struct answer *answer, const struct wire_query *query,
    const struct wire_guard *guard)
{
	struct reader reader;
	struct wire_guard_end end;
	struct wire_name question;

	reader.answer = answer;
	reader.guard = *guard;
	reader.wanted = wanted_type(query);
	reader.takes_aliases = reader.wanted != WIRE_CNAME;
	reader.room = 0;
	reader.chain.n = 0;
	reader.chain.overflows = false;
	if (wire_guard_name(guard, WIRE_HEADER, &question, &end) == GUARD_SAFE)
		chain_add(&reader.chain, &question);
	if (read_section(&reader) == -1) {
		answer_free(answer);
		return -1;
	}
	trim(answer);
	return 0;
}

/* glibc's res_query and, of NOERROR, send_dg */
static enum answer_class
class_by_header(const uint8_t *message, size_t len, unsigned answers)
{
	if (wire_is_next_server(message, len))
		return ANSWER_SOFT;
	if ((message[3] & 0x0f) != WIRE_NOERROR || answers == 0)
		return ANSWER_HARD;
	return ANSWER_FOUND;
}

int
wire_read(struct answer *answer, const struct wire_query *query,
    const uint8_t *message, size_t len)
{
	struct wire_guard guard;
	enum wire_guard_verdict verdict;

	answer_none(answer, ANSWER_SOFT);
	answer->size = len;
	verdict = wire_guard_start(&guard, message, len);
	answer->end = guard.at < len ? guard.at : len;
	if (len >= WIRE_HEADER) {
		answer->rcode = message[3] & 0x0f;
		if (wire_is_truncated(message))
			answer->odd |= ODD_TRUNCATED;
	}
	if (verdict != GUARD_SAFE) {
		break_off(answer, verdict);
		return 0;
	}
	answer->class = class_by_header(message, len, guard.left);
	if (answer->class != ANSWER_FOUND)
		return 0;
	return read_records(answer, query, &guard);
}

const char *
wire_library(void)
{
	return ldns_version();
}
