/*
 * json_host.c: --ip's report, and the host view.
 */
#include <string.h>

#include "report/json_parts.h"

static json_t *
match(struct json_writer *w, const struct netentry *entry)
{
	json_t *object = json_entry(w, entry);

	json_put(w, object, "length",
	    json_integer(netmask_length(entry->mask)));
	return object;
}

static void
matches_of_length(struct json_writer *w, json_t *list,
    const struct netset *set, uint32_t address, int length)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (netmask_length(set->entry[i].mask) == length &&
		    netentry_matches(&set->entry[i], address))
			json_push(w, list, match(w, &set->entry[i]));
}

static json_t *
matches(struct json_writer *w, const struct ipme *ipme, uint32_t address)
{
	json_t *list = json_array();
	int length;

	for (length = 32; length >= 0; length--) {
		matches_of_length(w, list, &ipme->me, address, length);
		matches_of_length(w, list, &ipme->not_me, address, length);
	}
	return list;
}

void
json_ip(struct json_writer *w, json_t *root, const struct diagnosis *d)
{
	const struct netentry *me, *not_me;
	const struct ipme *ipme;

	if (d->error.what != ERROR_NONE || d->site == NULL) {
		json_put(w, root, "me", json_null());
		json_put(w, root, "here", json_null());
		json_put(w, root, "matches", json_array());
		return;
	}
	ipme = &d->site->ipme[0];
	json_put(w, root, "me", json_boolean(!d->is_v6 && netmask_is_me(
	    &ipme->me, &ipme->not_me, d->address, &me, &not_me)));
	json_put(w, root, "here", json_maybe(d->is_v6 ? 0 : d->here));
	json_put(w, root, "matches", d->is_v6 ? json_array() :
	    matches(w, ipme, d->address));
}

static json_t *
entries(struct json_writer *w, const struct netset *set)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; set != NULL && i < set->n; i++)
		json_push(w, list, json_entry(w, &set->entry[i]));
	return list;
}

static json_t *
interfaces(struct json_writer *w, const struct site *site)
{
	json_t *list = json_array(), *object;
	const struct interface *i;
	size_t k;

	for (k = 0; site != NULL && k < site->interfaces.n; k++) {
		i = &site->interfaces.v4[k];
		object = json_object();
		json_put(w, object, "name", json_escaped(i->name));
		json_put(w, object, "address", json_address(i->address));
		json_put(w, object, "up", json_boolean(i->up));
		json_put(w, object, "seen", json_boolean(ipme_sees(
		    site->flavor.fits[0], &site->interfaces, i)));
		json_push(w, list, object);
	}
	return list;
}

void
json_host(struct json_writer *w, json_t *root, const struct diagnosis *d)
{
	const struct site *site = d->error.what == ERROR_NONE ? d->site : NULL;

	json_put(w, root, "ipme", entries(w, site != NULL ?
	    &site->ipme[0].me : NULL));
	json_put(w, root, "notipme", entries(w, site != NULL ?
	    &site->ipme[0].not_me : NULL));
	json_put(w, root, "interfaces", interfaces(w, site));
}
