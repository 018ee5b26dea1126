/*
 * json_host.c: --ip's report, and the host view.
 */
#include "report/json_parts.h"

static void
match(struct json_writer *w, const struct netentry *entry)
{
	json_object(w, NULL);
	json_entry_keys(w, entry);
	json_number(w, "length", (uint64_t)netmask_length(entry->mask));
	json_object_end(w);
}

static void
matches_of_length(struct json_writer *w, const struct netset *set,
    uint32_t address, int length)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (netmask_length(set->entry[i].mask) == length &&
		    netentry_matches(&set->entry[i], address))
			match(w, &set->entry[i]);
}

/* the longest first; an IPv6 address has none */
static void
put_matches(struct json_writer *w, const struct diagnosis *d, bool known)
{
	const struct ipme *ipme;
	int length;

	json_list(w, "matches");
	for (length = 32; known && !d->is_v6 && length >= 0; length--) {
		ipme = &d->site->ipme[0];
		matches_of_length(w, &ipme->me, d->address, length);
		matches_of_length(w, &ipme->not_me, d->address, length);
	}
	json_list_end(w);
}

void
json_ip(struct json_writer *w, const struct diagnosis *d)
{
	bool known = d->error.what == ERROR_NONE && d->site != NULL;
	const struct netentry *me, *not_me;
	const struct ipme *ipme;

	if (known) {
		ipme = &d->site->ipme[0];
		json_boolean(w, "me", !d->is_v6 && netmask_is_me(&ipme->me,
		    &ipme->not_me, d->address, &me, &not_me));
		json_maybe(w, "here", d->is_v6 ? 0 : d->here);
	} else {
		json_null(w, "me");
		json_null(w, "here");
	}
	put_matches(w, d, known);
}

static void
put_entries(struct json_writer *w, const char *key, const struct netset *set)
{
	size_t i;

	json_list(w, key);
	for (i = 0; set != NULL && i < set->n; i++)
		json_entry(w, NULL, &set->entry[i]);
	json_list_end(w);
}

static void
put_interfaces(struct json_writer *w, const struct site *site)
{
	const struct interface *i;
	size_t k;

	json_list(w, "interfaces");
	for (k = 0; site != NULL && k < site->interfaces.n; k++) {
		i = &site->interfaces.v4[k];
		json_object(w, NULL);
		json_escaped(w, "name", i->name);
		json_address(w, "address", i->address);
		json_boolean(w, "up", i->up);
		json_boolean(w, "seen", ipme_sees(site->flavor.fits[0],
		    &site->interfaces, i));
		json_object_end(w);
	}
	json_list_end(w);
}

void
json_host(struct json_writer *w, const struct diagnosis *d)
{
	const struct site *site = d->error.what == ERROR_NONE ? d->site : NULL;

	put_entries(w, "ipme", site != NULL ? &site->ipme[0].me : NULL);
	put_entries(w, "notipme", site != NULL ? &site->ipme[0].not_me : NULL);
	put_interfaces(w, site);
}
