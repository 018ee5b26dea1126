/*
 * guard.c: see guard.h.
 */
#include "wire/guard.h"
#include "wire/octets.h"

enum {
	QUESTION_FIXED = 4,
	RECORD_FIXED = 10,
	LABEL_TYPE = 0xc0
};

/* Copies the label at `at`, its length octet included, to where the name has
   `len` octets; the root's 0 must still fit. Its octets; 0: cannot be. */
static size_t
take_label(const struct wire_guard *guard, size_t at, struct wire_name *name,
    size_t len)
{
	const uint8_t *from = guard->message + at;
	size_t i, n = *from + (size_t)1;

	if ((*from & LABEL_TYPE) != 0 || n > guard->len - at ||
	    len + n + 1 > WIRE_OCTETS)
		return 0;
	for (i = 0; i < n; i++)		/* mostly short */
		name->bytes[len + i] = from[i];
	return n;
}

static void
reach_to(struct wire_guard_end *end, size_t at)
{
	if (at > end->reach)
		end->reach = at;
}

/*
 * `seen` is ns_name_unpack's `checked`: octets of labels and pointers gone
 * through. Every pointer adds 2, so it ends each loop.
 */
enum wire_guard_verdict
wire_guard_name(const struct wire_guard *guard, size_t at,
    struct wire_name *name, struct wire_guard_end *end)
{
	const uint8_t *message = guard->message;
	size_t seen = 0, pointers = 0, len = 0, n;

	end->reach = 0;
	for (;;) {
		if (at >= guard->len)
			return GUARD_BROKEN;
		if (message[at] == 0)
			break;
		if ((message[at] & LABEL_TYPE) == LABEL_TYPE) {
			if (guard->len - at < 2)
				return GUARD_BROKEN;
			if (pointers++ == 0)
				end->next = at + 2;
			reach_to(end, at + 2);
			at = octets_get16(message + at) & 0x3fff;
			seen += 2;
			if (at >= guard->len || seen >= guard->len)
				return GUARD_BROKEN;
			continue;
		}
		n = take_label(guard, at, name, len);
		if (n == 0)
			return GUARD_BROKEN;
		seen += n;
		at += n;
		len += n;
		reach_to(end, at);
	}
	reach_to(end, at + 1);
	name->bytes[len] = 0;
	name->len = len + 1;
	if (pointers == 0)
		end->next = at + 1;
	return pointers > WIRE_GUARD_POINTERS ? GUARD_REFUSED : GUARD_SAFE;
}

enum wire_guard_verdict
wire_guard_start(struct wire_guard *guard, const uint8_t *message, size_t len)
{
	enum wire_guard_verdict verdict;
	struct wire_guard_end end;
	struct wire_name name;
	unsigned left;

	guard->message = message;
	guard->len = len;
	guard->at = WIRE_HEADER;
	guard->left = 0;
	if (len < WIRE_HEADER)
		return GUARD_BROKEN;
	for (left = octets_get16(message + 4); left > 0; left--) {
		verdict = wire_guard_name(guard, guard->at, &name, &end);
		if (verdict != GUARD_SAFE)
			return verdict;
		guard->at = end.next;
		if (guard->len - guard->at < QUESTION_FIXED)
			return GUARD_BROKEN;
		guard->at += QUESTION_FIXED;
	}
	guard->left = octets_get16(message + 6);
	return GUARD_SAFE;
}

enum wire_guard_verdict
wire_guard_next(struct wire_guard *guard, struct wire_guard_record *record)
{
	enum wire_guard_verdict verdict;
	struct wire_guard_end end;
	const uint8_t *fixed;

	verdict = wire_guard_name(guard, guard->at, &record->owner, &end);
	if (verdict != GUARD_SAFE)
		return verdict;
	if (guard->len - end.next < RECORD_FIXED)
		return GUARD_BROKEN;
	fixed = guard->message + end.next;
	record->type = (uint16_t)octets_get16(fixed);
	record->class = (uint16_t)octets_get16(fixed + 2);
	record->rdlength = octets_get16(fixed + 8);
	record->rdata = end.next + RECORD_FIXED;
	reach_to(&end, record->rdata);
	record->fixed = end.reach;
	guard->at = record->rdata + record->rdlength;
	guard->left--;
	return GUARD_SAFE;
}
