/*
 * text_route.c: the first steps: what qmail-send makes of a recipient, and
 * whether qmail-remote has a relay for it.
 */
#include <string.h>

#include "report/text_parts.h"

/* shown of a list of keys: no domain that DNS can hold has more. Of one that
   it cannot, all of them are as long as the square of its length. */
enum { KEYS = 130 };

static const struct control *
file_of(const struct diagnosis *d, enum control_file file)
{
	return &d->site->controls.file[file];
}

static void
place_of(struct text *t, const struct route_hit *hit)
{
	text_place(t, control_name(hit->file), hit->entry->line);
}

/* an entry's key, no more than may be shown of its line */
static void
key_of(struct text *t, const struct route_hit *hit)
{
	size_t len = control_public(hit->file, hit->entry);

	if (hit->entry->key_len < len)
		len = hit->entry->key_len;
	if (hit->entry->key_len == 0)
		text_add(t, "(empty key)");
	else if (len == 0)
		text_add(t, "***");
	text_escape(t, hit->entry->text, len);
}

static bool
is_missing(const struct diagnosis *d, enum control_file file)
{
	return file_of(d, file)->state == CONTROL_MISSING;
}

/* "control/locals (3 entries)" */
static void
searched(struct text *t, const struct diagnosis *d, enum control_file file)
{
	text_add(t, "control/%s (", control_name(file));
	text_count(t, file_of(d, file)->n, "entry", "entries");
	text_add(t, ")");
}

/* with -v: the keys that were looked for, up to the one that is there */
static void
keys(struct text *t, const struct diagnosis *d, enum control_file file,
    enum route_table table, const char *text, bool is_domain)
{
	struct route_keys k;
	const char *key;
	size_t len, n = 0;

	text_add(t, "keys of %s:", control_name(file));
	route_keys_begin(&k, table, text, is_domain);
	while ((key = route_keys_next(&k, &len)) != NULL) {
		text_add(t, n++ == 0 ? " " : ", ");
		text_escape(t, key, len);
		if (len == 0)
			text_add(t, "(empty)");
		if (control_find(file_of(d, file), key, len) != NULL)
			break;
		if (n == KEYS) {
			text_add(t, ", and so on");
			break;
		}
	}
}

static void
keys_line(struct text *t)
{
	text_add(t, "%*s", TEXT_STEP, "");
}

/* what rewrite() did before it looked anywhere */
static void
step_rewrite(struct text *t, const struct diagnosis *d,
    const struct route *route)
{
	if (!route->at_added && route->percenthacks == 0)
		return;
	text_step(t, "rewrite", "done");
	if (route->at_added) {
		text_add(t, "there is no @, so @");
		if (file_of(d, CONTROL_ENVNOATHOST)->state == CONTROL_READ)
			text_add(t, "control/envnoathost:1");
		else if (file_of(d, CONTROL_ME)->state == CONTROL_READ)
			text_add(t, "control/me:1");
		else
			text_add(t, "envnoathost");
		text_add(t, " is added");
	}
	if (route->percenthacks > 0)
		text_add(t, "%scontrol/percenthack: the last %% becomes the "
		    "@ (%zu %s)", route->at_added ? "; " : "",
		    route->percenthacks,
		    route->percenthacks == 1 ? "time" : "times");
	text_add(t, ": the domain is ");
	if (route->domain[0] == '\0')
		text_add(t, "empty");
	text_escape(t, route->domain, strlen(route->domain));
	text_flush(t, TEXT_STEP);
}

static void
not_local(struct text *t, const struct diagnosis *d, const struct route *route)
{
	if (route->by.entry != NULL) {
		place_of(t, &route->by);
		text_add(t, " ");
		key_of(t, &route->by);
		text_add(t, ": has nothing behind its colon: remote");
		return;
	}
	text_add(t, "not in ");
	if (is_missing(d, CONTROL_LOCALS) &&
	    is_missing(d, CONTROL_VIRTUALDOMAINS)) {
		text_add(t, "control/me:1; no control/locals or "
		    "virtualdomains");
		return;
	}
	if (is_missing(d, CONTROL_LOCALS))
		text_add(t, "control/me:1 (no control/locals)");
	else
		searched(t, d, CONTROL_LOCALS);
	if (is_missing(d, CONTROL_VIRTUALDOMAINS))
		text_add(t, "; no control/virtualdomains");
	else
		text_add(t, " or virtualdomains (%zu)",
		    file_of(d, CONTROL_VIRTUALDOMAINS)->n);
}

static void
prefix_of(struct text *t, const struct control_entry *entry)
{
	size_t len;
	const char *prefix = control_value(entry, &len);

	text_escape(t, prefix, len);
}

static void
step_local(struct text *t, const struct diagnosis *d,
    const struct route *route)
{
	static const char *const results[] = {
		[ROUTE_LOCAL] = "yes", [ROUTE_VIRTUAL] = "virt",
		[ROUTE_REMOTE] = "no"
	};

	text_step(t, "local?", results[route->where]);
	switch (route->where) {
	case ROUTE_REMOTE:
		not_local(t, d, route);
		break;
	case ROUTE_LOCAL:
		place_of(t, &route->by);
		text_add(t, " ");
		key_of(t, &route->by);
		text_add(t, " (mailboxes: not looked at)");
		break;
	case ROUTE_VIRTUAL:
		place_of(t, &route->by);
		text_add(t, " ");
		key_of(t, &route->by);
		text_add(t, ", prefix ");
		prefix_of(t, route->by.entry);
		break;
	}
	text_flush(t, TEXT_STEP);
	if (!t->out->verbose || route->where == ROUTE_LOCAL)
		return;
	keys_line(t);
	keys(t, d, CONTROL_VIRTUALDOMAINS, ROUTE_VIRTUALDOMAINS,
	    route_rewritten(route, &d->subject), route->address == NULL);
	text_flush(t, TEXT_STEP);
}

static void
relay_found(struct text *t, const struct route *route)
{
	place_of(t, &route->relay_by);
	text_add(t, " ");
	key_of(t, &route->relay_by);
	if (!route->has_relay) {
		text_add(t, ": names no relay, so MX count");
		return;
	}
	text_add(t, ": ");
	if (route->relay[0] == '\0')
		text_add(t, "(no name)");
	text_escape(t, route->relay, strlen(route->relay));
	text_add(t, ", port %u", route->port);
}

static void
relay_keys(struct text *t, const struct diagnosis *d,
    const struct judgement *j)
{
	const char *sender = j->route.sender;

	if (j->flavor->by_sender) {
		keys_line(t);
		keys(t, d, CONTROL_AUTHSENDERS, ROUTE_AUTHSENDERS,
		    sender != NULL ? sender : "", false);
		text_flush(t, TEXT_STEP);
	}
	if (j->route.has_relay &&
	    j->route.relay_by.file == CONTROL_AUTHSENDERS)
		return;
	keys_line(t);
	keys(t, d, CONTROL_SMTPROUTES, ROUTE_SMTPROUTES, j->route.domain,
	    true);
	text_flush(t, TEXT_STEP);
}

static void
step_relay(struct text *t, const struct diagnosis *d,
    const struct judgement *j)
{
	text_step(t, "relay?", j->route.has_relay ? "yes" : "no");
	if (j->route.relay_by.entry != NULL)
		relay_found(t, &j->route);
	else if (is_missing(d, CONTROL_SMTPROUTES))
		text_add(t, "there is no control/smtproutes");
	else {
		text_add(t, "not in ");
		searched(t, d, CONTROL_SMTPROUTES);
	}
	if (!j->route.has_relay && j->flavor->by_sender &&
	    !is_missing(d, CONTROL_AUTHSENDERS))
		text_add(t, " or authsenders (%zu)",
		    file_of(d, CONTROL_AUTHSENDERS)->n);
	text_flush(t, TEXT_STEP);
	if (t->out->verbose)
		relay_keys(t, d, j);
}

/* were the files read at all that a relay is looked for in? */
static bool
is_relay_looked_for(const struct judgement *j)
{
	return j->route.where == ROUTE_REMOTE && (j->looked_up ||
	    j->idn_refused);
}

void
text_route(struct text *t, const struct diagnosis *d)
{
	const struct judgement *j = &d->judgement[0];

	if (d->site->controls.file[CONTROL_LOCALS].state ==
	    CONTROL_UNREADABLE)
		return;
	step_rewrite(t, d, &j->route);
	step_local(t, d, &j->route);
	if (is_relay_looked_for(j))
		step_relay(t, d, j);
}
