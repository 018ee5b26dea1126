/*
 * plain_reply.c: see plain_reply.h. dns.c: resolve, findip, findmx, findname.
 */
#include <string.h>

#include "plain_reply.h"

/* of <resolv.h>, which the tree's own resolv.h hides */
int
dn_expand(const unsigned char *message, const unsigned char *end,
    const unsigned char *at, char *name, int room);

static unsigned
get16(const uint8_t *at)
{
	return at[0] * 256u + at[1];
}

static int
expand(const struct plain_reply *reply, const uint8_t *at, char *name)
{
	return dn_expand(reply->message, reply->end, at, name, WIRE_NAME);
}

void
plain_reply_start(struct plain_reply *reply, unsigned wanted,
    const uint8_t *message, size_t len)
{
	char name[WIRE_NAME];
	unsigned questions;
	int n;

	reply->message = message;
	reply->end = message + len;
	reply->wanted = wanted;
	reply->broken = len < 12;
	if (reply->broken)
		return;
	reply->at = message + 12;
	reply->left = get16(message + 6);
	for (questions = get16(message + 4); questions > 0; questions--) {
		n = expand(reply, reply->at, name);
		if (n < 0 || reply->end - reply->at - n < 4) {
			reply->broken = true;
			return;
		}
		reply->at += n + 4;
	}
}

static enum plain_step
take_wanted(const struct plain_reply *reply, const uint8_t *rdata,
    unsigned rdlength, struct plain_record *record)
{
	unsigned size = reply->wanted == WIRE_A ? 4 : 16;

	switch (reply->wanted) {
	case WIRE_CNAME:
		return expand(reply, rdata, record->name) < 0 ? PLAIN_SOFT :
		    PLAIN_RECORD;
	case WIRE_MX:
		if (rdlength < 3 || reply->end - rdata < 2)
			return PLAIN_SOFT;
		record->preference = get16(rdata);
		return expand(reply, rdata + 2, record->name) < 0 ?
		    PLAIN_SOFT : PLAIN_RECORD;
	}
	if (rdlength < size)
		return PLAIN_SOFT;
	if (reply->end - rdata < (long)size)
		return PLAIN_BEYOND;
	memcpy(record->address, rdata, size);
	return PLAIN_RECORD;
}

enum plain_step
plain_reply_next(struct plain_reply *reply, struct plain_record *record)
{
	enum plain_step step = PLAIN_OTHER;
	unsigned type, rdlength;
	const uint8_t *rdata;
	char owner[WIRE_NAME];
	int n;

	if (reply->broken)
		return PLAIN_SOFT;
	if (reply->left == 0)
		return PLAIN_END;
	reply->left--;
	n = reply->at < reply->end ? expand(reply, reply->at, owner) : -1;
	if (n < 0 || reply->end - reply->at - n < 10)
		return PLAIN_SOFT;
	type = get16(reply->at + n);
	rdlength = get16(reply->at + n + 8);
	rdata = reply->at + n + 10;
	if (type == reply->wanted)
		step = take_wanted(reply, rdata, rdlength, record);
	reply->at = rdlength < reply->end - rdata ? rdata + rdlength :
	    reply->end;
	record->fixed = (size_t)(rdata - reply->message);
	/* past the message there is nothing: the next record fails */
	return step;
}

enum answer_class
plain_reply_class(const uint8_t *message, size_t len)
{
	unsigned rcode;

	if (len < 12)
		return ANSWER_SOFT;
	rcode = message[3] % 16;
	if (rcode == WIRE_SERVFAIL || rcode == WIRE_NOTIMP ||
	    rcode == WIRE_REFUSED)
		return ANSWER_SOFT;
	if (rcode != WIRE_NOERROR)
		return ANSWER_HARD;
	if (get16(message + 6) > 0)
		return ANSWER_FOUND;
	return get16(message + 10) == 0 && (message[2] & 4) == 0 &&
	    (message[3] & 0x80) == 0 ? ANSWER_SOFT : ANSWER_HARD;
}

static bool
same_record(const struct record *ours, const struct plain_record *record)
{
	uint32_t address = (uint32_t)record->address[0] << 24 |
	    (uint32_t)record->address[1] << 16 |
	    (uint32_t)record->address[2] << 8 | record->address[3];

	if (ours->fixed < record->fixed)
		return false;
	switch (ours->type) {
	case WIRE_A:
		return ours->address == address;
	case WIRE_AAAA:
		return memcmp(ours->address6, record->address, 16) == 0;
	case WIRE_MX:
		return ours->preference == record->preference &&
		    strcmp(ours->name, record->name) == 0;
	}
	return strcmp(ours->name, record->name) == 0;
}

bool
plain_reply_agrees(const struct answer *answer, unsigned wanted,
    const uint8_t *message, size_t len, size_t room)
{
	bool refused = (answer->odd & ODD_REFUSED) != 0;
	struct plain_reply reply, whole;
	struct plain_record record;
	enum plain_step step = PLAIN_OTHER;
	enum answer_class class;
	size_t i = 0, n;

	if (refused && answer->class != ANSWER_SOFT)
		return false;
	class = answer_read(answer, (uint16_t)wanted, room, &n);
	plain_reply_start(&reply, wanted, message, len < room ? len : room);
	plain_reply_start(&whole, wanted, message, len);
	/* a question of ours ends in front of any room */
	if (reply.broken && !whole.broken)
		return true;
	if (!whole.broken && plain_reply_class(message, len) != ANSWER_FOUND)
		return n == 0 && class == plain_reply_class(message, len);
	for (;;) {
		while (i < n && answer->record[i].type != wanted)
			i++;	/* aliases that qmail does not read */
		step = plain_reply_next(&reply, &record);
		if (step == PLAIN_OTHER)
			continue;
		if (i == n && refused)
			return true;
		if (step == PLAIN_SOFT || step == PLAIN_END)
			break;
		if (i == n || answer_has_data(answer, &answer->record[i],
		    room) != (step == PLAIN_RECORD))
			return false;
		if (step == PLAIN_RECORD && !same_record(&answer->record[i],
		    &record))
			return false;
		i++;
	}
	return i == n && class ==
	    (step == PLAIN_SOFT ? ANSWER_SOFT : ANSWER_FOUND);
}
