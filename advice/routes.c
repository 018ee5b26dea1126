/*
 * routes.c: keys that nearly cover a domain, and relays of smtproutes and
 * authsenders: their lines, and whether what they get comes back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"
#include "base/ascii.h"
#include "qmail/relay.h"

/* a key that is longer than the one found says more about the domain */
static bool
is_better(const struct route_hit *hit, size_t len)
{
	return hit->entry == NULL || hit->entry->key_len < len;
}

static void
misses_subdomain(struct diagnosis *d, enum control_file file,
    const char *domain, const struct route_hit *hit)
{
	const struct control *c = &d->site->controls.file[file];
	const struct control_entry *entry;
	const char *parent = domain;
	size_t len;

	while ((parent = strchr(parent, '.')) != NULL) {
		len = strlen(++parent);
		entry = len > 0 ? control_find(c, parent, len) : NULL;
		if (entry == NULL || entry->text[0] == '.')
			continue;
		if (is_better(hit, len))
			findings_add_at(&d->findings,
			    FINDING_ROUTE_MISSES_SUBDOMAIN, file, entry->line,
			    domain, parent, NULL);
		return;
	}
}

static void
misses_domain(struct diagnosis *d, enum control_file file,
    const char *domain, const struct route_hit *hit)
{
	const struct control *c = &d->site->controls.file[file];
	const struct control_entry *entry;
	size_t len = strlen(domain);
	char *key = malloc(len + 2);

	if (key == NULL) {
		d->findings.no_memory = true;
		return;
	}
	key[0] = '.';
	memcpy(key + 1, domain, len + 1);
	entry = control_find(c, key, len + 1);
	if (len > 0 && entry != NULL && is_better(hit, len))
		findings_add_at(&d->findings, FINDING_ROUTE_MISSES_DOMAIN,
		    file, entry->line, domain, NULL);
	free(key);
}

static void
misses(struct diagnosis *d, enum control_file file,
    const struct route_hit *hit)
{
	const char *domain = d->judgement[0].route.domain;
	const struct route_hit none = { .entry = NULL };

	if (hit->entry == NULL || hit->file != file)
		hit = &none;
	misses_subdomain(d, file, domain, hit);
	misses_domain(d, file, domain, hit);
}

/* Has the line a relay, and may it be shown? A bar is enough for one that has
   no name, where user and password stand behind it. */
static bool
relay_find(struct relay *relay, const struct diagnosis *d,
    const struct control_entry *entry)
{
	relay_read(relay, entry);
	return (relay->len > 0 || (relay->has_bar &&
	    about_flavor(d)->by_sender)) && !relay->is_secret;
}

static void
relay_entry(struct diagnosis *d, enum control_file file,
    const struct control_entry *entry)
{
	struct relay relay;

	if (!relay_find(&relay, d, entry))
		return;
	if (ascii_is_blank(relay.text[0]))
		about_add(d, FINDING_RELAY_LEADING_BLANK, file, entry->line,
		    relay.text, relay.host_len, NULL);
	else if (relay.many_colons)
		about_add(d, FINDING_RELAY_IPV6, file, entry->line,
		    relay.text, relay.host_len, NULL)->number = relay.number;
	else if (relay.host_len == 0)
		findings_add_at(&d->findings, FINDING_RELAY_EMPTY_NAME, file,
		    entry->line, NULL);
	else if (relay.has_port && relay.number == 0)
		about_add(d, FINDING_RELAY_PORT_ZERO, file, entry->line,
		    relay.port, relay.port_len, NULL);
}

/* on another port than SMTP's, some other program may take the mail */
static void
add_is_me(struct diagnosis *d, const struct route_hit *by, uint32_t address,
    unsigned port)
{
	char text[NETMASK_TEXT];
	bool smtp = port == 25;
	struct finding *f;

	f = findings_add_at(&d->findings, FINDING_RELAY_IS_ME, by->file,
	    by->entry->line, netmask_text(address, text),
	    smtp ? "" : " if a qmail listens there",
	    smtp ? "" : "nothing to do if a filter listens there; else ",
	    NULL);
	f->severity = smtp ? SEVERITY_ERROR : SEVERITY_WARNING;
	f->number = port;
}

/* without a look-up: a relay that is an address in text */
static void
literal_is_me(struct diagnosis *d, enum control_file file,
    const struct control_entry *entry)
{
	const struct ipme *ipme = &d->site->ipme[0];
	const struct route_hit by = { .file = file, .entry = entry };
	const struct netentry *me, *not_me;
	struct relay relay;
	char *host;
	uint32_t address;

	if (!relay_find(&relay, d, entry))
		return;
	host = strndup(relay.text, relay.host_len);
	if (host == NULL) {
		d->findings.no_memory = true;
		return;
	}
	if (netmask_scan_literal(host, &address) && relay.number != 0 &&
	    netmask_is_me(&ipme->me, &ipme->not_me, address, &me, &not_me))
		add_is_me(d, &by, address, relay.number);
	free(host);
}

/* one that was looked up */
static void
relay_is_me(struct diagnosis *d, const struct judgement *j)
{
	const struct candidate *c;
	size_t i;

	for (i = 0; i < j->decision.n; i++) {
		c = &j->decision.candidate[i];
		if ((!c->is_me && c->here != 1) || c->port == 0)
			continue;
		add_is_me(d, &j->route.relay_by, c->address, c->port);
		return;
	}
}

static void
file_relays(struct diagnosis *d, enum control_file file)
{
	const struct control *c = &d->site->controls.file[file];
	size_t i;

	if (!about_bears(d, file))
		return;
	for (i = 0; i < c->n; i++) {
		relay_entry(d, file, &c->entry[i]);
		literal_is_me(d, file, &c->entry[i]);
	}
}

static void
relays(struct diagnosis *d)
{
	const struct judgement *j = about_remote(d);

	if (d->kind == KIND_HOST) {
		file_relays(d, CONTROL_SMTPROUTES);
		file_relays(d, CONTROL_AUTHSENDERS);
	}
	if (j == NULL || j->route.relay_by.entry == NULL)
		return;
	relay_entry(d, j->route.relay_by.file, j->route.relay_by.entry);
	if (j->route.has_relay)
		relay_is_me(d, j);
}

bool
lint_relay_change(const struct diagnosis *d, struct trial_change *change)
{
	const struct way_pass *last;

	memset(change, 0, sizeof *change);
	if (d->n == 0)
		return false;
	last = way_last(&d->way[0]);
	change->file = CONTROL_FILES;
	change->direct = true;
	return d->way[0].n == 1 && last->rcpt != NULL && !last->returns &&
	    last->judgement->route.has_relay;
}

/* Is this host the best exchanger, without the relay? */
static bool
is_best_here(const struct judgement *j)
{
	return j->lookup.from == FROM_MX &&
	    (j->decision.verdict.words == WORDS_BEST_IS_ME ||
	    prefme_returns(&j->decision) < j->decision.n);
}

/* The relay takes what this host's DNS name draws in; one that follows MX
   sends it back here. */
static void
relay_returns(struct diagnosis *d)
{
	struct trial_change change;
	const struct route *route = &d->judgement[0].route;
	struct trial trial;
	int decided;

	if (!lint_relay_change(d, &change))
		return;
	decided = trial_frozen(&trial, d, &change);
	if (decided == -1)
		d->findings.no_memory = true;
	if (decided == 1 && is_best_here(&trial.judgement))
		findings_add_at(&d->findings, FINDING_RELAY_RETURNS,
		    route->relay_by.file, route->relay_by.entry->line,
		    route->relay, route->domain, NULL);
	trial_free(&trial);
}

void
lint_routes(struct diagnosis *d)
{
	const struct route *route = &d->judgement[0].route;

	if (d->n > 0 && route->where != ROUTE_LOCAL)
		misses(d, CONTROL_VIRTUALDOMAINS, &route->by);
	if (d->n > 0 && route->where == ROUTE_REMOTE)
		misses(d, CONTROL_SMTPROUTES, &route->relay_by);
	relays(d);
	relay_returns(d);
}
