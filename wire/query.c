#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "wire/name.h"
#include "wire/wire.h"

enum {
	HEADER = 12,
	FLAGS_QR = 0x80, FLAGS_OPCODE = 0x78,	/* third octet */
	FLAGS_AA = 0x04, FLAGS_TC = 0x02, FLAGS_RD = 0x01,
	FLAGS_RA = 0x80, FLAGS_RCODE = 0x0f,	/* fourth octet */
	CLASS_IN = 1,
	TYPE_OPT = 41
};

static uint8_t *
put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
	return at + 2;
}

static unsigned
get16(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

/* RFC 6891, 6.1.2; glibc's __res_nopt: the root, no flags, no options */
static uint8_t *
put_opt(uint8_t *at, unsigned udp_size)
{
	*at++ = 0;
	at = put16(at, TYPE_OPT);
	at = put16(at, udp_size);
	memset(at, 0, 6);	/* extended rcode, version, flags, RDLENGTH */
	return at + 6;
}

enum wire_made
wire_make_query(struct wire_query *query, const struct question *question,
    uint16_t id, unsigned udp_size)
{
	struct wire_name name;
	uint8_t *at = query->bytes;
	bool absolute;

	if (!wire_name_read(&name, question->name, strlen(question->name),
	    &absolute))
		return WIRE_UNSENDABLE;
	memset(at, 0, HEADER);
	wire_set_id(query, id);
	at[2] = FLAGS_RD;
	put16(at + 4, 1);
	put16(at + 10, udp_size != 0);
	at += HEADER;
	memcpy(at, name.bytes, name.len);
	at = put16(at + name.len, question->type);
	at = put16(at, CLASS_IN);
	if (udp_size != 0)
		at = put_opt(at, udp_size);
	query->len = (size_t)(at - query->bytes);
	return WIRE_MADE;
}

void
wire_set_id(struct wire_query *query, uint16_t id)
{
	put16(query->bytes, id);
}

uint16_t
wire_id(const uint8_t *message)
{
	return (uint16_t)get16(message);
}

bool
wire_is_reply(const struct wire_query *query, const uint8_t *message,
    size_t len)
{
	size_t name = wire_name_length(query->bytes + HEADER);

	return len >= HEADER + name + 4 &&
	    wire_id(message) == wire_id(query->bytes) &&
	    (message[2] & (FLAGS_QR | FLAGS_OPCODE)) == FLAGS_QR &&
	    get16(message + 4) == 1 &&
	    fold_equal(message + HEADER, name, query->bytes + HEADER, name) &&
	    memcmp(message + HEADER + name, query->bytes + HEADER + name,
	    4) == 0;
}

bool
wire_is_truncated(const uint8_t *message)
{
	return (message[2] & FLAGS_TC) != 0;
}

/* glibc's res_send.c, send_dg */
bool
wire_is_next_server(const uint8_t *message, size_t len)
{
	if (len < HEADER)
		return false;
	switch (message[3] & FLAGS_RCODE) {
	case WIRE_SERVFAIL: case WIRE_NOTIMP: case WIRE_REFUSED:
		return true;
	case WIRE_NOERROR:
		return get16(message + 6) == 0 && get16(message + 10) == 0 &&
		    (message[2] & FLAGS_AA) == 0 &&
		    (message[3] & FLAGS_RA) == 0;
	}
	return false;
}

void
wire_by_tcp(struct answer *answer)
{
	if (answer->class != ANSWER_SOFT)
		return;
	if (answer->rcode == WIRE_REFUSED || answer->rcode == WIRE_NOTIMP)
		answer->class = ANSWER_HARD;
	if (answer->rcode == WIRE_NOERROR && (answer->odd &
	    (ODD_BREAKS_OFF | ODD_SHORT_RECORD | ODD_REFUSED)) == 0)
		answer->class = ANSWER_HARD;
}

const char *
wire_rcode_name(int rcode)
{
	static const char *const names[] = {
		"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP",
		"REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET", "NOTAUTH",
		"NOTZONE", "RCODE11", "RCODE12", "RCODE13", "RCODE14",
		"RCODE15"
	};

	if (rcode < 0 || (size_t)rcode >= sizeof names / sizeof names[0])
		return "NONE";
	return names[rcode];
}

const char *
wire_type_name(uint16_t type)
{
	switch (type) {
	case WIRE_A:
		return "A";
	case WIRE_CNAME:
		return "CNAME";
	case WIRE_MX:
		return "MX";
	case WIRE_AAAA:
		return "AAAA";
	case WIRE_ANY:
		return "ANY";
	}
	return "?";
}

int
wire_same_name(const char *a, const char *b)
{
	struct wire_name left, right;
	bool absolute;

	if (!wire_name_read(&left, a, strlen(a), &absolute) ||
	    !wire_name_read(&right, b, strlen(b), &absolute))
		return -1;
	return fold_equal(left.bytes, left.len, right.bytes, right.len);
}
