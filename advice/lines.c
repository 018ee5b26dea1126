/*
 * lines.c: lines that qmail does not take as they were written, and keys of
 * one file held against those of another.
 */
#include <stdlib.h>
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"
#include "base/fold.h"
#include "qmail/accept.h"
#include "qmail/idn.h"

static const enum finding_id ids[] = {
	[SUSPICION_LEADING_BLANK] = FINDING_LEADING_BLANK,
	[SUSPICION_CR] = FINDING_CR_AT_LINE_END,
	[SUSPICION_NO_COLON] = FINDING_NO_COLON,
	[SUSPICION_BEHIND] = FINDING_TEXT_BEHIND_ENTRY,
	[SUSPICION_NOT_ASCII] = FINDING_NOT_ASCII,
	[SUSPICION_SHADOWED] = FINDING_SHADOWED_DUPLICATE,
	[SUSPICION_USER_KEY] = FINDING_SINGLE_USER_KEYS,
};

/* a key outside ASCII that was asked for in its xn-- form */
static bool
touches_converted(struct diagnosis *d, enum control_file file,
    const char *key, size_t len)
{
	char *copy = strndup(key, len), *name = NULL;
	bool touches = false;

	if (copy == NULL || idn_convert(copy, &name) == IDN_NO_MEMORY)
		d->findings.no_memory = true;
	else if (name != NULL)
		touches = about_touches(d, file, name, strlen(name));
	free(name);
	free(copy);
	return touches;
}

static bool
touches(struct diagnosis *d, const struct suspect *suspect)
{
	enum control_file file = suspect->control->file;
	const char *key;
	size_t len;

	if (!about_bears(d, file))
		return false;
	key = suspects_key(suspect->control, suspect->entry, &len);
	return about_touches(d, file, key, len) ||
	    (suspect->what == SUSPICION_NOT_ASCII &&
	    touches_converted(d, file, key, len));
}

static void
shadowed(struct diagnosis *d, const struct suspect *suspect)
{
	const struct control_entry *entry = suspect->entry, *last;
	enum control_file file = suspect->control->file;
	struct finding *f;

	if (!about_touches(d, file, entry->text, entry->key_len))
		return;
	last = control_find(suspect->control, entry->text, entry->key_len);
	if (entry->key_len == 0)
		f = findings_add_at(&d->findings, FINDING_SHADOWED_DUPLICATE,
		    file, entry->line, "the empty one", NULL);
	else
		f = about_add(d, FINDING_SHADOWED_DUPLICATE, file,
		    entry->line, entry->text, entry->key_len, NULL);
	f->other.file = file;
	f->other.line = last->line;
}

/* keys of single users of the domain, which stands for any user */
static void
user_key(struct diagnosis *d, const struct suspect *suspect)
{
	const struct control_entry *entry = suspect->entry;
	const char *domain = d->judgement[0].route.domain;
	size_t len;

	if (d->kind != KIND_DOMAIN || !about_bears(d, CONTROL_VIRTUALDOMAINS))
		return;
	len = strlen(domain);
	if (entry->key_len > len && entry->text[entry->key_len - len - 1] ==
	    '@' && fold_equal(entry->text + entry->key_len - len, len,
	    domain, len))
		about_add(d, FINDING_SINGLE_USER_KEYS, suspect->control->file,
		    entry->line, entry->text, entry->key_len, NULL);
}

static void
defect(struct diagnosis *d, const struct suspect *suspect)
{
	const struct control_entry *entry = suspect->entry;
	enum control_file file = suspect->control->file;
	const char *value = NULL;

	if (!touches(d, suspect))
		return;
	if (suspect->what == SUSPICION_NO_COLON)
		value = file == CONTROL_VIRTUALDOMAINS ? "user" : "relay";
	about_add(d, ids[suspect->what], file, entry->line, entry->text,
	    control_public(file, entry), value);
}

static void
look_at(struct diagnosis *d, const struct suspect *suspect)
{
	if (suspect->what == SUSPICION_SHADOWED)
		shadowed(d, suspect);
	else if (suspect->what == SUSPICION_USER_KEY)
		user_key(d, suspect);
	else
		defect(d, suspect);
}

/* suspects that may touch a subject: all that do are among them */
struct near {
	size_t *number;		/* of suspects */
	size_t n, room;
};

/* the first key of the hash, or of a higher one */
static size_t
key_first(const struct suspects *suspects, uint32_t hash)
{
	size_t low = 0, high = suspects->n_key, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (suspects->key[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Another key may have the same hash: who looks at a suspect compares. */
static int
near_add(struct near *near, const struct suspects *suspects, uint32_t hash)
{
	size_t i = key_first(suspects, hash), room, *grown;

	for (; i < suspects->n_key && suspects->key[i].hash == hash; i++) {
		if (near->n == near->room) {
			room = near->room > 0 ? near->room * 2 : 16;
			grown = realloc(near->number, room * sizeof *grown);
			if (grown == NULL)
				return -1;
			near->number = grown;
			near->room = room;
		}
		near->number[near->n++] = suspects->key[i].number;
	}
	return 0;
}

static int
near_file(struct near *near, const struct suspects *suspects,
    enum control_file file, const struct route *route,
    const struct subject *subject)
{
	const uint32_t start = FOLD_START ^ file;
	struct route_keys keys;
	const char *key;
	size_t len;

	if (!route_keys_of(&keys, file, route, subject))
		return near_add(near, suspects, start);
	while ((key = route_keys_next(&keys, &len)) != NULL)
		if (near_add(near, suspects, fold_hash(start, key,
		    len)) == -1)
			return -1;
	return 0;
}

static int
number_compare(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

/* In their order; one that is found by two keys comes twice, and a finding is
   raised once. -1: no memory; near->number is freed in any case */
static int
near_find(struct near *near, const struct suspects *suspects,
    const struct diagnosis *d)
{
	enum control_file file;

	for (file = 0; file < CONTROL_FILES; file++)
		if (near_file(near, suspects, file, &d->judgement[0].route,
		    &d->subject) == -1)
			return -1;
	if (near->n > 0)
		qsort(near->number, near->n, sizeof *near->number,
		    number_compare);
	return 0;
}

static void
look(struct diagnosis *d, const struct suspects *suspects)
{
	struct near near = { .n = 0 };
	size_t i;

	if (d->kind == KIND_HOST) {
		for (i = 0; i < suspects->n; i++)
			look_at(d, &suspects->suspect[i]);
		return;
	}
	if (d->n == 0 || suspects->n == 0)
		return;
	if (near_find(&near, suspects, d) == -1)
		d->findings.no_memory = true;
	else
		for (i = 0; i < near.n; i++)
			look_at(d, &suspects->suspect[near.number[i]]);
	free(near.number);
}

static void
suspicious(struct diagnosis *d)
{
	struct suspects own;

	if (d->suspects != NULL) {
		look(d, d->suspects);
		return;
	}
	if (suspects_find(&own, &d->site->controls) == -1) {
		d->findings.no_memory = true;
		return;
	}
	look(d, &own);
	suspects_free(&own);
}

static void
local_and_virtual(struct diagnosis *d, const struct control_entry *local)
{
	const struct controls *controls = &d->site->controls;
	const struct control_entry *virtual;
	struct finding *f;

	virtual = control_find(&controls->file[CONTROL_VIRTUALDOMAINS],
	    local->text, local->len);
	if (virtual == NULL)
		return;
	f = about_add(d, FINDING_LOCAL_AND_VIRTUAL, CONTROL_VIRTUALDOMAINS,
	    virtual->line, local->text, local->len, NULL);
	f->other.file = CONTROL_LOCALS;
	f->other.line = local->line;
}

/* the entry of locals that decided, or all of them */
static void
locals_and_virtualdomains(struct diagnosis *d)
{
	const struct control *locals = &d->site->controls.file[CONTROL_LOCALS];
	const struct route *route = &d->judgement[0].route;
	size_t i;

	if (d->kind != KIND_HOST) {
		if (d->n > 0 && route->where == ROUTE_LOCAL &&
		    route->by.file == CONTROL_LOCALS)
			local_and_virtual(d, route->by.entry);
		return;
	}
	for (i = 0; i < locals->n; i++)
		local_and_virtual(d, &locals->entry[i]);
}

/* Is this host the best MX, though no relay or alias leads to it? */
static bool
is_best(const struct judgement *j)
{
	const struct decision *decision = &j->decision;
	const struct candidate *c;
	size_t i;

	if (j->route.has_relay)
		return false;
	if (prefme_returns(decision) < decision->n)
		return true;
	if (decision->verdict.words != WORDS_BEST_IS_ME)
		return false;
	c = &decision->candidate[decision->lowered_by];
	for (i = 0; c->mx != SIZE_MAX && i < c->mx; i++)
		if (j->lookup.mx[i].preference < c->rank)
			return false;	/* a better one was dropped */
	return true;
}

bool
lint_taken(const struct diagnosis *d, struct place *place)
{
	const struct judgement *j = about_remote(d);
	struct accept accept;

	if (j == NULL || !is_best(j))
		return false;
	accept = accept_domain(&d->site->controls, &d->site->morercpthosts_cdb,
	    j->route.domain);
	if (accept.by != ACCEPT_RCPTHOSTS && accept.by != ACCEPT_MORERCPTHOSTS)
		return false;
	place->file = accept.by == ACCEPT_RCPTHOSTS ? CONTROL_RCPTHOSTS :
	    CONTROL_MORERCPTHOSTS;
	place->line = accept.line;
	return true;
}

static void
rcpthosts(struct diagnosis *d)
{
	const struct route *route = &d->judgement[0].route;
	const char *asked = route_domain(d->subject.text);
	struct place taken;

	if (lint_taken(d, &taken))
		findings_add_at(&d->findings, FINDING_RCPTHOSTS_NOT_LOCAL,
		    taken.file, taken.line, route->domain, NULL);
	/* what comes without a domain, qmail-smtpd takes in any case */
	if (route->where != ROUTE_REMOTE && !route->at_added &&
	    accept_domain(&d->site->controls, &d->site->morercpthosts_cdb,
	    asked).by == ACCEPT_REFUSED)
		findings_add_at(&d->findings, FINDING_NOT_IN_RCPTHOSTS,
		    CONTROL_RCPTHOSTS, 0, asked, NULL);
}

void
lint_lines(struct diagnosis *d)
{
	if (d->kind == KIND_IP)
		return;
	suspicious(d);
	locals_and_virtualdomains(d);
	if (d->n > 0)
		rcpthosts(d);
}
