/*
 * routes.c: keys that nearly cover a domain.
 */
#include <stdlib.h>
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"

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
			findings_add(&d->findings,
			    FINDING_ROUTE_MISSES_SUBDOMAIN,
			    control_name(file), entry->line, domain, parent,
			    NULL);
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
		findings_add(&d->findings, FINDING_ROUTE_MISSES_DOMAIN,
		    control_name(file), entry->line, domain, NULL);
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

void
lint_routes(struct diagnosis *d)
{
	const struct route *route = &d->judgement[0].route;

	if (d->n == 0 || route->where == ROUTE_LOCAL)
		return;
	misses(d, CONTROL_VIRTUALDOMAINS, &route->by);
	if (route->where == ROUTE_REMOTE)
		misses(d, CONTROL_SMTPROUTES, &route->relay_by);
}
