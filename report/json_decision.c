/*
 * json_decision.c: the exchangers, the candidates and the verdict.
 */
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "report/json_parts.h"

static json_t *
exchanger(struct json_writer *w, const struct lookup *lookup,
    const struct lookup_mx *mx)
{
	static const char *const classes[] = {
		[MX_FOUND] = "found", [MX_HARD] = "hard", [MX_SOFT] = "soft",
		[MX_LITERAL] = "literal",
	};
	json_t *object = json_object(), *addresses = json_array();
	size_t i;

	json_put(w, object, "preference", json_integer(mx->preference));
	json_put(w, object, "name", json_name(mx->name));
	json_put(w, object, "class", json_string(classes[mx->class]));
	for (i = 0; i < mx->n; i++)
		json_push(w, addresses,
		    json_address(lookup->address[mx->first + i].address));
	json_put(w, object, "addresses", addresses);
	return object;
}

static json_t *
exchangers(struct json_writer *w, const struct diagnosis *d)
{
	const struct lookup *lookup = &d->judgement[0].lookup;
	json_t *list = json_array();
	size_t i;

	for (i = 0; d->n > 0 && i < lookup->n_mx; i++)
		json_push(w, list, exchanger(w, lookup, &lookup->mx[i]));
	return list;
}

/* where no look-up was made prefme stands where it starts */
static json_t *
prefme(struct json_writer *w, const struct diagnosis *d)
{
	static const char *const because[] = {
		[BECAUSE_NONE] = "none", [BECAUSE_ME] = "me",
		[BECAUSE_RELAY] = "relay", [BECAUSE_ALIAS] = "alias",
	};
	const struct decision *decision = &d->judgement[0].decision;
	json_t *object;

	if (d->n == 0)
		return json_null();
	object = json_object();
	json_put(w, object, "initial", json_integer(PREFME_START));
	json_put(w, object, "value", json_integer(
	    decision->because != BECAUSE_NONE ? decision->prefme :
	    PREFME_START));
	json_put(w, object, "because",
	    json_string(because[decision->because]));
	return object;
}

static json_t *
candidate(struct json_writer *w, const struct judgement *j,
    const struct candidate *c)
{
	static const char *const outcomes[] = {
		[OUTCOME_TRY] = "try", [OUTCOME_FILTERED] = "filtered",
		[OUTCOME_SKIP] = "skip",
	};
	json_t *object = json_object();

	json_put(w, object, "address", json_address(c->address));
	json_put(w, object, "port", json_integer(c->port));
	json_put(w, object, "preference", json_integer(c->preference));
	json_put(w, object, "mx", c->mx != SIZE_MAX ?
	    json_name(j->lookup.mx[c->mx].name) : json_null());
	json_put(w, object, "outcome", json_string(outcomes[c->outcome]));
	json_put(w, object, "here", json_maybe(c->here));
	json_put(w, object, "me", json_entry(w, c->me));
	json_put(w, object, "not_me", json_entry(w, c->not_me));
	return object;
}

static json_t *
candidates(struct json_writer *w, const struct diagnosis *d)
{
	const struct judgement *j = &d->judgement[0];
	json_t *list = json_array();
	size_t i;

	for (i = 0; d->n > 0 && i < j->decision.n; i++)
		json_push(w, list, candidate(w, j,
		    &j->decision.candidate[i]));
	return list;
}

/* qmail's words; their newline is their own, the name in them is not */
static json_t *
message(const char *host, enum words words)
{
	char *raw, *text;
	size_t i, n = 0, room;
	json_t *value;

	if (words == WORDS_NONE)
		return json_null();
	raw = words_text(words, host);
	if (raw == NULL)
		return NULL;
	room = 4 * strlen(raw) + 1;
	text = malloc(room);
	for (i = 0; text != NULL && raw[i] != '\0'; i++) {
		if (raw[i] == '\n')
			text[n++] = '\n';
		else
			n += escape_octets(text + n, room - n, raw + i, 1);
	}
	value = text != NULL ? json_stringn(text, n) : NULL;
	free(text);
	free(raw);
	return value;
}

json_t *
json_verdict(struct json_writer *w, const struct diagnosis *d,
    const char *host, const struct verdict *verdict)
{
	json_t *object;

	if (d->error.what != ERROR_NONE)
		return json_null();
	object = json_object();
	json_put(w, object, "action",
	    json_string(action_name(verdict->action)));
	json_put(w, object, "code", json_text(words_code(verdict->words)));
	json_put(w, object, "message", message(host, verdict->words));
	return object;
}

static json_t *
others(struct json_writer *w, const struct diagnosis *d)
{
	const struct verdict *first = &d->judgement[0].decision.verdict;
	json_t *list = json_array(), *object;
	const struct judgement *j;
	size_t i;

	for (i = 1; i < d->n; i++) {
		j = &d->judgement[i];
		if (verdict_same(&j->decision.verdict, first))
			continue;
		object = json_object();
		json_put(w, object, "flavor", json_string(j->flavor->name));
		json_put(w, object, "verdict", json_verdict(w, d,
		    route_host(&j->route), &j->decision.verdict));
		json_push(w, list, object);
	}
	return list;
}

void
json_decision(struct json_writer *w, json_t *root, const struct diagnosis *d)
{
	const struct judgement *j = &d->judgement[0];

	json_put(w, root, "mx", exchangers(w, d));
	json_put(w, root, "prefme", prefme(w, d));
	json_put(w, root, "candidates", candidates(w, d));
	json_put(w, root, "verdict", d->n == 0 ? json_null() :
	    json_verdict(w, d, route_host(&j->route), &j->decision.verdict));
	json_put(w, root, "others", others(w, d));
}
