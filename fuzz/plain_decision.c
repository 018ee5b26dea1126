/*
 * plain_decision.c: see plain_decision.h.
 */
#include <string.h>

#include "plain_decision.h"

enum read_as { READ_FOUND, READ_HARD, READ_SOFT };

/* Four runs of digits with dots between, modulo 256; the octets used or 0. */
static size_t
scan_address(const char *text, size_t len, uint8_t octet[4])
{
	size_t at = 0;
	int i;

	for (i = 0; i < 4; i++) {
		if (i > 0 && (at == len || text[at++] != '.'))
			return 0;
		if (at == len || text[at] < '0' || text[at] > '9')
			return 0;
		octet[i] = 0;
		while (at < len && text[at] >= '0' && text[at] <= '9')
			octet[i] = (uint8_t)(octet[i] * 10 + text[at++] - '0');
	}
	return at;
}

static uint32_t
whole(const uint8_t octet[4])
{
	return octet[0] * 0x1000000u + octet[1] * 0x10000u +
	    octet[2] * 0x100u + octet[3];
}

static bool
is_literal(const char *name, uint32_t *address)
{
	size_t len = strlen(name);
	uint8_t octet[4];

	if (len > 1 && name[0] == '[' && name[len - 1] == ']') {
		name++;
		len -= 2;
	}
	if (len == 0 || scan_address(name, len, octet) != len)
		return false;
	*address = whole(octet);
	return true;
}

/* the best length of the entries that match, -1: none */
struct best {
	int me, not_me;
};

static void
match(int *best, uint32_t address, const uint8_t entry[4],
    const uint8_t mask[4])
{
	static const int bits[] = { 0, 128, 192, 224, 240, 248, 252, 254, 255 };
	int i, k, length = 0;

	for (i = 0; i < 4; i++) {
		if (entry[i] != ((address >> (24 - 8 * i)) & mask[i]))
			return;
		for (k = 1; k < 9; k++)
			length += mask[i] == bits[k] ? k : 0;
	}
	if (length > *best)
		*best = length;
}

static void
match_file(int *best, uint32_t address, const uint8_t *bytes, size_t len)
{
	static const uint8_t all[4] = { 255, 255, 255, 255 };
	uint8_t entry[4], mask[4];
	const char *line, *slash;
	size_t n, start = 0, end;

	while (start < len) {
		line = (const char *)bytes + start;
		for (end = start; end < len && bytes[end] != '\n'; end++)
			;
		n = end - start - (end == len);	/* the last octet goes */
		start = end + 1;
		if (memchr(line, '\0', n) != NULL)
			n = strlen(line);
		slash = memchr(line, '/', n);
		if (scan_address(line, slash != NULL ? (size_t)(slash - line) :
		    n, entry) == 0)
			continue;
		memcpy(mask, all, 4);
		if (slash != NULL && scan_address(slash + 1,
		    n - (size_t)(slash + 1 - line), mask) == 0)
			continue;
		match(best, address, entry, mask);
	}
}

static void
match_number(int *best, uint32_t address, uint32_t entry, uint32_t mask)
{
	uint8_t e[4], m[4];
	int i;

	for (i = 0; i < 4; i++) {
		e[i] = (uint8_t)(entry >> (24 - 8 * i));
		m[i] = (uint8_t)(mask >> (24 - 8 * i));
	}
	match(best, address, e, m);
}

static bool
is_me(const struct scene *scene, uint32_t address)
{
	const char *flavor = scene->flavor->name;
	bool patched = strcmp(flavor, "netqmail-1.06+moreipme") == 0 ||
	    strcmp(flavor, "sagredo") == 0;
	bool all = strcmp(flavor, "notqmail-1.08") == 0 ||
	    strcmp(flavor, "notqmail-1.09") == 0;
	struct best best = { -1, -1 };
	const struct interface *interface;
	size_t i;

	if (patched)
		match_number(&best.me, address, 0x7f000000, 0xff000000);
	if (strcmp(flavor, "qmail-1.03") != 0)
		match_number(&best.me, address, 0, 0xffffffff);
	for (i = 0; i < scene->n_interface; i++) {
		interface = &scene->interface[i];
		if (!interface->label_up || (!all && interface->by_label == 0))
			continue;
		match_number(&best.me, address, all ? interface->address :
		    interface->by_label, 0xffffffff);
	}
	if (patched && scene->has_moreipme)
		match_file(&best.me, address, scene->moreipme,
		    scene->moreipme_len);
	if (patched && scene->has_notipme)
		match_file(&best.not_me, address, scene->notipme,
		    scene->notipme_len);
	return best.me > best.not_me;
}

/* how many of 32 processes skip the address */
static unsigned
skipping(const struct scene *scene, uint32_t address)
{
	const uint8_t *record = scene->tcpto;
	unsigned n = 0, pid;
	long age;
	int i;

	for (i = 0; i < SCENE_TCPTO; i++, record += 16) {
		if (whole(record) != address)
			continue;
		age = SCENE_NOW - (long)(record[8] + record[9] * 0x100u +
		    record[10] * 0x10000u + record[11] * 0x1000000u);
		for (pid = 0; pid < 32; pid++)
			n += record[4] >= 2 && record[4] < 128 &&
			    age < (60 + (long)pid) * 64;
		return n;
	}
	return 0;
}

static size_t
room(const struct scene *scene)
{
	return strcmp(scene->flavor->name, "notqmail-1.09") == 0 ||
	    strcmp(scene->flavor->name, "sagredo") == 0 ? 65536 : 512;
}

/*
 * How the parser ends that goes through all records; *n: read until then. The
 * names of what was asked for have to fit, addresses need not.
 */
static enum read_as
read_answer(const struct scene *scene, const struct scene_answer *answer,
    size_t *n)
{
	const struct scene_record *record;

	*n = 0;
	if (answer == NULL || answer->class == ANSWER_HARD)
		return READ_HARD;
	for (; *n < answer->n; ++*n) {
		record = &answer->record[*n];
		if (record->fixed > room(scene))
			return READ_SOFT;
		if (record->type == answer->type && record->type != WIRE_A &&
		    record->end > room(scene))
			return READ_SOFT;
	}
	if (answer->class == ANSWER_SOFT || answer->fixed > room(scene))
		return READ_SOFT;
	return READ_FOUND;
}

static void
add(struct plain_decision *d, uint32_t address, unsigned preference,
    unsigned stands)
{
	struct plain_candidate *c = &d->candidate[d->n++];

	c->address = address;
	c->preference = preference;
	c->stands = stands;
}

/* dns_ipplus */
static enum read_as
addresses_of(struct plain_decision *d, const struct scene *scene,
    const char *name, unsigned preference)
{
	const struct scene_answer *answer = scene_ask(scene, name, WIRE_A);
	enum read_as how;
	uint32_t address;
	size_t i, n;

	if (is_literal(name, &address)) {
		add(d, address, 0, preference);
		return READ_FOUND;
	}
	how = read_answer(scene, answer, &n);
	for (i = 0; i < n; i++) {
		if (answer->record[i].type != WIRE_A)
			continue;
		if (answer->record[i].end <= room(scene))
			add(d, answer->record[i].address, preference,
			    preference);
		else if (d->unknown++ == 0 || preference < d->unknown_best)
			d->unknown_best = preference;
	}
	return how;
}

static bool
end(struct plain_decision *d, enum plain_verdict verdict, const char *code)
{
	d->verdict = verdict;
	d->code = code;
	d->n = d->unknown = 0;
	return false;
}

/* dns_ip: all or nothing */
static bool
only_addresses(struct plain_decision *d, const struct scene *scene,
    const char *name)
{
	switch (addresses_of(d, scene, name, 0)) {
	case READ_SOFT:
		return end(d, PLAIN_DEFER, "4.1.2");
	case READ_HARD:
		return end(d, PLAIN_BOUNCE, "5.1.2");
	case READ_FOUND:
		break;
	}
	return d->n + d->unknown > 0 || end(d, PLAIN_BOUNCE, "5.4.4");
}

/* dns_mxip, where hosts of one preference keep the answer's order */
static bool
exchangers(struct plain_decision *d, const struct scene *scene,
    const char *name)
{
	const struct scene_answer *answer = scene_ask(scene, name, WIRE_MX);
	bool done[SCENE_RECORDS] = { false }, soft = false;
	size_t i, n, best, left = 0;
	uint32_t address;
	enum read_as how;

	if (is_literal(name, &address))
		return only_addresses(d, scene, name);
	how = read_answer(scene, answer, &n);
	if (how == READ_SOFT)
		return end(d, PLAIN_DEFER, "4.1.2");
	for (i = 0; i < n; i++) {
		done[i] = answer->record[i].type != WIRE_MX;
		left += !done[i];
	}
	if (left == 0)
		return only_addresses(d, scene, name);
	while (left-- > 0) {
		for (best = 0; done[best]; best++)
			;
		for (i = best; i < n; i++)
			if (!done[i] && answer->record[i].preference <
			    answer->record[best].preference)
				best = i;
		done[best] = true;
		soft |= addresses_of(d, scene, answer->record[best].name,
		    answer->record[best].preference) == READ_SOFT;
	}
	if (d->n + d->unknown > 0)
		return true;
	return soft ? end(d, PLAIN_DEFER, "4.1.2") :
	    end(d, PLAIN_BOUNCE, "5.4.4");
}

/* dns_cname: rounds that counted, -1: a soft failure */
static int
alias_rounds(const struct scene *scene, const char *domain)
{
	const struct scene_answer *answer;
	const char *flavor = scene->flavor->name;
	char name[64];
	enum read_as how;
	size_t i, n, len;
	int round;

	if (strcmp(flavor, "notqmail-1.09") == 0 ||
	    strcmp(flavor, "sagredo") == 0)
		return 0;
	strcpy(name, domain);
	for (round = 0; round < 10; round++) {
		len = strlen(name);
		if (len == 0 || name[len - 1] == ']')
			return round;
		if (name[len - 1] == '.') {
			name[len - 1] = '\0';
			continue;
		}
		answer = scene_ask(scene, name, WIRE_CNAME);
		how = read_answer(scene, answer, &n);
		for (i = 0; i < n; i++)
			if (answer->record[i].type == WIRE_CNAME)
				break;
		if (i == n)
			return how == READ_SOFT ? -1 : round;
		strcpy(name, answer->record[i].name);
	}
	return round;
}

static void
cut(struct plain_decision *d, const struct scene *scene, bool is_alias)
{
	struct plain_candidate *c;
	size_t i, left = 0, tried = 0;

	d->prefme = 100000;
	for (i = 0; i < d->n; i++) {
		c = &d->candidate[i];
		c->me = is_me(scene, c->address);
		c->skip = skipping(scene, c->address);
		if (c->me && c->preference < d->prefme)
			d->prefme = c->preference;
	}
	if (scene->relay != NULL)
		d->prefme = 300000;
	if (is_alias)
		d->prefme = 500000;
	/* tried, and no connection to whom it was meant for */
	left += d->unknown > 0 && d->unknown_best < d->prefme;
	for (i = 0; i < d->n; i++) {
		c = &d->candidate[i];
		c->out = c->preference >= d->prefme;
		left += !c->out;
		tried += !c->out && c->skip < 32;
	}
	d->verdict = left == 0 ? PLAIN_BOUNCE : tried == 0 ? PLAIN_DEFER :
	    PLAIN_DELIVER;
	d->code = left == 0 ? "5.4.6" : tried == 0 ? "4.4.1" : "";
}

/* the first to be tried, or one that may be drawn first */
static void
find_loop(struct plain_decision *d, const struct scene *scene)
{
	const struct plain_candidate *c = d->candidate, *first = NULL;
	size_t i;

	if (d->verdict != PLAIN_DELIVER || scene->port != 25)
		return;
	for (i = 0; i < d->n; i++, c++) {
		if (c->out || c->skip == 32)
			continue;
		if (first == NULL)
			first = c;
		if ((c == first || (scene->relay == NULL &&
		    c->stands == first->stands)) &&
		    scene_is_here(scene, c->address))
			d->verdict = PLAIN_LOOP;
	}
}

void
plain_decide(struct plain_decision *d, const struct scene *scene,
    const char *name)
{
	bool found;

	memset(d, 0, sizeof *d);
	if (scene->relay != NULL) {
		found = only_addresses(d, scene, scene->relay);
	} else {
		d->rounds = alias_rounds(scene, name);
		if (d->rounds == -1) {
			end(d, PLAIN_DEFER, "4.4.3");
			return;
		}
		found = exchangers(d, scene, name);
	}
	if (!found)
		return;
	cut(d, scene, d->rounds > 0);
	find_loop(d, scene);
}
