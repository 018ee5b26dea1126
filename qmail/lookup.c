/*
 * lookup.c: the look-ups of one recipient's domain as qmail-remote does them.
 */
#include <stdlib.h>
#include <string.h>

#include "netmask.h"
#include "qmail/alias.h"

static int
address_add(struct lookup *lookup, size_t *room, uint32_t address,
    unsigned preference, size_t mx)
{
	struct lookup_address *grown;

	if (lookup->n_address == *room) {
		*room = *room > 0 ? *room * 2 : 8;
		grown = realloc(lookup->address, *room * sizeof *grown);
		if (grown == NULL)
			return -1;
		lookup->address = grown;
	}
	lookup->address[lookup->n_address].address = address;
	lookup->address[lookup->n_address].preference = preference;
	lookup->address[lookup->n_address++].mx = mx;
	return 0;
}

/* dns.c, findip: an address that crosses the room's end is taken, too */
static void
unknown_add(struct lookup *lookup, unsigned preference)
{
	if (lookup->n_unknown++ == 0 ||
	    preference < lookup->unknown_preference)
		lookup->unknown_preference = preference;
}

/* what an answer's addresses are for */
struct purpose {
	size_t room;		/* octets of an answer that are read */
	unsigned preference;
	size_t mx;
};

static int
answer_addresses(struct lookup *lookup, size_t *grown,
    const struct answer *answer, size_t n, const struct purpose *purpose)
{
	const struct record *record = answer->record;

	for (; n > 0; n--, record++) {
		if (record->type != WIRE_A)
			continue;
		if (!answer_has_data(answer, record, purpose->room))
			unknown_add(lookup, purpose->preference);
		else if (address_add(lookup, grown, record->address,
		    purpose->preference, purpose->mx) == -1)
			return -1;
	}
	return 0;
}

static bool
has_addresses(const struct lookup *lookup)
{
	return lookup->n_address > 0 || lookup->n_unknown > 0;
}

/*
 * dns_ip of one name at preference 0: the relay's, or the domain's own
 * addresses. What was read before a soft failure is lost here.
 */
static int
plain_addresses(struct lookup *lookup, struct facts *facts, size_t room,
    const char *name, enum asker by)
{
	const struct purpose purpose = { room, 0, SIZE_MAX };
	const struct answer *answer;
	size_t n, grown = 0;
	uint32_t address;

	if (netmask_scan_literal(name, &address)) {
		lookup->end = LOOKUP_ADDRESSES;
		return address_add(lookup, &grown, address, 0, SIZE_MAX);
	}
	if (facts_need(facts, name, WIRE_A, by, &answer) == -1)
		return -1;
	if (answer == NULL)
		return 0;
	switch (answer_read(answer, WIRE_A, room, &n)) {
	case ANSWER_SOFT:
		lookup->end = LOOKUP_SOFT;
		return 0;
	case ANSWER_HARD:
		lookup->end = LOOKUP_NO_HOST;
		return 0;
	case ANSWER_FOUND:
		break;
	}
	if (answer_addresses(lookup, &grown, answer, n, &purpose) == -1)
		return -1;
	lookup->end = has_addresses(lookup) ? LOOKUP_ADDRESSES :
	    LOOKUP_NO_EXCHANGER;
	return 0;
}

/* by preference; ties in the order of the answer, which `first` still holds */
static int
mx_compare(const void *a, const void *b)
{
	const struct lookup_mx *x = a, *y = b;

	if (x->preference != y->preference)
		return x->preference < y->preference ? -1 : 1;
	return x->first < y->first ? -1 : x->first > y->first;
}

static int
mx_collect(struct lookup *lookup, const struct answer *answer, size_t n)
{
	struct lookup_mx *mx;
	size_t i;

	if (n == 0)
		return 0;
	lookup->mx = calloc(n, sizeof *lookup->mx);
	if (lookup->mx == NULL)
		return -1;
	for (i = 0; i < n; i++) {
		if (answer->record[i].type != WIRE_MX)
			continue;
		mx = &lookup->mx[lookup->n_mx];
		mx->preference = answer->record[i].preference;
		mx->name = answer->record[i].name;
		mx->first = lookup->n_mx++;
	}
	qsort(lookup->mx, lookup->n_mx, sizeof *lookup->mx, mx_compare);
	return 0;
}

/*
 * dns_ipplus of one MX host. 1: its addresses are in, 0: its question is
 * open, -1: no memory. An address in text counts as preference 0.
 */
static int
mx_addresses(struct lookup *lookup, struct facts *facts, size_t room,
    size_t *grown, size_t i, enum asker by)
{
	struct lookup_mx *mx = &lookup->mx[i];
	const struct purpose purpose = { room, mx->preference, i };
	size_t n, before = lookup->n_unknown;
	uint32_t address;

	mx->first = lookup->n_address;
	if (netmask_scan_literal(mx->name, &address)) {
		mx->class = MX_LITERAL;
		mx->n = 1;
		return address_add(lookup, grown, address, 0, i) == -1 ?
		    -1 : 1;
	}
	if (facts_need(facts, mx->name, WIRE_A, by, &mx->a) == -1)
		return -1;
	if (mx->a == NULL)
		return 0;
	switch (answer_read(mx->a, WIRE_A, room, &n)) {
	case ANSWER_HARD:
		mx->class = MX_HARD;
		return 1;
	case ANSWER_SOFT:
		mx->class = MX_SOFT;
		lookup->soft_dropped = true;
		break;
	case ANSWER_FOUND:
		mx->class = MX_FOUND;
		break;
	}
	if (answer_addresses(lookup, grown, mx->a, n, &purpose) == -1)
		return -1;
	mx->n = lookup->n_address - mx->first;
	mx->n_unknown = lookup->n_unknown - before;
	return 1;
}

static int
mx_walk(struct lookup *lookup, struct facts *facts, size_t room,
    enum asker by)
{
	bool open = false;
	size_t i, grown = 0;
	int done;

	for (i = 0; i < lookup->n_mx; i++) {
		done = mx_addresses(lookup, facts, room, &grown, i, by);
		if (done == -1)
			return -1;
		open |= done == 0;
	}
	if (open)
		return 0;
	if (has_addresses(lookup))
		lookup->end = LOOKUP_ADDRESSES;
	else
		lookup->end = lookup->soft_dropped ? LOOKUP_SOFT :
		    LOOKUP_NO_EXCHANGER;
	return 0;
}

/* dns.c, dns_mxip */
static int
mx_lookup(struct lookup *lookup, struct facts *facts, size_t room,
    const char *name, enum asker by, bool ahead)
{
	const struct answer *early;
	enum answer_class class;
	uint32_t address;
	size_t n;

	if (netmask_scan_literal(name, &address)) {
		lookup->from = FROM_LITERAL;
		return plain_addresses(lookup, facts, room, name, by);
	}
	if (facts_need(facts, name, WIRE_MX, by, &lookup->mx_answer) == -1)
		return -1;
	if (ahead && facts_need(facts, name, WIRE_A, ASKER_AHEAD,
	    &early) == -1)
		return -1;
	if (lookup->mx_answer == NULL)
		return 0;
	class = answer_read(lookup->mx_answer, WIRE_MX, room, &n);
	if (class == ANSWER_SOFT) {
		lookup->from = FROM_MX;
		lookup->end = LOOKUP_SOFT;
		return 0;
	}
	if (class == ANSWER_FOUND &&
	    mx_collect(lookup, lookup->mx_answer, n) == -1)
		return -1;
	if (lookup->n_mx == 0) {
		lookup->from = FROM_FALLBACK;
		return plain_addresses(lookup, facts, room, name, by);
	}
	lookup->from = FROM_MX;
	return mx_walk(lookup, facts, room, by);
}

static int
walk(struct lookup *lookup, struct facts *facts, const struct flavor *flavor,
    const struct route *route, const char *dns_name, bool ahead)
{
	enum lookup_alias_state state = ALIAS_SETTLED;
	enum asker by;

	if (route->has_relay) {
		lookup->from = FROM_RELAY;
		lookup->name = route->relay;
		return plain_addresses(lookup, facts, flavor->room,
		    route->relay, ASKER_QMAIL);
	}
	if (flavor->alias != ALIAS_NONE &&
	    lookup_alias(lookup, facts, flavor, dns_name, &state) == -1)
		return -1;
	if (state == ALIAS_FAILED) {
		lookup->end = LOOKUP_ALIAS_SOFT;
		return 0;
	}
	by = state == ALIAS_PENDING ? ASKER_AHEAD : ASKER_QMAIL;
	if (mx_lookup(lookup, facts, flavor->room, dns_name, by, ahead) == -1)
		return -1;
	if (state == ALIAS_PENDING)
		lookup->end = LOOKUP_MISSING;
	return ahead && flavor->alias != ALIAS_NONE &&
	    lookup->mx_answer != NULL ? lookup_alias_ahead(facts, flavor,
	    lookup->mx_answer) : 0;
}

int
lookup_run(struct lookup *lookup, struct facts *facts,
    const struct flavor *flavor, const struct route *route,
    const char *dns_name, bool ahead)
{
	lookup_free(lookup);
	lookup->end = LOOKUP_MISSING;
	lookup->name = dns_name;
	if (walk(lookup, facts, flavor, route, dns_name, ahead) == -1) {
		lookup_free(lookup);
		return -1;
	}
	return 0;
}

void
lookup_free(struct lookup *lookup)
{
	free(lookup->mx);
	free(lookup->address);
	free(lookup->alias);
	memset(lookup, 0, sizeof *lookup);
}
