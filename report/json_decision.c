/*
 * json_decision.c: the way to the verdict: the route, the questions asked, the
 * exchangers, the candidates, the verdict.
 */
#include <stdlib.h>

#include "report/json_parts.h"

/* an entry's key, without what stands behind the first | of its line */
static void
entry_key(struct json_writer *w, const struct route_hit *hit)
{
	size_t len = control_public(hit->file, hit->entry);

	if (hit->entry->key_len < len)
		len = hit->entry->key_len;
	if (len == 0 && hit->entry->key_len > 0)
		json_text(w, "key", "***");
	else
		json_octets(w, "key", hit->entry->text, len);
}

static void
hit_keys(struct json_writer *w, const struct route_hit *by)
{
	json_text(w, "file", control_name(by->file));
	json_line(w, "line", by->entry->line);
	entry_key(w, by);
}

static void
route_by(struct json_writer *w, const struct route *route)
{
	if (route->by.entry == NULL) {
		json_null(w, "by");
		return;
	}
	json_object(w, "by");
	hit_keys(w, &route->by);
	json_object_end(w);
}

static void
route_relay(struct json_writer *w, const struct route *route)
{
	if (!route->has_relay) {
		json_null(w, "relay");
		return;
	}
	json_object(w, "relay");
	json_escaped(w, "host", route->relay);
	json_number(w, "port", route->port);
	hit_keys(w, &route->relay_by);
	json_object_end(w);
}

static void
put_route(struct json_writer *w, const struct diagnosis *d)
{
	static const char *const where[] = {
		[ROUTE_LOCAL] = "local", [ROUTE_VIRTUAL] = "virtual",
		[ROUTE_REMOTE] = "remote",
	};
	const struct route *route = &d->judgement[0].route;

	if (d->n == 0) {
		json_null(w, "route");
		return;
	}
	json_object(w, "route");
	json_text(w, "where", where[route->where]);
	json_escaped(w, "address", route->address);
	route_by(w, route);
	route_relay(w, route);
	json_object_end(w);
}

/* what came back, as qmail reads it where it asks */
static void
question_answer(struct json_writer *w, const struct fact *fact, size_t room)
{
	static const char *const classes[] = {
		[ANSWER_FOUND] = "found", [ANSWER_HARD] = "hard",
		[ANSWER_SOFT] = "soft",
	};
	enum answer_class class = fact->answer.class;
	size_t n;

	if (fact_is_asked(fact))
		class = answer_read(&fact->answer, fact->type, room, &n);
	json_text(w, "rcode", fact->answer.rcode == -1 ? NULL :
	    wire_rcode_name(fact->answer.rcode));
	json_text(w, "class", classes[class]);
	json_number(w, "bytes", fact->answer.size);
}

static void
question(struct json_writer *w, const struct fact *fact, size_t room)
{
	static const char *const askers[] = {
		[ASKER_QMAIL] = "qmail", [ASKER_WAY] = "way",
		[ASKER_AHEAD] = "ahead", [ASKER_FINDING] = "finding",
	};
	static const char *const transports[] = {
		[TRANSPORT_NONE] = NULL, [TRANSPORT_UDP] = "udp",
		[TRANSPORT_TCP] = "tcp", [TRANSPORT_ZONE] = "zone",
		[TRANSPORT_CACHE] = "cache",
	};
	const struct origin *origin = &fact->origin;

	json_object(w, NULL);
	json_name(w, "name", fact->name);
	json_text(w, "type", wire_type_name(fact->type));
	json_text(w, "by", askers[fact->by]);
	question_answer(w, fact, room);
	json_escaped(w, "server", origin->server[0] != '\0' ?
	    origin->server : NULL);
	json_text(w, "transport", transports[origin->transport]);
	json_thousandths(w, "ms", (uint64_t)origin->us);
	json_object_end(w);
}

static void
put_questions(struct json_writer *w, const struct diagnosis *d)
{
	size_t i;

	json_list(w, "questions");
	for (i = 0; d->n > 0 && i < d->facts.n; i++)
		if (d->facts.fact[i]->known)
			question(w, d->facts.fact[i],
			    d->judgement[0].flavor->room);
	json_list_end(w);
}

static void
exchanger(struct json_writer *w, const struct lookup *lookup,
    const struct lookup_mx *mx)
{
	static const char *const classes[] = {
		[MX_FOUND] = "found", [MX_HARD] = "hard", [MX_SOFT] = "soft",
		[MX_LITERAL] = "literal",
	};
	size_t i;

	json_object(w, NULL);
	json_number(w, "preference", mx->preference);
	json_name(w, "name", mx->name);
	json_text(w, "class", classes[mx->class]);
	json_list(w, "addresses");
	for (i = 0; i < mx->n; i++)
		json_address(w, NULL, lookup->address[mx->first + i].address);
	json_list_end(w);
	json_object_end(w);
}

static void
put_exchangers(struct json_writer *w, const struct diagnosis *d)
{
	const struct lookup *lookup = &d->judgement[0].lookup;
	size_t i;

	json_list(w, "mx");
	for (i = 0; d->n > 0 && i < lookup->n_mx; i++)
		exchanger(w, lookup, &lookup->mx[i]);
	json_list_end(w);
}

/* where no look-up was made prefme stands where it starts */
static void
put_prefme(struct json_writer *w, const struct diagnosis *d)
{
	static const char *const because[] = {
		[BECAUSE_NONE] = "none", [BECAUSE_ME] = "me",
		[BECAUSE_RELAY] = "relay", [BECAUSE_ALIAS] = "alias",
	};
	const struct decision *decision = &d->judgement[0].decision;

	if (d->n == 0) {
		json_null(w, "prefme");
		return;
	}
	json_object(w, "prefme");
	json_number(w, "initial", PREFME_START);
	json_number(w, "value", decision->because != BECAUSE_NONE ?
	    decision->prefme : PREFME_START);
	json_text(w, "because", because[decision->because]);
	json_object_end(w);
}

static void
candidate(struct json_writer *w, const struct judgement *j,
    const struct candidate *c)
{
	static const char *const outcomes[] = {
		[OUTCOME_TRY] = "try", [OUTCOME_FILTERED] = "filtered",
		[OUTCOME_SKIP] = "skip", [OUTCOME_UNBINDABLE] = "unbindable",
	};

	json_object(w, NULL);
	json_address(w, "address", c->address);
	json_number(w, "port", c->port);
	json_number(w, "preference", c->preference);
	json_name(w, "mx", c->mx != SIZE_MAX ? j->lookup.mx[c->mx].name :
	    NULL);
	json_text(w, "outcome", outcomes[c->outcome]);
	json_maybe(w, "here", c->here);
	json_entry(w, "me", c->me);
	json_entry(w, "not_me", c->not_me);
	json_object_end(w);
}

static void
put_candidates(struct json_writer *w, const struct diagnosis *d)
{
	const struct judgement *j = &d->judgement[0];
	size_t i;

	json_list(w, "candidates");
	for (i = 0; d->n > 0 && i < j->decision.n; i++)
		candidate(w, j, &j->decision.candidate[i]);
	json_list_end(w);
}

static void
put_verdict(struct json_writer *w, const struct diagnosis *d, size_t flavor)
{
	const struct way *way = &d->way[flavor];
	char *words = way_words(way);

	w->line.no_memory |= words == NULL &&
	    words_code(way->verdict.words) != NULL;
	json_verdict(w, "verdict", d, &way->verdict, words);
	free(words);
}

static void
put_others(struct json_writer *w, const struct diagnosis *d)
{
	size_t i;

	json_list(w, "others");
	for (i = 1; i < d->n; i++) {
		if (verdict_same(diagnosis_verdict(d, i),
		    diagnosis_verdict(d, 0)))
			continue;
		json_object(w, NULL);
		json_text(w, "flavor", d->judgement[i].flavor->name);
		put_verdict(w, d, i);
		json_object_end(w);
	}
	json_list_end(w);
}

void
json_decision(struct json_writer *w, const struct diagnosis *d)
{
	put_route(w, d);
	put_questions(w, d);
	put_exchangers(w, d);
	put_prefme(w, d);
	put_candidates(w, d);
	if (d->n > 0)
		put_verdict(w, d, 0);
	else
		json_null(w, "verdict");
	put_others(w, d);
	json_way(w, d);
}
