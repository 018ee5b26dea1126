/*
 * prefme.c: the decision (qmail-remote.c, main: prefme).
 */
#include <stdlib.h>
#include <string.h>

#include "qmail/prefme.h"

static bool
settle(struct verdict *verdict, enum action action, enum words why)
{
	memset(verdict, 0, sizeof *verdict);
	verdict->action = action;
	verdict->words = why;
	return true;
}

static bool
remote_settled(const struct flavor *flavor, const struct controls *controls,
    struct verdict *verdict)
{
	uint32_t outgoing;

	if (controls_obstacle(controls, flavor, CONTROL_BY_REMOTE) !=
	    CONTROL_FILES)
		return settle(verdict, ACTION_DEFER, WORDS_CONTROL);
	if (!control_present(&controls->file[CONTROL_ME]) &&
	    !control_present(&controls->file[CONTROL_HELOHOST]))
		return settle(verdict, ACTION_DEFER, WORDS_CONTROL);
	if (flavor->by_sender && !controls_outgoing(controls, &outgoing))
		return settle(verdict, ACTION_DEFER, WORDS_OUTGOINGIP);
	return false;
}

bool
prefme_before_dns(const struct flavor *flavor, const struct controls *controls,
    const struct route *route, struct verdict *verdict)
{
	if (controls_obstacle(controls, flavor, CONTROL_BY_SEND) !=
	    CONTROL_FILES)
		return settle(verdict, ACTION_DEFER, WORDS_NOT_STARTED);
	switch (route->where) {
	case ROUTE_LOCAL:
		return settle(verdict, ACTION_LOCAL, WORDS_NONE);
	case ROUTE_VIRTUAL:
		return settle(verdict, ACTION_VIRTUAL, WORDS_NONE);
	case ROUTE_REMOTE:
		break;
	}
	return remote_settled(flavor, controls, verdict);
}

static int
candidates_make(struct decision *decision, const struct prefme_input *in)
{
	const struct lookup *lookup = in->lookup;
	struct candidate *c;
	size_t i;

	if (lookup->n_address == 0)	/* all are unknown */
		return 0;
	decision->candidate = calloc(lookup->n_address, sizeof *c);
	if (decision->candidate == NULL)
		return -1;
	decision->n = lookup->n_address;
	for (i = 0; i < decision->n; i++) {
		c = &decision->candidate[i];
		c->address = lookup->address[i].address;
		c->preference = lookup->address[i].preference;
		c->mx = lookup->address[i].mx;
		if (c->mx != SIZE_MAX)
			c->rank = lookup->mx[c->mx].preference;
		c->port = in->route->port;
		c->here = -1;
		c->is_me = netmask_is_me(&in->ipme->me, &in->ipme->not_me,
		    c->address, &c->me, &c->not_me);
		c->tcpto = tcpto_judge(in->tcpto, c->address, in->now);
	}
	return 0;
}

static void
prefme_lower(struct decision *decision, const struct prefme_input *in)
{
	size_t i;

	decision->prefme = PREFME_START;
	for (i = 0; i < decision->n; i++)
		if (decision->candidate[i].is_me &&
		    decision->candidate[i].preference < decision->prefme) {
			decision->prefme = decision->candidate[i].preference;
			decision->because = BECAUSE_ME;
			decision->lowered_by = i;
		}
	if (in->route->has_relay) {
		decision->prefme = PREFME_RELAY;
		decision->because = BECAUSE_RELAY;
	}
	if (in->lookup->is_alias) {
		decision->prefme = PREFME_ALIAS;
		decision->because = BECAUSE_ALIAS;
	}
}

/* sagredo: is qmail's own end to be bound to an address that is not here? */
static bool
is_unbindable(const struct prefme_input *in)
{
	uint32_t address;

	return in->flavor->by_sender && in->outgoing_elsewhere &&
	    controls_outgoing(in->controls, &address) && address != 0;
}

/* tcpto skips for every process number; then comes bind (qmail-remote.c,
   main) */
static enum outcome
outcome_below(const struct decision *decision, const struct candidate *c)
{
	if (c->tcpto.skipping == TCPTO_PROCESSES)
		return OUTCOME_SKIP;
	return decision->unbindable ? OUTCOME_UNBINDABLE : OUTCOME_TRY;
}

/*
 * Of an address that nobody knows only this is certain: it is no connection
 * to the host that was meant.
 */
static void
candidates_judge(struct decision *decision, const struct prefme_input *in)
{
	const struct lookup *lookup = in->lookup;
	size_t i, left = 0;
	struct candidate *c;

	decision->first = decision->n;
	decision->unbindable = is_unbindable(in);
	decision->unknown = lookup->n_unknown > 0 &&
	    lookup->unknown_preference < decision->prefme;
	left += decision->unknown;
	for (i = 0; i < decision->n; i++) {
		c = &decision->candidate[i];
		if (c->preference >= decision->prefme) {
			c->outcome = OUTCOME_FILTERED;
			continue;
		}
		left++;
		c->outcome = outcome_below(decision, c);
		if (c->outcome == OUTCOME_TRY && decision->first == decision->n)
			decision->first = i;
	}
	if (left == 0)
		settle(&decision->verdict, ACTION_BOUNCE, WORDS_BEST_IS_ME);
	else if (decision->first == decision->n)
		settle(&decision->verdict, ACTION_DEFER, WORDS_NO_CONNECTION);
	else
		settle(&decision->verdict, ACTION_DELIVER, WORDS_NONE);
}

/* a look-up that ended without an address */
static void
failure(struct verdict *verdict, enum lookup_end end)
{
	switch (end) {
	case LOOKUP_ALIAS_SOFT:
		settle(verdict, ACTION_DEFER, WORDS_ALIAS);
		break;
	case LOOKUP_MISSING:	/* never: the caller waits for the facts */
	case LOOKUP_ADDRESSES:
	case LOOKUP_SOFT:
		settle(verdict, ACTION_DEFER, WORDS_NO_DNS);
		break;
	case LOOKUP_NO_HOST:
		settle(verdict, ACTION_BOUNCE, WORDS_NO_HOST);
		break;
	case LOOKUP_NO_EXCHANGER:
		settle(verdict, ACTION_BOUNCE, WORDS_NO_EXCHANGER);
		break;
	}
}

int
prefme_decide(struct decision *decision, const struct prefme_input *in)
{
	memset(decision, 0, sizeof *decision);
	decision->prefme = PREFME_START;
	if (prefme_before_dns(in->flavor, in->controls, in->route,
	    &decision->verdict))
		return 0;
	if (in->idn_refused) {
		settle(&decision->verdict, ACTION_BOUNCE, WORDS_NO_HOST);
		decision->verdict.idn = true;
		return 0;
	}
	if (in->lookup->end != LOOKUP_ADDRESSES) {
		failure(&decision->verdict, in->lookup->end);
		return 0;
	}
	if (candidates_make(decision, in) == -1)
		return -1;
	prefme_lower(decision, in);
	candidates_judge(decision, in);
	return 0;
}

bool
prefme_may_be_first(const struct decision *decision, size_t i)
{
	const struct candidate *c = decision->candidate;

	if (decision->because == BECAUSE_RELAY)
		return i == decision->first;
	return c[i].rank == c[decision->first].rank;
}

size_t
prefme_returns(const struct decision *decision)
{
	const struct candidate *c;
	size_t i;

	if (decision->verdict.action != ACTION_DELIVER)
		return decision->n;
	for (i = 0; i < decision->n; i++) {
		c = &decision->candidate[i];
		if (c->outcome == OUTCOME_TRY && c->here == 1 &&
		    c->port == 25 && prefme_may_be_first(decision, i))
			break;
	}
	return i;
}

void
decision_free(struct decision *decision)
{
	free(decision->candidate);
	memset(decision, 0, sizeof *decision);
}

bool
verdict_same(const struct verdict *a, const struct verdict *b)
{
	return a->action == b->action && a->words == b->words;
}
