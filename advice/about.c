/*
 * about.c: what a finding may bear on, and the words that rules share.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/about.h"
#include "base/fold.h"

const struct flavor *
about_flavor(const struct diagnosis *d)
{
	return d->site->flavor.fits[0];
}

const struct judgement *
about_remote(const struct diagnosis *d)
{
	const struct judgement *j = &d->judgement[0];

	return d->n > 0 && j->route.where == ROUTE_REMOTE ? j : NULL;
}

static bool
bears_on_host(const struct diagnosis *d, enum control_file file)
{
	return control_when(file) != CONTROL_WITH_SENDER ||
	    control_is_read(file, about_flavor(d));
}

/* Without it qmail-send takes no message up, whatever the subject. */
static bool
stops_send(const struct diagnosis *d, enum control_file file)
{
	return d->site->controls.file[file].state == CONTROL_UNREADABLE &&
	    (control_readers(file) & CONTROL_BY_SEND) != 0;
}

static bool
bears_on_subject(const struct diagnosis *d, enum control_file file)
{
	const struct judgement *remote = about_remote(d);
	const struct route *route = &d->judgement[0].route;

	if (stops_send(d, file))
		return true;
	switch (file) {
	case CONTROL_ME:
	case CONTROL_LOCALS:
	case CONTROL_RCPTHOSTS:
	case CONTROL_MORERCPTHOSTS:
		return true;
	case CONTROL_VIRTUALDOMAINS:
		return route->where != ROUTE_LOCAL;
	case CONTROL_PERCENTHACK:
		return d->kind == KIND_RECIPIENT;
	case CONTROL_ENVNOATHOST:
		return route->at_added;
	case CONTROL_HELOHOST:
	case CONTROL_SMTPROUTES:
	case CONTROL_TIMEOUTREMOTE:
	case CONTROL_TIMEOUTCONNECT:
	case CONTROL_AUTHSENDERS:
	case CONTROL_OUTGOINGIP:
		return remote != NULL &&
		    control_is_read(file, about_flavor(d));
	case CONTROL_MOREIPME:
	case CONTROL_NOTIPME:
		return remote != NULL && !route->has_relay;
	case CONTROL_LOCALIPHOST:
	case CONTROL_SMTPGREETING:
	case CONTROL_TIMEOUTSMTPD:
	case CONTROL_BADMAILFROM:
	case CONTROL_DATABYTES:
		return d->site->controls.file[file].state ==
		    CONTROL_UNREADABLE;
	case CONTROL_QUEUELIFETIME:
	case CONTROL_CONCURRENCYLOCAL:
	case CONTROL_CONCURRENCYREMOTE:
	case CONTROL_BOUNCEFROM:
	case CONTROL_BOUNCEHOST:
	case CONTROL_DOUBLEBOUNCEHOST:
	case CONTROL_DOUBLEBOUNCETO:
	case CONTROL_FILES:
		break;
	}
	return false;
}

bool
about_bears(const struct diagnosis *d, enum control_file file)
{
	switch (d->kind) {
	case KIND_HOST:
		return bears_on_host(d, file);
	case KIND_IP:
		return !d->is_v6 && (file == CONTROL_MOREIPME ||
		    file == CONTROL_NOTIPME);
	case KIND_RECIPIENT:
	case KIND_DOMAIN:
	case KIND_BATCH:
		break;
	}
	return d->n > 0 && bears_on_subject(d, file);
}

bool
about_touches(const struct diagnosis *d, enum control_file file,
    const char *key, size_t len)
{
	struct route_keys keys;
	const char *tried;
	size_t tried_len;

	if (!about_bears(d, file))
		return false;
	if (d->kind == KIND_HOST || !route_keys_of(&keys, file,
	    &d->judgement[0].route, &d->subject))
		return true;	/* all of them, or a file of one line */
	while ((tried = route_keys_next(&keys, &tried_len)) != NULL)
		if (fold_equal(tried, tried_len, key, len))
			return true;
	return false;
}

size_t
about_addresses(const struct diagnosis *d)
{
	const struct judgement *j = about_remote(d);

	if (d->kind == KIND_IP)
		return d->is_v6 ? 0 : 1;
	return j != NULL && !j->route.has_relay ? j->decision.n : 0;
}

uint32_t
about_address(const struct diagnosis *d, size_t i)
{
	return d->kind == KIND_IP ? d->address :
	    d->judgement[0].decision.candidate[i].address;
}

struct finding *
about_add(struct diagnosis *d, enum finding_id id, enum control_file file,
    size_t line, const char *text, size_t len, const char *second)
{
	struct finding *added = &d->findings.spare;
	char *copy = strndup(text, len);

	if (copy == NULL)
		d->findings.no_memory = true;
	else
		added = findings_add_at(&d->findings, id, file, line, copy,
		    second, NULL);
	free(copy);
	return added;
}

bool
about_own_name(const struct diagnosis *d, const char *name,
    struct place *place)
{
	static const enum control_file files[] = {
		CONTROL_ME, CONTROL_HELOHOST, CONTROL_LOCALS
	};
	const struct control_entry *entry;
	const struct control *c;
	size_t i, len = strlen(name);

	if (len > 0 && name[len - 1] == '.')
		len--;
	for (i = 0; i < sizeof files / sizeof files[0] && len > 0; i++) {
		c = &d->site->controls.file[files[i]];
		entry = files[i] == CONTROL_LOCALS ?
		    control_find(c, name, len) : control_line(c);
		if (entry == NULL || !fold_equal(entry->text, entry->len,
		    name, len))
			continue;
		place->file = files[i];
		place->line = entry->line;
		return true;
	}
	return false;
}

const char *
about_verdict(const struct verdict *verdict, char text[ABOUT_VERDICT])
{
	const char *code = words_code(verdict->words);

	snprintf(text, ABOUT_VERDICT, "%s%s%s", action_name(verdict->action),
	    code != NULL ? " " : "", code != NULL ? code : "");
	return text;
}
