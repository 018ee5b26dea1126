/*
 * route.c: qmail-send's rewrite() and qmail-remote's relays (relay.c cuts
 * the line that is found).
 */
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "qmail/quote.h"
#include "qmail/relay.h"
#include "qmail/route.h"

const char *
route_domain(const char *text)
{
	const char *at = strrchr(text, '@');

	return at != NULL ? at + 1 : text;
}

/* the first key of the table that the file has */
static const struct control_entry *
find_keys(const struct control *c, enum route_table table, const char *text,
    bool is_domain)
{
	const struct control_entry *entry;
	struct route_keys keys;
	const char *key;
	size_t len;

	route_keys_begin(&keys, table, text, is_domain);
	while ((key = route_keys_next(&keys, &len)) != NULL) {
		entry = control_find(c, key, len);
		if (entry != NULL)
			return entry;
	}
	return NULL;
}

/* a one-line file's text; "" for an empty one; NULL when it is not there */
static const char *
line_text(const struct controls *controls, enum control_file file, size_t *len)
{
	const struct control *c = &controls->file[file];
	const struct control_entry *entry = control_line(c);

	*len = entry != NULL ? entry->len : 0;
	if (entry != NULL)
		return entry->text;
	return control_present(c) ? "" : NULL;
}

/* qmail-send.c, getcontrols: control/envnoathost, me, or the literal text */
static const char *
envnoathost(const struct controls *controls, size_t *len)
{
	const char *text = line_text(controls, CONTROL_ENVNOATHOST, len);

	if (text == NULL)
		text = line_text(controls, CONTROL_ME, len);
	if (text == NULL) {
		text = "envnoathost";
		*len = strlen(text);
	}
	return text;
}

/* the address that rewrite() works on: room for envnoathost behind it */
static char *
address_begin(struct route *route, const struct controls *controls,
    const char *recipient)
{
	size_t len = strlen(recipient), host_len;
	const char *host = envnoathost(controls, &host_len);
	char *address = malloc(len + host_len + 2);

	if (address == NULL)
		return NULL;
	memcpy(address, recipient, len + 1);
	if (strchr(recipient, '@') == NULL) {
		route->at_added = true;
		address[len] = '@';
		memcpy(address + len + 1, host, host_len);
		address[len + 1 + host_len] = '\0';
	}
	return address;
}

/* qmail-send.c, rewrite: the percenthack loop, in place; `at` is the one that
   was appended, or the last */
static size_t
percenthack(char *address, char *at, const struct controls *controls)
{
	const struct control *hack = &controls->file[CONTROL_PERCENTHACK];
	size_t rounds = 0;
	char *percent;

	while (control_find(hack, at + 1, strlen(at + 1)) != NULL) {
		*at = '\0';
		percent = strrchr(address, '%');
		if (percent == NULL) {
			*at = '@';
			break;
		}
		*percent = '@';
		at = percent;
		rounds++;
	}
	return rounds;
}

/*
 * `me` as the only entry of a missing `locals`: its zero octets split it
 * (constmap_init).
 */
static bool
is_me(const struct control_entry *me, const char *domain)
{
	size_t from = 0, len = strlen(domain);
	const char *zero;
	size_t part;

	for (; from <= me->len; from += part + 1) {
		zero = from < me->len ?
		    memchr(me->text + from, '\0', me->len - from) : NULL;
		part = zero != NULL ? (size_t)(zero - me->text) - from :
		    me->len - from;
		if (fold_equal(me->text + from, part, domain, len))
			return true;
	}
	return false;
}

/* what control_readline makes of a file that is empty */
static const struct control_entry empty_line = { .text = "", .line = 1 };

static bool
is_local(struct route *route, const struct controls *controls,
    const char *domain)
{
	const struct control *locals = &controls->file[CONTROL_LOCALS];
	const struct control_entry *me;

	if (locals->state != CONTROL_MISSING) {
		route->by.file = CONTROL_LOCALS;
		route->by.entry = control_find(locals, domain, strlen(domain));
		return route->by.entry != NULL;
	}
	me = control_line(&controls->file[CONTROL_ME]);
	if (me == NULL && control_present(&controls->file[CONTROL_ME]))
		me = &empty_line;
	if (me == NULL || !is_me(me, domain))
		return false;
	route->by.file = CONTROL_ME;
	route->by.entry = me;
	return true;
}

/* virtualdomains: prepend-address; an empty prepend means remote */
static int
find_virtual(struct route *route, const struct controls *controls,
    const char *text, bool is_domain)
{
	const struct control_entry *entry;
	const char *prepend;
	char *address;
	size_t len;

	entry = find_keys(&controls->file[CONTROL_VIRTUALDOMAINS],
	    ROUTE_VIRTUALDOMAINS, text, is_domain);
	if (entry == NULL)
		return 0;
	route->by.file = CONTROL_VIRTUALDOMAINS;
	route->by.entry = entry;
	prepend = control_value(entry, &len);
	if (len == 0)
		return 0;
	route->where = ROUTE_VIRTUAL;
	if (is_domain)
		return 0;
	address = malloc(len + strlen(text) + 2);
	if (address == NULL)
		return -1;
	memcpy(address, prepend, len);
	address[len] = '-';
	strcpy(address + len + 1, text);
	free(route->address);
	route->address = address;
	return 0;
}

/*
 * The relay's name; malloc'd. To a flavor that knows no |user|password they
 * are part of it, unless a port ended it before (`goes_on`), and so is what a
 * zero octet cuts off behind them (`hidden`); here they are neither shown nor
 * asked for.
 */
static char *
relay_name(const struct relay *relay, bool goes_on, bool hidden)
{
	static const char secret[] = "|***";
	char *name;

	if (hidden && (goes_on || relay->host_len > 0))
		return strdup(secret + 1);
	name = malloc(relay->host_len + sizeof secret);
	if (name == NULL)
		return NULL;
	memcpy(name, relay->text, relay->host_len);
	strcpy(name + relay->host_len, goes_on ? secret : "");
	return name;
}

/*
 * relay, relay:port; none when the value is empty ("use MX"). A value that
 * begins with a bar is not: to who knows |user|password it is a relay without
 * a name (sagredo's qmail-remote.c, main).
 */
static int
relay_take(struct route *route, const struct flavor *flavor,
    enum control_file file, const struct control_entry *entry)
{
	struct relay relay;
	bool goes_on;

	relay_read(&relay, entry);
	goes_on = relay.has_bar && !flavor->by_sender;
	route->relay_by.file = file;
	route->relay_by.entry = entry;
	if (relay.len == 0 && !relay.has_bar)
		return 0;
	/* a hidden port may be a password's digits */
	if (!entry->hidden)
		route->port = relay.number;
	route->relay = relay_name(&relay, goes_on && !relay.has_port,
	    entry->hidden);
	if (route->relay == NULL)
		return -1;
	route->has_relay = true;
	return 0;
}

static int
find_relay(struct route *route, const struct flavor *flavor,
    const struct controls *controls)
{
	const struct control_entry *entry;

	route->port = 25;
	if (flavor->by_sender) {
		entry = find_keys(&controls->file[CONTROL_AUTHSENDERS],
		    ROUTE_AUTHSENDERS, route->sender != NULL ?
		    route->sender : "", false);
		if (entry != NULL && relay_take(route, flavor,
		    CONTROL_AUTHSENDERS, entry) == -1)
			return -1;
		if (route->has_relay)
			return 0;
	}
	entry = find_keys(&controls->file[CONTROL_SMTPROUTES],
	    ROUTE_SMTPROUTES, route->domain, true);
	if (entry == NULL)
		return 0;
	return relay_take(route, flavor, CONTROL_SMTPROUTES, entry);
}

/* the text that rewrite() ends with: an address, or the domain itself */
static const char *
rewrite(struct route *route, const struct controls *controls,
    const struct subject *subject)
{
	char *at;

	if (subject->is_domain)
		return subject->text;
	route->address = address_begin(route, controls, subject->text);
	if (route->address == NULL)
		return NULL;
	at = route->at_added ? route->address + strlen(subject->text) :
	    strrchr(route->address, '@');
	route->percenthacks = percenthack(route->address, at, controls);
	return route->address;
}

int
route_find(struct route *route, const struct flavor *flavor,
    const struct controls *controls, const struct subject *subject)
{
	const char *text;

	memset(route, 0, sizeof *route);
	if (subject->sender != NULL) {
		route->sender = quote_address(subject->sender);
		if (route->sender == NULL)
			goto no_memory;
	}
	text = rewrite(route, controls, subject);
	if (text == NULL)
		goto no_memory;
	route->domain = strdup(subject->is_domain ? text : route_domain(text));
	if (route->domain == NULL)
		goto no_memory;
	if (is_local(route, controls, route->domain)) {
		route->where = ROUTE_LOCAL;
		return 0;
	}
	route->where = ROUTE_REMOTE;
	if (find_virtual(route, controls, text, subject->is_domain) == -1)
		goto no_memory;
	if (route->where == ROUTE_REMOTE &&
	    find_relay(route, flavor, controls) == -1)
		goto no_memory;
	return 0;
no_memory:
	route_free(route);
	return -1;
}

const char *
route_rewritten(const struct route *route, const struct subject *subject)
{
	size_t len;

	if (route->address == NULL)
		return subject->text;
	if (route->where != ROUTE_VIRTUAL)
		return route->address;
	control_value(route->by.entry, &len);
	return route->address + len + 1;
}

bool
route_keys_of(struct route_keys *keys, enum control_file file,
    const struct route *route, const struct subject *subject)
{
	const char *sender = route->sender;

	switch (file) {
	case CONTROL_LOCALS:
		route_keys_begin(keys, ROUTE_LOCALS, route->domain, true);
		return true;
	case CONTROL_VIRTUALDOMAINS:
		route_keys_begin(keys, ROUTE_VIRTUALDOMAINS,
		    route_rewritten(route, subject), subject->is_domain);
		return true;
	case CONTROL_PERCENTHACK:
		route_keys_begin(keys, ROUTE_PERCENTHACK, subject->text,
		    false);
		return true;
	case CONTROL_SMTPROUTES:
		route_keys_begin(keys, ROUTE_SMTPROUTES, route->domain, true);
		return true;
	case CONTROL_AUTHSENDERS:
		route_keys_begin(keys, ROUTE_AUTHSENDERS,
		    sender != NULL ? sender : "", false);
		keys->next = sender != NULL ? 0 : 1;	/* none at all */
		return true;
	case CONTROL_RCPTHOSTS:
	case CONTROL_MORERCPTHOSTS:
		route_keys_begin(keys, ROUTE_RCPTHOSTS,
		    route_domain(subject->text), true);
		return true;
	default:
		return false;	/* nobody searches it */
	}
}

const char *
route_host(const struct route *route)
{
	const char *host = route->has_relay ? route->relay : route->domain;

	return host != NULL ? host : "";
}

void
route_free(struct route *route)
{
	free(route->address);
	free(route->domain);
	free(route->relay);
	free(route->sender);
	memset(route, 0, sizeof *route);
}
