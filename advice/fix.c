/*
 * fix.c: changes of this host that mend a verdict, tried in memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/changes.h"
#include "advice/fix.h"

/* how bad it is for the message */
static const int badness[] = {
	[ACTION_LOCAL] = 0, [ACTION_VIRTUAL] = 0, [ACTION_DELIVER] = 0,
	[ACTION_DEFER] = 1, [ACTION_BOUNCE] = 2, [ACTION_LOOP] = 3,
};

static const char *const faults[] = {
	[FAULT_FILES] = "this host's files",
	[FAULT_NETWORK] = "this host's network",
	[FAULT_DOMAIN] = "the domain's DNS",
	[FAULT_RESOLVER] = "a DNS server, the domain's or the one asked here",
	[FAULT_NOBODY] = NULL,
};

/*
 * What mends a line is right even where it uncovers another fault; any other
 * change is not that only trades one failure for another. What lets mail in is
 * right only where it is kept.
 */
static bool
is_worth(const struct diagnosis *d, const struct change *change,
    const struct verdict *then)
{
	const struct verdict *now = diagnosis_verdict(d, 0);

	if (change->local && then->action != ACTION_LOCAL &&
	    then->action != ACTION_VIRTUAL)
		return false;
	if (verdict_same(now, then))
		return false;
	return change->mends || badness[then->action] == 0 ||
	    badness[then->action] < badness[now->action];
}

/* what makes the change live; 0: nothing needs to, -1: no memory */
static int
command_make(struct fix *fix, const struct site *site, enum control_file file)
{
	char text[48];

	switch (control_live(file)) {
	case CONTROL_LIVE_AT_HUP:
		if (site->send.state != SEND_RUNNING)
			return 0;
		snprintf(text, sizeof text, "kill -HUP %ld",
		    (long)site->send.pid);
		break;
	case CONTROL_LIVE_AT_START:
		snprintf(text, sizeof text, "restart qmail-send");
		break;
	case CONTROL_LIVE_AT_ONCE:
		return 0;
	}
	fix->command = strdup(text);
	return fix->command == NULL ? -1 : 0;
}

static int
fix_add(struct diagnosis *d, const struct change *change,
    const struct way *then)
{
	struct fix *fix = &d->fix[d->n_fix++];

	memset(fix, 0, sizeof *fix);
	fix->then = then->verdict;
	fix->text = strdup(change->text);
	fix->words = way_words(then);
	if (fix->text == NULL || (fix->words == NULL &&
	    words_code(then->verdict.words) != NULL))
		return -1;
	return command_make(fix, d->site, change->trial.file);
}

static int
try_change(struct diagnosis *d, const struct change *change)
{
	struct trial trial;
	int result;

	result = trial_frozen(&trial, d, &change->trial);
	if (result == 1)
		result = is_worth(d, change, &trial.way.verdict) ?
		    fix_add(d, change, &trial.way) : 0;
	trial_free(&trial);
	return result;
}

/* A fault found here, an error first, explains the verdict. */
static const char *
fault_found(const struct diagnosis *d, enum severity severity)
{
	const struct finding *f;
	size_t i;

	for (i = 0; i < d->findings.n; i++) {
		f = &d->findings.finding[i];
		if (f->severity == severity &&
		    finding_fault(f->id) != FAULT_NOBODY)
			return faults[finding_fault(f->id)];
	}
	return NULL;
}

/* did any answer come at all? */
static bool
is_resolver_silent(const struct facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n; i++)
		if (facts->fact[i]->known && facts->fact[i]->answer.rcode != -1)
			return false;
	return facts->n > 0;
}

/* a domain that no DNS can hold: empty, or none that may be asked for */
static bool
is_no_name(const struct diagnosis *d, const struct judgement *j)
{
	const struct answer *answer;

	if (j->route.has_relay)
		return false;
	if (j->decision.verdict.idn || j->route.domain[0] == '\0')
		return true;
	answer = j->lookup.name == NULL ? NULL :
	    facts_know(&d->facts, j->lookup.name, WIRE_A);
	return answer != NULL && answer->rcode == -1 &&
	    answer->class == ANSWER_HARD;
}

static const char *
whose_by_words(const struct diagnosis *d, const struct judgement *j)
{
	switch (diagnosis_verdict(d, 0)->words) {
	case WORDS_NOT_STARTED:
	case WORDS_CONTROL:
	case WORDS_OUTGOINGIP:
	case WORDS_GREETING:
	case WORDS_RCPT_CONTROL:
	case WORDS_RCPT_SYNTAX:
	case WORDS_RCPT_REFUSED:
		return "this host's files";
	case WORDS_NO_DNS:
	case WORDS_ALIAS:
		return is_resolver_silent(&d->facts) ?
		    "the resolver: no answer came at all" :
		    "the domain's DNS; nothing here needs changing";
	case WORDS_NO_CONNECTION:
		if (j->decision.unbindable)
			return "this host's files";
		return "the other side, which did not answer; nothing here "
		    "needs changing";
	case WORDS_NO_HOST:
	case WORDS_NO_EXCHANGER:
		if (is_no_name(d, j))
			return "who wrote the address; nothing here needs "
			    "changing";
		return j->route.has_relay ? "this host's files, which name "
		    "the relay, or the relay's DNS" :
		    "the domain's DNS; nothing here needs changing";
	case WORDS_BEST_IS_ME:
		return "this host's files, if the domain's mail belongs here; "
		    "else the domain's DNS";
	case WORDS_NONE:
	case WORDS:
		break;
	}
	return NULL;
}

static const char *
whose(const struct diagnosis *d)
{
	const struct judgement *j = way_last(&d->way[0])->judgement;
	const char *found;

	if (changes_is_nobodys(d))
		return "the domain's DNS: it names an address that every "
		    "host takes for itself";
	found = fault_found(d, SEVERITY_ERROR);
	if (found != NULL)
		return found;
	switch (diagnosis_verdict(d, 0)->action) {
	case ACTION_LOCAL:
	case ACTION_VIRTUAL:
		return NULL;
	case ACTION_DELIVER:
		return fault_found(d, SEVERITY_WARNING) != NULL ? NULL :
		    "nothing here needs changing";
	case ACTION_LOOP:	/* always has an error */
	case ACTION_DEFER:
	case ACTION_BOUNCE:
		break;
	}
	return whose_by_words(d, j);
}

int
fix_propose(struct diagnosis *d)
{
	struct changes changes;
	size_t i;
	int result = 0;

	if (d->n == 0 || d->error.what != ERROR_NONE)
		return 0;
	if (changes_make(&changes, d) == -1)
		return -1;
	for (i = 0; i < changes.n && d->n_fix < DIAGNOSIS_FIXES &&
	    result == 0; i++)
		result = try_change(d, &changes.change[i]);
	changes_free(&changes);
	d->whose = whose(d);
	return result;
}
