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
	    mx->n_unknown == 0 && mx->a != NULL && mx->name[0] != '\0';
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
	else if (!answer_is_cut(mx->a, WIRE_A, about_flavor(d)->room))
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
	const char *what = netmask_reserved(c->address);

	if (what == NULL || c->address >> 24 == 127 || c->address == 0)
		return what;
	return is_own(d, c) ? NULL : what;
}

/* what was said of an exchanger's addresses, which stand together */
struct told {
	const char *what[8];	/* netmask_reserved has seven */
	size_t n, mx;
};

/* Has an earlier address of the same exchanger the same fault? It is noted. */
static bool
is_told(struct told *told, size_t mx, const char *what)
{
	size_t i;

	if (told->mx != mx)
		told->n = 0;
	told->mx = mx;
	for (i = 0; i < told->n; i++)
		if (strcmp(told->what[i], what) == 0)
			return true;
	if (told->n < sizeof told->what / sizeof told->what[0])
		told->what[told->n++] = what;
	return false;
}

static void
not_public(struct diagnosis *d, const struct judgement *j,
    const struct candidate *c, struct told *told)
{
	const char *what = not_public_text(d, c);
	char dotted[NETMASK_TEXT];

	if (what == NULL || (j->lookup.from != FROM_MX &&
	    j->lookup.from != FROM_FALLBACK) || is_told(told, c->mx, what))
		return;
	findings_add(&d->findings, FINDING_MX_NOT_PUBLIC,
	    netmask_text(c->address, dotted), c->mx != SIZE_MAX ?
	    j->lookup.mx[c->mx].name : j->lookup.name, what, NULL);
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
	    !j->decision.unbindable && c->tcpto.skipping < TCPTO_PROCESSES);

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

static void
add_order(struct diagnosis *d, unsigned rank, size_t n)
{
	char preference[24];	/* tells several apart */

	snprintf(preference, sizeof preference, "%u", rank);
	findings_add(&d->findings, FINDING_ORDER_RANDOM, preference,
	    NULL)->number = n;
}

/*
 * Hosts of one preference are shuffled, addresses of one host are not. Those
 * of one preference stand together. Returns the first of the next one.
 */
static size_t
order(struct diagnosis *d, const struct decision *decision, size_t i)
{
	const struct candidate *c = &decision->candidate[i];
	unsigned rank = c->rank;
	size_t tried = 0, mx = SIZE_MAX;
	bool several = false;

	for (; i < decision->n; i++) {
		c = &decision->candidate[i];
		if (c->rank != rank)
			break;
		if (c->outcome != OUTCOME_TRY || c->mx == SIZE_MAX)
			continue;
		several |= mx != SIZE_MAX && mx != c->mx;
		mx = c->mx;
		tried++;
	}
	if (several)
		add_order(d, rank, tried);
	return i;
}

static void
candidates(struct diagnosis *d, const struct judgement *j)
{
	const struct decision *decision = &j->decision;
	struct told told = { .n = 0 };
	size_t i;

	for (i = 0; i < decision->n; i++) {
		not_public(d, j, &decision->candidate[i], &told);
		equal_preference(d, j, &decision->candidate[i]);
	}
	for (i = 0; i < decision->n; )
		i = order(d, decision, i);
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
	candidates(d, j);
}
