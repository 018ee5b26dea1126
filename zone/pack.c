/*
 * pack.c: a message, its names compressed as a server does (RFC 1035, 4.1.4):
 * sizes count, for many qmails read 512 octets of an answer.
 */
#include <string.h>

#include "base/fold.h"
#include "wire/octets.h"
#include "zone/pack.h"
#include "zone/rdata.h"

enum { POINTER = 0xc000 };

static bool
put(struct zone_pack *pack, const void *from, size_t len)
{
	if (len > pack->most - pack->len)
		return false;
	if (len > 0)
		memcpy(pack->message + pack->len, from, len);
	pack->len += len;
	return true;
}

static bool
put_number(struct zone_pack *pack, unsigned value)
{
	uint8_t octets[2];

	octets_put16(octets, value);
	return put(pack, octets, sizeof octets);
}

/* Does the (perhaps compressed) name at `at` of our own message equal this
   one, ASCII case aside? */
static bool
is_at(const struct zone_pack *pack, size_t at, const uint8_t *name)
{
	const uint8_t *there;

	for (;;) {
		there = pack->message + at;
		if ((*there & 0xc0) == 0xc0) {
			at = octets_get16(there) & 0x3fff;
			continue;
		}
		if (*there == 0)
			return *name == 0;
		if (!fold_equal(there + 1, *there, name + 1, *name))
			return false;
		at += 1 + (size_t)*name;
		name += 1 + (size_t)*name;
	}
}

/* The slot that holds this name's place or, when none does, will. No
   base/table.h: what a message can hold bounds the slots, none is allocated. */
static size_t
slot_of(const struct zone_pack *pack, const uint8_t *name, uint32_t hash)
{
	size_t i = (hash ^ hash >> 16) & (pack->slots - 1);

	while (pack->slot[i] != 0 && !is_at(pack, pack->slot[i], name))
		i = (i + 1) & (pack->slots - 1);
	return i;
}

/* Offers the first n suffixes of the name at `at` to names to come. Only
   whole names can be compared with, so that this comes last. */
static void
offer(struct zone_pack *pack, size_t at, const uint8_t *name,
    const struct zone_suffixes *suffixes, size_t n)
{
	const struct zone_suffix *suffix;
	size_t i, slot;

	for (i = 0; i < n && at + suffixes->suffix[i].at < 0x3fff; i++) {
		suffix = &suffixes->suffix[i];
		slot = slot_of(pack, name + suffix->at, suffix->hash);
		pack->slot[slot] = (uint16_t)(at + suffix->at);
	}
}

static bool
put_name(struct zone_pack *pack, const uint8_t *name)
{
	const struct zone_suffix *suffix;
	struct zone_suffixes suffixes;
	size_t i, at = pack->len;
	unsigned there = 0;

	zone_suffixes(&suffixes, name);
	for (i = 0; i + 1 < suffixes.n; i++) {
		suffix = &suffixes.suffix[i];
		there = pack->slot[slot_of(pack, name + suffix->at,
		    suffix->hash)];
		if (there != 0)
			break;
	}
	if (!put(pack, name, suffixes.suffix[i].at) ||
	    !(there != 0 ? put_number(pack, POINTER | there) :
	    put(pack, "", 1)))
		return false;
	offer(pack, at, name, &suffixes, i);
	return true;
}

bool
zone_pack_start(struct zone_pack *pack, uint8_t *message, size_t most,
    const struct wire_name *name, uint16_t type)
{
	pack->message = message;
	pack->most = most;
	pack->len = WIRE_HEADER;
	if (most < WIRE_HEADER + name->len + 4)
		return false;
	memset(message, 0, WIRE_HEADER);
	/* every name takes two octets or more */
	for (pack->slots = 64; pack->slots < most;)
		pack->slots *= 2;
	if (pack->slots > ZONE_PACK_SLOTS)
		pack->slots = ZONE_PACK_SLOTS;
	memset(pack->slot, 0, pack->slots * sizeof pack->slot[0]);
	return put_name(pack, name->bytes) && put_number(pack, type) &&
	    put_number(pack, WIRE_IN);
}

static bool
put_rdata(struct zone_pack *pack, const struct zone_record *record)
{
	const uint8_t *at = record->rdata;
	size_t before, names = zone_rdata_names(record->type, &before);

	if (!put(pack, at, before))
		return false;
	at += before;
	for (; names > 0; names--) {
		if (!put_name(pack, at))
			return false;
		at += wire_name_length(at);
	}
	return put(pack, at, record->rdlength -
	    (size_t)(at - record->rdata));
}

static bool
put_record(struct zone_pack *pack, const struct zone_record *record,
    const uint8_t *owner)
{
	size_t at, rdlength;

	if (!put_name(pack, owner) || !put_number(pack, record->type) ||
	    !put_number(pack, WIRE_IN) ||
	    !put_number(pack, record->ttl >> 16) ||
	    !put_number(pack, record->ttl & 0xffff))
		return false;
	at = pack->len;
	if (!put_number(pack, 0) || !put_rdata(pack, record))
		return false;
	rdlength = pack->len - at - 2;
	octets_put16(pack->message + at, (unsigned)rdlength);
	return true;
}

bool
zone_pack_record(struct zone_pack *pack, const struct zone_record *record,
    const uint8_t *owner)
{
	size_t len = pack->len;

	if (put_record(pack, record, owner != NULL ? owner : record->owner))
		return true;
	pack->len = len;
	return false;
}
