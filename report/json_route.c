/*
 * json_route.c: the route, and the questions asked.
 */
#include <string.h>

#include "report/json_parts.h"

/* an entry's key, without what stands behind the first | of its line */
static json_t *
key(const struct route_hit *hit)
{
	size_t len = control_public(hit->file, hit->entry);

	if (hit->entry->key_len < len)
		len = hit->entry->key_len;
	if (len == 0 && hit->entry->key_len > 0)
		return json_string("***");
	return json_octets(hit->entry->text, len);
}

static void
hit(struct json_writer *w, json_t *object, const struct route_hit *by)
{
	json_put(w, object, "file", json_string(control_name(by->file)));
	json_put(w, object, "line", json_line(by->entry->line));
	json_put(w, object, "key", key(by));
}

static json_t *
by(struct json_writer *w, const struct route *route)
{
	json_t *object;

	if (route->by.entry == NULL)
		return json_null();
	object = json_object();
	hit(w, object, &route->by);
	return object;
}

static json_t *
relay(struct json_writer *w, const struct route *route)
{
	json_t *object;

	if (!route->has_relay)
		return json_null();
	object = json_object();
	json_put(w, object, "host", json_escaped(route->relay));
	json_put(w, object, "port", json_integer(route->port));
	hit(w, object, &route->relay_by);
	return object;
}

static json_t *
route(struct json_writer *w, const struct diagnosis *d)
{
	static const char *const where[] = {
		[ROUTE_LOCAL] = "local", [ROUTE_VIRTUAL] = "virtual",
		[ROUTE_REMOTE] = "remote",
	};
	const struct route *route = &d->judgement[0].route;
	json_t *object;

	if (d->n == 0)
		return json_null();
	object = json_object();
	json_put(w, object, "where", json_string(where[route->where]));
	json_put(w, object, "address", json_escaped(route->address));
	json_put(w, object, "by", by(w, route));
	json_put(w, object, "relay", relay(w, route));
	return object;
}

static void
answered(struct json_writer *w, json_t *object, const struct fact *fact,
    size_t room)
{
	static const char *const classes[] = {
		[ANSWER_FOUND] = "found", [ANSWER_HARD] = "hard",
		[ANSWER_SOFT] = "soft",
	};
	enum answer_class class = fact->answer.class;
	size_t n;

	if (fact->by == ASKER_QMAIL)
		class = answer_read(&fact->answer, room, &n);
	json_put(w, object, "rcode", fact->answer.rcode == -1 ? json_null() :
	    json_string(wire_rcode_name(fact->answer.rcode)));
	json_put(w, object, "class", json_string(classes[class]));
	json_put(w, object, "bytes",
	    json_integer((json_int_t)fact->answer.size));
}

static json_t *
question(struct json_writer *w, const struct fact *fact, size_t room)
{
	static const char *const askers[] = {
		[ASKER_QMAIL] = "qmail", [ASKER_AHEAD] = "ahead",
		[ASKER_FINDING] = "finding",
	};
	static const char *const transports[] = {
		[TRANSPORT_NONE] = NULL, [TRANSPORT_UDP] = "udp",
		[TRANSPORT_TCP] = "tcp", [TRANSPORT_ZONE] = "zone",
		[TRANSPORT_CACHE] = "cache",
	};
	const struct origin *origin = &fact->origin;
	json_t *object = json_object();

	json_put(w, object, "name", json_name(fact->name));
	json_put(w, object, "type", json_string(wire_type_name(fact->type)));
	json_put(w, object, "by", json_string(askers[fact->by]));
	answered(w, object, fact, room);
	json_put(w, object, "server", origin->server[0] != '\0' ?
	    json_escaped(origin->server) : json_null());
	json_put(w, object, "transport",
	    json_text(transports[origin->transport]));
	json_put(w, object, "ms", json_real((double)origin->us / 1000));
	return object;
}

static json_t *
questions(struct json_writer *w, const struct diagnosis *d)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; d->n > 0 && i < d->facts.n; i++)
		if (d->facts.fact[i]->known)
			json_push(w, list, question(w, d->facts.fact[i],
			    d->judgement[0].flavor->room));
	return list;
}

void
json_route(struct json_writer *w, json_t *root, const struct diagnosis *d)
{
	json_put(w, root, "route", route(w, d));
	json_put(w, root, "questions", questions(w, d));
}
