/*
 * moved.c: a domain that is kept here, although its mail exchangers are
 * elsewhere: it was moved away, and its old host goes on keeping its mail.
 */
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"
#include "base/fold.h"

bool
lint_moved_change(const struct diagnosis *d, struct trial_change *change)
{
	const struct route *route = &d->judgement[0].route;
	const struct control_entry *entry = route->by.entry;

	memset(change, 0, sizeof *change);
	if (d->n == 0 || route->where == ROUTE_REMOTE || entry == NULL ||
	    (route->by.file != CONTROL_LOCALS &&
	    route->by.file != CONTROL_VIRTUALDOMAINS) ||
	    !fold_equal(entry->text, entry->key_len, route->domain,
	    strlen(route->domain)))
		return false;
	change->file = route->by.file;
	change->line = entry->line;
	change->direct = true;
	return true;
}

/* no address and no name of the exchangers is this host's */
static bool
is_elsewhere(const struct diagnosis *d, const struct judgement *j)
{
	const struct candidate *c;
	char place[ABOUT_PLACE];
	size_t i;

	if (!j->looked_up || j->lookup.from != FROM_MX ||
	    j->lookup.soft_dropped || j->decision.n == 0)
		return false;
	for (i = 0; i < j->decision.n; i++) {
		c = &j->decision.candidate[i];
		if (c->is_me || c->here == 1 ||
		    netmask_reserved(c->address) != NULL)
			return false;
	}
	for (i = 0; i < j->lookup.n_mx; i++)
		if (about_own_name(d, j->lookup.mx[i].name, place) != NULL)
			return false;
	return true;
}

void
lint_moved(struct diagnosis *d)
{
	struct trial_change change;
	struct trial trial;
	int decided;

	/* behind NAT the exchanger's address may well be ours */
	if (!lint_moved_change(d, &change) || !ipme_has_public(&d->site->ipme[0]))
		return;
	decided = trial_frozen(&trial, d, &change);
	if (decided == -1)
		d->findings.no_memory = true;
	if (decided == 1 && is_elsewhere(d, &trial.judgement))
		findings_add(&d->findings, FINDING_LOCAL_BUT_MX_ELSEWHERE,
		    control_name(change.file), change.line,
		    d->judgement[0].route.domain,
		    change.file == CONTROL_LOCALS ? "local" : "virtual",
		    trial.judgement.lookup.mx[0].name, NULL);
	trial_free(&trial);
}
