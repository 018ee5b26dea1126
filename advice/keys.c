/*
 * keys.c: keys of one file held against those of another.
 */
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"

static void
local_and_virtual(struct diagnosis *d, const struct control_entry *local)
{
	const struct controls *controls = &d->site->controls;
	const struct control_entry *virtual;
	char number[ABOUT_NUMBER];

	virtual = control_find(&controls->file[CONTROL_VIRTUALDOMAINS],
	    local->text, local->len);
	if (virtual == NULL)
		return;
	about_number(local->line, number);
	about_add(d, FINDING_LOCAL_AND_VIRTUAL, CONTROL_VIRTUALDOMAINS,
	    virtual->line, local->text, local->len, number);
}

/* the entry of locals that decided, or all of them */
static void
locals_and_virtualdomains(struct diagnosis *d)
{
	const struct control *locals = &d->site->controls.file[CONTROL_LOCALS];
	const struct route *route = &d->judgement[0].route;
	size_t i;

	if (d->kind != KIND_HOST) {
		if (d->n > 0 && route->where == ROUTE_LOCAL &&
		    route->by.file == CONTROL_LOCALS)
			local_and_virtual(d, route->by.entry);
		return;
	}
	for (i = 0; i < locals->n; i++)
		local_and_virtual(d, &locals->entry[i]);
}

static const struct control_entry *
accepted(const struct diagnosis *d, const char *domain,
    enum control_file *file)
{
	const struct control_entry *entry;

	*file = CONTROL_RCPTHOSTS;
	entry = route_accepted(&d->site->controls.file[*file], domain);
	if (entry == NULL) {
		*file = CONTROL_MORERCPTHOSTS;
		entry = route_accepted(&d->site->controls.file[*file], domain);
	}
	return entry;
}

/* Is this host the best MX, though no relay or alias leads to it? */
static bool
is_best(const struct judgement *j)
{
	const struct decision *decision = &j->decision;
	const struct candidate *c;
	size_t i;

	if (j->route.has_relay)
		return false;
	if (decision->verdict.action == ACTION_LOOP)
		return true;
	if (decision->verdict.words != WORDS_BEST_IS_ME)
		return false;
	c = &decision->candidate[decision->lowered_by];
	for (i = 0; c->mx != SIZE_MAX && i < c->mx; i++)
		if (j->lookup.mx[i].preference < c->rank)
			return false;	/* a better one was dropped */
	return true;
}

static void
rcpthosts(struct diagnosis *d)
{
	const struct judgement *j = &d->judgement[0];
	const struct control_entry *entry;
	enum control_file file;
	const char *asked;

	if (d->n == 0)
		return;
	asked = route_domain(d->subject.text);
	if (j->route.where == ROUTE_REMOTE) {
		entry = accepted(d, j->route.domain, &file);
		if (entry != NULL && is_best(j))
			findings_add(&d->findings,
			    FINDING_RCPTHOSTS_NOT_LOCAL, control_name(file),
			    entry->line, j->route.domain, NULL);
		return;
	}
	/* what comes without a domain, qmail-smtpd takes in any case */
	if (!j->route.at_added && accepted(d, asked, &file) == NULL &&
	    control_present(&d->site->controls.file[CONTROL_RCPTHOSTS]))
		findings_add(&d->findings, FINDING_NOT_IN_RCPTHOSTS,
		    control_name(CONTROL_RCPTHOSTS), 0, asked, NULL);
}

void
lint_keys(struct diagnosis *d)
{
	if (d->kind == KIND_IP)
		return;
	locals_and_virtualdomains(d);
	rcpthosts(d);
}
