/*
 * mx.c: mail exchangers that are dropped, filtered or oddly named.
 */
#include <stdio.h>
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"

static bool
has_type(const struct answer *answer, uint16_t type)
{
	size_t i;

	for (i = 0; answer != NULL && i < answer->n; i++)
		if (answer->record[i].type == type)
			return true;
	return false;
}

/* did the list lose this exchanger? */
static bool
is_dropped(const struct lookup_mx *mx)
{
	return mx != NULL && mx->class != MX_LITERAL && mx->n == 0 &&
	    mx->a != NULL && mx->name[0] != '\0';
}

/* why, as a phrase */
static const char *
drop_text(const struct lookup_mx *mx)
{
	if (mx->class == MX_SOFT)
		return mx->a->rcode == -1 ? "no answer" :
		    mx->a->rcode == WIRE_NOERROR ? "a broken answer" :
		    wire_rcode_name(mx->a->rcode);
	if (mx->a->rcode == WIRE_NXDOMAIN)
		return "it does not exist";
	if (mx->a->rcode != WIRE_NOERROR)
		return wire_rcode_name(mx->a->rcode);
	return "it has no A record";
}

/* what is known of an exchanger's lack of A records */
static void
no_address(struct diagnosis *d, const struct lookup_mx *mx,
    enum severity severity)
{
	const struct answer *v6 = facts_know(&d->facts, mx->name, WIRE_AAAA);

	if (mx->a->rcode == WIRE_NXDOMAIN)
		findings_add(&d->findings, FINDING_MX_NO_ADDRESS, mx->name,
		    "does not exist", NULL)->severity = severity;
	else if (has_type(v6, WIRE_AAAA))
		findings_add(&d->findings, FINDING_MX_IPV6_ONLY, mx->name,
		    NULL)->severity = severity;
	else if (mx->a->rcode == WIRE_NOERROR)
		findings_add(&d->findings, FINDING_MX_NO_ADDRESS, mx->name,
		    v6 != NULL && v6->class != ANSWER_SOFT ?
		    "has neither A nor AAAA" : "has no A record",
		    NULL)->severity = severity;
}

/* What backup-permanent tells of already, `told`, is a note then. */
static void
dropped(struct diagnosis *d, const struct lookup_mx *mx,
    const struct lookup_mx *told)
{
	enum severity severity = mx == told ? SEVERITY_INFO :
	    SEVERITY_WARNING;
	struct place place;

	if (!is_dropped(mx))
		return;
	if (about_own_name(d, mx->name, &place))
		findings_add(&d->findings, FINDING_MY_MX_UNRESOLVED, mx->name,
		    NULL)->other = place;
	else if (mx->class != MX_SOFT)
		no_address(d, mx, severity);
	else if (mx->a->end <= about_flavor(d)->room)
		findings_add(&d->findings, FINDING_MX_SOFT_DROPPED, mx->name,
		    drop_text(mx), NULL)->severity = severity;
}

static void
named(struct diagnosis *d, const struct judgement *j,
    const struct lookup_mx *mx)
{
	if (mx->class == MX_LITERAL)
		findings_add(&d->findings, FINDING_MX_LITERAL, mx->name,
		    j->route.domain, NULL)->number = mx->preference;
	if (has_type(mx->a, WIRE_CNAME))
		findings_add(&d->findings, FINDING_MX_ALIAS, mx->name, NULL);
}

/* Are the address and this host's own files or interfaces of one mind? */
static bool
is_own(const struct diagnosis *d, const struct candidate *c)
{
	return (c->is_me && c->me->list != NETLIST_IMPLICIT) ||
	    ipme_bearer(&d->site->interfaces, c->address) != NULL;
}

/* what the address is instead of a public one; NULL: nothing to point out */
static const char *
not_public_text(const struct diagnosis *d, const struct candidate *c)
{
	if (c->address >> 24 != 127 && c->address != 0 && is_own(d, c))
		return NULL;
	return netmask_reserved(c->address);
}

/* has an earlier address of the same exchanger the same fault? */
static bool
is_told(const struct diagnosis *d, const struct judgement *j,
    const struct candidate *c, const char *what)
{
	const struct candidate *other = j->decision.candidate;
	const char *told;

	for (; other < c; other++) {
		told = other->mx == c->mx ? not_public_text(d, other) : NULL;
		if (told != NULL && strcmp(told, what) == 0)
			return true;
	}
	return false;
}

static void
not_public(struct diagnosis *d, const struct judgement *j,
    const struct candidate *c)
{
	const char *what = not_public_text(d, c);
	char dotted[NETMASK_TEXT];

	if (what == NULL || (j->lookup.from != FROM_MX &&
	    j->lookup.from != FROM_FALLBACK))
		return;
	if (is_told(d, j, c, what))
		return;
	findings_add(&d->findings, FINDING_MX_NOT_PUBLIC,
	    netmask_text(c->address, dotted),
	    c->mx != SIZE_MAX ? j->lookup.mx[c->mx].name : j->lookup.name,
	    what, NULL);
}

/*
 * An exchanger that has my preference goes with me. Without me there, what is
 * bounced or skipped now would be delivered to it.
 */
static void
equal_preference(struct diagnosis *d, const struct judgement *j,
    const struct candidate *c)
{
	const struct verdict *verdict = &j->decision.verdict;
	bool differs = verdict->words == WORDS_BEST_IS_ME ||
	    (verdict->words == WORDS_NO_CONNECTION &&
	    c->tcpto.skipping < TCPTO_PROCESSES);

	if (j->decision.because == BECAUSE_ME && differs && !c->is_me &&
	    c->here != 1 && c->outcome == OUTCOME_FILTERED &&
	    c->mx != SIZE_MAX && c->preference == j->decision.prefme)
		findings_add(&d->findings, FINDING_MX_EQUAL_PREFERENCE,
		    j->lookup.mx[c->mx].name, NULL)->number = c->preference;
}

const struct lookup_mx *
lint_backup(const struct diagnosis *d, const struct judgement *j)
{
	const struct decision *decision = &j->decision;
	const struct lookup_mx *mx;
	struct place place;
	size_t i;

	if (decision->verdict.words != WORDS_BEST_IS_ME ||
	    decision->because != BECAUSE_ME)
		return NULL;
	for (i = 0; i < j->lookup.n_mx; i++) {
		mx = &j->lookup.mx[i];
		if (mx->preference >= decision->prefme)
			break;
		if (is_dropped(mx) && !about_own_name(d, mx->name, &place))
			return mx;
	}
	return NULL;
}

static void
null_mx(struct diagnosis *d, const struct judgement *j)
{
	if (j->lookup.n_mx == 1 && j->lookup.mx[0].name[0] == '\0')
		findings_add(&d->findings, FINDING_NULL_MX, j->lookup.name,
		    NULL);
}

/* how many candidates of this MX preference would be tried? */
static size_t
tried_of(const struct decision *decision, unsigned rank, bool *several)
{
	const struct candidate *c;
	size_t i, n = 0, mx = SIZE_MAX;

	*several = false;
	for (i = 0; i < decision->n; i++) {
		c = &decision->candidate[i];
		if (c->outcome != OUTCOME_TRY || c->mx == SIZE_MAX ||
		    c->rank != rank)
			continue;
		*several |= mx != SIZE_MAX && mx != c->mx;
		mx = c->mx;
		n++;
	}
	return n;
}

/* hosts of one preference are shuffled, addresses of one host are not */
static void
order(struct diagnosis *d, const struct judgement *j,
    const struct candidate *c)
{
	char preference[24];	/* tells several apart */
	bool several;
	size_t n;

	if (c->outcome != OUTCOME_TRY || c->mx == SIZE_MAX)
		return;
	n = tried_of(&j->decision, c->rank, &several);
	if (!several)
		return;
	snprintf(preference, sizeof preference, "%u", c->rank);
	findings_add(&d->findings, FINDING_ORDER_RANDOM, preference,
	    NULL)->number = n;
}

void
lint_mx(struct diagnosis *d)
{
	const struct judgement *j = about_remote(d);
	const struct lookup_mx *told;
	size_t i;

	if (j == NULL || !j->looked_up)
		return;
	null_mx(d, j);
	told = lint_backup(d, j);
	if (told != NULL)
		findings_add(&d->findings, FINDING_BACKUP_PERMANENT,
		    told->name, drop_text(told), j->route.domain, NULL);
	for (i = 0; i < j->lookup.n_mx; i++) {
		dropped(d, &j->lookup.mx[i], told);
		named(d, j, &j->lookup.mx[i]);
	}
	for (i = 0; i < j->decision.n; i++) {
		not_public(d, j, &j->decision.candidate[i]);
		equal_preference(d, j, &j->decision.candidate[i]);
		order(d, j, &j->decision.candidate[i]);
	}
}
