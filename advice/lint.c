/*
 * lint.c: findings: which rules there are, and what they want to know.
 */
#include <stdlib.h>
#include <string.h>

#include "advice/about.h"
#include "advice/changes.h"
#include "advice/lint.h"
#include "advice/rules.h"

/* the rules that need no subject come first: they explain the others */
static const struct {
	void (*look)(struct diagnosis *);
	bool mends;		/* of its findings changes may be made */
} rules[] = {
	{ lint_files, true },
	{ lint_lines, true },
	{ lint_moreipme, true },
	{ lint_system, false },
	{ lint_routes, true },
	{ lint_domain, true },
	{ lint_mx, false },
	{ lint_addresses, false },
	{ lint_answers, false },
};

/* raises the findings of all rules, or of those alone that changes follow */
static void
raise_findings(struct diagnosis *d, bool all)
{
	size_t i;

	for (i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (all || rules[i].mends)
			rules[i].look(d);
	findings_sort(&d->findings);
	findings_thin(&d->findings);
}

int
lint_run(struct diagnosis *d)
{
	if (d->error.what != ERROR_NONE)
		return 0;
	if (trial_relayed(d, false) == -1)
		return -1;
	raise_findings(d, true);
	return d->findings.no_memory ? -1 : 0;
}

static int
want_name(struct diagnosis *d, const char *name, size_t len, uint16_t type)
{
	const struct answer *answer;
	char *copy = strndup(name, len);
	uint32_t address;
	int result = 0;

	if (copy == NULL)
		return -1;
	if (len > 0 && !netmask_scan_literal(copy, &address))
		result = facts_need(&d->facts, copy, type, ASKER_FINDING,
		    &answer);
	free(copy);
	return result;
}

/* A of me, helohost and the first names of locals */
static int
want_own_names(struct diagnosis *d)
{
	const struct controls *controls = &d->site->controls;
	const struct control *locals = &controls->file[CONTROL_LOCALS];
	const struct control_entry *line[2] = {
		control_line(&controls->file[CONTROL_ME]),
		control_line(&controls->file[CONTROL_HELOHOST])
	};
	size_t i;

	for (i = 0; i < 2; i++)
		if (line[i] != NULL && want_name(d, line[i]->text,
		    line[i]->len, WIRE_A) == -1)
			return -1;
	for (i = 0; i < locals->n && i < ABOUT_NAMES; i++)
		if (want_name(d, locals->entry[i].text, locals->entry[i].len,
		    WIRE_A) == -1)
			return -1;
	return 0;
}

static int
want_about_addresses(struct diagnosis *d, const struct judgement *j)
{
	const struct candidate *c;
	size_t i;

	for (i = 0; i < j->decision.n; i++) {
		c = &j->decision.candidate[i];
		if (c->outcome != OUTCOME_FILTERED && !c->is_me &&
		    ipme_bearer(&d->site->interfaces, c->address) == NULL)
			return want_own_names(d);
	}
	return 0;
}

/* AAAA of MX hosts without A; MX where ANY failed, and of an alias's name */
static int
want_about_names(struct diagnosis *d, const struct judgement *j)
{
	const struct lookup_mx *mx;
	size_t i;

	for (i = 0; i < j->lookup.n_mx; i++) {
		mx = &j->lookup.mx[i];
		if (mx->n == 0 && mx->class != MX_SOFT &&
		    want_name(d, mx->name, strlen(mx->name), WIRE_AAAA) == -1)
			return -1;
	}
	/* of an alias that goes elsewhere: is it that host's name? */
	if (j->lookup.is_alias && d->way[0].pass[0].rcpt != NULL &&
	    !d->way[0].pass[0].returns && want_name(d, j->lookup.alias,
	    strlen(j->lookup.alias), WIRE_MX) == -1)
		return -1;
	if (j->looked_up && j->lookup.end == LOOKUP_ALIAS_SOFT)
		return want_name(d, j->lookup.alias, strlen(j->lookup.alias),
		    WIRE_MX);
	return 0;
}

/* the changes that this host's files and the verdict suggest */
static int
changes_foresee(struct changes *changes, const struct diagnosis *d)
{
	struct diagnosis half = *d;	/* borrows all but its findings */
	int result = -1;

	memset(&half.findings, 0, sizeof half.findings);
	raise_findings(&half, false);
	if (!half.findings.no_memory)
		result = changes_make(changes, &half);
	findings_free(&half.findings);
	return result;
}

/* what trying a change needs to know */
static int
want_about_changes(struct diagnosis *d)
{
	struct trial_change change;
	struct changes changes;
	size_t i;
	int result = 0;

	if ((lint_moved_change(d, &change) || lint_relay_change(d, &change)) &&
	    trial_want(d, &change) == -1)
		return -1;
	if (changes_foresee(&changes, d) == -1)
		return -1;
	for (i = 0; i < changes.n && result == 0; i++)
		result = trial_want(d, &changes.change[i].trial);
	changes_free(&changes);
	return result;
}

int
lint_want(struct diagnosis *d)
{
	const struct judgement *j = about_remote(d);

	if (d->error.what != ERROR_NONE || d->n == 0)
		return 0;
	if (j != NULL && (want_about_addresses(d, j) == -1 ||
	    want_about_names(d, j) == -1))
		return -1;
	return trial_relayed(d, true) == -1 ? -1 : want_about_changes(d);
}
