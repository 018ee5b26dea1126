/*
 * wire.h: a question to bytes, and bytes to an answer as qmail's resolver
 * takes them. Pure: no system call, no state, so that it can be fuzzed.
 *
 * Names are text as dn_expand(3) writes it: no final dot, \DDD (decimal) for
 * octets outside 33 to 126, a backslash before . ; ( ) @ $ " and \ inside a
 * label. The root is "". The text goes back to bytes the same way.
 */
#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WIRE_A = 1,
	WIRE_CNAME = 5,
	WIRE_MX = 15,
	WIRE_AAAA = 28,
	WIRE_ANY = 255
};

enum { WIRE_IN = 1 };		/* the Internet's class */

enum {
	WIRE_NAME = 1025,	/* room for a name in text and its NUL */
	WIRE_HEADER = 12,
	WIRE_QUERY = WIRE_HEADER + 255 + 4 + 11,	/* question, OPT */
	WIRE_MESSAGE = 65535
};

enum {	/* rcodes by the names the messages use */
	WIRE_NOERROR = 0, WIRE_FORMERR = 1, WIRE_SERVFAIL = 2,
	WIRE_NXDOMAIN = 3, WIRE_NOTIMP = 4, WIRE_REFUSED = 5
};

/* how an answer came */
enum transport {
	TRANSPORT_NONE,		/* never sent, or nobody answered */
	TRANSPORT_UDP,
	TRANSPORT_TCP,
	TRANSPORT_ZONE,		/* from --zone's files */
	TRANSPORT_CACHE		/* asked earlier in this run */
};

enum { WIRE_SERVER = 80 };	/* room for "address%scope@port" */

struct origin {
	char server[WIRE_SERVER];	/* "127.0.0.53@53", "" when none */
	enum transport transport;
	int64_t us;		/* microseconds from question to answer */
	bool not_in_zone;	/* --zone: the name is in no zone */
};

struct question {
	const char *name;	/* borrowed; text as above */
	uint16_t type;
};

/* what an answer is for qmail (glibc's res_query and qmail's dns.c) */
enum answer_class { ANSWER_FOUND, ANSWER_HARD, ANSWER_SOFT };

/* what is odd about an answer that qmail accepts all the same */
enum answer_odd {
	ODD_BREAKS_OFF = 1 << 0,	/* before ANCOUNT records were read */
	ODD_SHORT_RECORD = 1 << 1,	/* A under 4 octets, MX under 3 */
	ODD_LONG_ADDRESS = 1 << 2,	/* A longer than 4 octets */
	ODD_NAME_LENGTH = 1 << 3,	/* an MX or CNAME name's end is not
					   its RDLENGTH's */
	ODD_OTHER_OWNER = 1 << 4,	/* a record for a name not in the
					   chain from the question */
	ODD_OTHER_CLASS = 1 << 5,	/* not IN */
	ODD_TRUNCATED = 1 << 6,		/* TC set in the answer taken */
	ODD_REFUSED = 1 << 7,		/* qmail would take a record here that
					   mxwhy refuses (see guard.c):
					   the facts are not to be trusted */
	ODD_BEYOND = 1 << 8		/* octets of an address lie behind the
					   message */
};

struct record {		/* of the answer section, in its order */
	uint16_t type;		/* A, MX, CNAME or AAAA */
	uint16_t preference;	/* MX */
	uint32_t address;	/* A; first octet on top */
	uint8_t address6[16];	/* AAAA */
	char *name;		/* MX, CNAME: the target; owned, else NULL */
	size_t fixed;		/* where the octets end, counted from the
				   message's start, that it and the records
				   before it (of any type) need to be read:
				   owner names and fixed parts */
	size_t needs;		/* where those end that its data needs: four
				   of an A, an MX's name whatever RDLENGTH
				   says; past the message: ODD_BEYOND */
};

struct answer {
	enum answer_class class;
	int rcode;		/* -1: no reply at all */
	size_t size;		/* octets of the message, 0: none */
	size_t end;		/* where its answer section ends */
	size_t fixed;		/* as the last record's, of whatever type */
	unsigned odd;		/* of enum answer_odd */
	struct record *record;	/* owned; types A, MX, CNAME, AAAA only.
				   With class SOFT and ODD_BREAKS_OFF or
				   ODD_SHORT_RECORD: those before the break */
	size_t n;
};

struct wire_query {
	uint8_t bytes[WIRE_QUERY];
	size_t len;
};

enum wire_made { WIRE_MADE, WIRE_UNSENDABLE };

/*
 * A plain query: RD set, class IN; an OPT of udp_size octets unless that is
 * 0. UNSENDABLE: a label past 63, a name past 255, an empty label inside:
 * what res_query refuses with a hard failure.
 */
enum wire_made
wire_make_query(struct wire_query *, const struct question *, uint16_t id,
    unsigned udp_size);

/* The same query under another id. */
void
wire_set_id(struct wire_query *, uint16_t id);

uint16_t
wire_id(const uint8_t *message);	/* of 2 octets or more */

/*
 * Is it a reply to this query: 12 octets or more, the id, QR, opcode 0, one
 * question, its bytes ours but for ASCII case? What is not is ignored.
 */
bool
wire_is_reply(const struct wire_query *, const uint8_t *message, size_t len);

/* TC of a reply that wire_is_reply accepted */
bool
wire_is_truncated(const uint8_t *message);

/*
 * Does glibc turn from this UDP reply to the next server: SERVFAIL, REFUSED,
 * NOTIMP, or a lame referral (NOERROR, no answer and no additional record,
 * AA and RA clear)?
 */
bool
wire_is_next_server(const uint8_t *message, size_t len);

/*
 * Bytes to answer: class, records, ends. The message passed wire_is_reply.
 * -1: no memory (answer is then empty and needs no free).
 */
int
wire_read(struct answer *, const struct wire_query *, const uint8_t *message,
    size_t len);

/*
 * wire_read takes a message for one that came over UDP. By TCP glibc takes
 * every rcode as the answer: of the failures only SERVFAIL stays soft, and
 * there is no lame referral.
 */
void
wire_by_tcp(struct answer *);

/* An answer without a message: SOFT (no server answered) or HARD
   (unsendable). */
void
answer_none(struct answer *, enum answer_class);

/* -1: no memory */
int
answer_copy(struct answer *, const struct answer *);

/*
 * What qmail with so much room makes of an answer to a question of that type:
 * its class, and how many of its records it reads (answer.record[0 .. *n -
 * 1]). A record is read when its owner and fixed part fit; of those asked for
 * (CNAME for ANY) an MX or CNAME must fit too (dns.c: findip, findmx,
 * findname).
 */
enum answer_class
answer_read(const struct answer *, uint16_t type, size_t room, size_t *n);

/* Is it the room alone that makes it a soft failure? */
bool
answer_is_cut(const struct answer *, uint16_t type, size_t room);

/*
 * Does the record lie within the message and the room? Of an A that does not
 * qmail takes octets that lie behind for the rest of the address.
 */
bool
answer_has_data(const struct answer *, const struct record *, size_t room);

void
answer_free(struct answer *);

/* Octets a struct answer holds on to, for bounded tables. */
size_t
answer_weight(const struct answer *);

/* "NOERROR" and so on, "RCODE11" style names for unknown ones; static text
   for 0 to 15, "NONE" for -1. */
const char *
wire_rcode_name(int rcode);

/* "A", "MX", "CNAME", "AAAA", "ANY"; else "?" */
const char *
wire_type_name(uint16_t type);

/* ldns's version; static */
const char *
wire_library(void);

#endif
