/*
 * A query to what the files answer (RFC 1034, 4.3.2; RFC 4592).
 */
#include <string.h>

#include "wire/guard.h"
#include "wire/octets.h"
#include "zone/pack.h"
#include "zone/store.h"

enum {
	UDP_MOST = 512,			/* RFC 1035, 4.2.1 */
	ALIASES_MOST = 12,		/* followed for one question */
	FLAGS = 0x8480,			/* QR, AA, RA */
	FLAG_TC = 0x0200, FLAG_RD = 0x0100
};

struct query {
	struct wire_name name;
	uint16_t type;
};

struct reply {
	const struct zone *zone;
	struct zone_pack pack;
	uint16_t type;		/* asked for */
	unsigned records;
	int rcode;
	bool is_cut;
	bool known;		/* all names so far: in the files' zones */
};

/* One question of class IN, its name not compressed. */
static bool
read_query(struct query *query, const uint8_t *message, size_t len)
{
	struct wire_guard guard = { message, len, WIRE_HEADER, 0 };
	struct wire_guard_end end;
	size_t next;

	if (len < WIRE_HEADER || (message[2] & 0xf8) != 0 ||
	    octets_get16(message + 4) != 1)
		return false;
	if (wire_guard_name(&guard, WIRE_HEADER, &query->name, &end) !=
	    GUARD_SAFE)
		return false;
	next = end.next;
	if (next != WIRE_HEADER + query->name.len ||
	    len - next < 4 || octets_get16(message + next + 2) != WIRE_IN)
		return false;
	query->type = (uint16_t)octets_get16(message + next);
	return true;
}

/* The name's node, else that of the wildcard below its closest encloser, else
   NULL. */
static const struct zone_node *
find_node(const struct zone *zone, const uint8_t *name,
    const struct zone_suffixes *suffixes, bool *is_wild)
{
	const struct zone_node *node = NULL;
	struct zone_suffixes wild_suffixes;
	struct wire_name wild;
	const uint8_t *above;
	size_t i;

	*is_wild = false;
	for (i = 0; i < suffixes->n; i++) {
		node = zone_find(zone, name, &suffixes->suffix[i]);
		if (node != NULL)
			break;
	}
	if (i == 0 || i == suffixes->n)
		return node;
	/* a label went, of one octet or more: "*" fits in its place */
	wild.bytes[0] = 1;
	wild.bytes[1] = '*';
	above = name + suffixes->suffix[i].at;
	memcpy(wild.bytes + 2, above, wire_name_length(above));
	zone_suffixes(&wild_suffixes, wild.bytes);
	*is_wild = true;
	return zone_find(zone, wild.bytes, wild_suffixes.suffix);
}

/*
 * Files need no SOA, so a zone's extent is guessed: a name is known when it
 * or one above it owns a record, when a name below it does, or when it
 * stands beside such a name under a common name of two labels or more. The
 * root is known when it owns a record.
 */
static bool
is_known(const struct zone *zone, const uint8_t *name,
    const struct zone_suffixes *suffixes)
{
	const struct zone_node *node;
	size_t i, labels;

	for (i = 0; i < suffixes->n; i++) {
		node = zone_find(zone, name, &suffixes->suffix[i]);
		if (node == NULL)
			continue;
		labels = suffixes->n - 1 - i;
		if (node->first != NULL || labels >= 2 ||
		    (i == 0 && labels > 0))
			return true;
	}
	return false;
}

static const struct zone_set *
find_set(const struct zone_node *node, uint16_t type)
{
	const struct zone_set *set = node->first;

	while (set != NULL && set->type != type)
		set = set->next;
	return set;
}

static void
add_record(struct reply *reply, const struct zone_record *record,
    const uint8_t *owner)
{
	if (reply->is_cut)
		return;
	if (reply->records < UINT16_MAX &&
	    zone_pack_record(&reply->pack, record, owner))
		reply->records++;
	else
		reply->is_cut = true;
}

static void
add_set(struct reply *reply, const struct zone_set *set, const uint8_t *owner)
{
	const struct zone_record *record = set->first;

	for (; record != NULL && !reply->is_cut; record = record->next)
		add_record(reply, record, owner);
}

/* What one name gives; the target of the alias that it is, else NULL. */
static const uint8_t *
answer_name(struct reply *reply, const uint8_t *name, bool follows)
{
	struct zone_suffixes suffixes;
	const struct zone_node *node;
	const struct zone_set *set;
	const uint8_t *owner;
	bool is_wild;

	zone_suffixes(&suffixes, name);
	node = find_node(reply->zone, name, &suffixes, &is_wild);
	if (!(is_wild && node != NULL) &&
	    !is_known(reply->zone, name, &suffixes))
		reply->known = false;
	if (node == NULL) {
		reply->rcode = WIRE_NXDOMAIN;
		return NULL;
	}
	owner = is_wild ? name : NULL;
	if (reply->type == WIRE_ANY) {
		for (set = node->first; set != NULL; set = set->next)
			add_set(reply, set, owner);
		return NULL;
	}
	set = find_set(node, reply->type);
	if (set != NULL) {
		add_set(reply, set, owner);
		return NULL;
	}
	set = find_set(node, WIRE_CNAME);
	if (set == NULL || !follows)
		return NULL;
	add_record(reply, set->first, owner);
	return set->first->rdata;
}

static void
write_header(struct reply *reply, const uint8_t *query)
{
	uint8_t *message = reply->pack.message;

	memcpy(message, query, 2);
	octets_put16(message + 2, FLAGS | (octets_get16(query + 2) & FLAG_RD) |
	    (reply->is_cut ? FLAG_TC : 0) | (unsigned)reply->rcode);
	octets_put16(message + 4, 1);
	octets_put16(message + 6, reply->records);
}

size_t
zone_answer(const struct zone *zone, const uint8_t *query, size_t query_len,
    bool udp, uint8_t *message, size_t room, bool *known)
{
	struct query asked;
	struct reply reply;
	const uint8_t *name;
	size_t most = udp ? UDP_MOST : WIRE_MESSAGE;
	int aliases;

	*known = true;
	if (!read_query(&asked, query, query_len))
		return 0;
	name = asked.name.bytes;
	if (!zone_pack_start(&reply.pack, message, room < most ? room : most,
	    &asked.name, asked.type))
		return 0;
	reply.zone = zone;
	reply.type = asked.type;
	reply.records = 0;
	reply.rcode = WIRE_NOERROR;
	reply.is_cut = false;
	reply.known = true;
	for (aliases = 0; name != NULL && !reply.is_cut; aliases++)
		name = answer_name(&reply, name, aliases < ALIASES_MOST);
	write_header(&reply, query);
	*known = reply.known;
	return reply.pack.len;
}
