/*
 * query.c: a question to octets, and which reply is one to it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "wire/name.h"
#include "wire/octets.h"
#include "wire/wire.h"

enum {
	FLAGS_QR = 0x80, FLAGS_OPCODE = 0x78,	/* third octet */
	FLAGS_AA = 0x04, FLAGS_TC = 0x02, FLAGS_RD = 0x01,
	FLAGS_RA = 0x80, FLAGS_RCODE = 0x0f,	/* fourth octet */
	TYPE_OPT = 41,
	OPT = 11		/* octets of one without options */
};

/* RFC 6891, 6.1.2; glibc's __res_nopt: the root, no flags, no options; the
   extended rcode, version, flags and RDLENGTH are 0 */
static void
put_opt(uint8_t opt[OPT], unsigned udp_size)
{
	memset(opt, 0, OPT);
	octets_put16(opt + 1, TYPE_OPT);
	octets_put16(opt + 3, udp_size);
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
	memset(at, 0, WIRE_HEADER);
	wire_set_id(query, id);
	at[2] = FLAGS_RD;
	octets_put16(at + 4, 1);
	octets_put16(at + 10, udp_size != 0);
	at += WIRE_HEADER;
	memcpy(at, name.bytes, name.len);
	at += name.len;
	octets_put16(at, question->type);
	octets_put16(at + 2, WIRE_IN);
	query->len = WIRE_HEADER + name.len + 4;
	if (udp_size == 0)
		return WIRE_MADE;
	put_opt(query->bytes + query->len, udp_size);
	query->len += OPT;
	return WIRE_MADE;
}

void
wire_set_id(struct wire_query *query, uint16_t id)
{
	octets_put16(query->bytes, id);
}

uint16_t
wire_id(const uint8_t *message)
{
	return (uint16_t)octets_get16(message);
}

bool
wire_is_reply(const struct wire_query *query, const uint8_t *message,
    size_t len)
{
	const uint8_t *asked = query->bytes + WIRE_HEADER;
	size_t name = wire_name_length(asked);

	return len >= WIRE_HEADER + name + 4 &&
	    wire_id(message) == wire_id(query->bytes) &&
	    (message[2] & (FLAGS_QR | FLAGS_OPCODE)) == FLAGS_QR &&
	    octets_get16(message + 4) == 1 &&
	    fold_equal(message + WIRE_HEADER, name, asked, name) &&
	    memcmp(message + WIRE_HEADER + name, asked + name, 4) == 0;
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
	if (len < WIRE_HEADER)
		return false;
	switch (message[3] & FLAGS_RCODE) {
	case WIRE_SERVFAIL: case WIRE_NOTIMP: case WIRE_REFUSED:
		return true;
	case WIRE_NOERROR:
		return octets_get16(message + 6) == 0 &&
		    octets_get16(message + 10) == 0 &&
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
