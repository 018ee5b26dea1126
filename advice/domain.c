/*
 * domain.c: the domain asked about: its form, its aliases, what is said of it
 * in files that do not decide, and whether it was moved away.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/about.h"
#include "advice/rules.h"
#include "base/fold.h"

static void
trailing_dot(struct diagnosis *d)
{
	const struct judgement *j = &d->judgement[0];
	const char *domain = j->route.domain;
	size_t len = strlen(domain);
	char *bare;

	if (len < 2 || domain[len - 1] != '.' ||
	    j->route.where == ROUTE_LOCAL)
		return;
	bare = strndup(domain, len - 1);
	if (bare == NULL) {
		d->findings.no_memory = true;
		return;
	}
	findings_add(&d->findings, FINDING_TRAILING_DOT, domain, bare,
	    j->looked_up && j->lookup.is_alias ?
	    ", and counts as an alias" : "", NULL);
	free(bare);
}

static void
literal(struct diagnosis *d)
{
	uint32_t address;

	if (d->kind == KIND_DOMAIN &&
	    netmask_scan_literal(d->subject.text, &address))
		findings_add(&d->findings, FINDING_LITERAL_OR_IP,
		    d->subject.text, NULL);
}

static void
hacked(struct diagnosis *d)
{
	const char *domain = route_domain(d->subject.text);
	const struct control_entry *entry;

	entry = control_find(&d->site->controls.file[CONTROL_PERCENTHACK],
	    domain, strlen(domain));
	if (entry != NULL)
		findings_add_at(&d->findings, FINDING_PERCENTHACK_DOMAIN,
		    CONTROL_PERCENTHACK, entry->line, domain, NULL);
}

static void
by_sender(struct diagnosis *d)
{
	const char *sender = d->subject.sender;

	if (about_remote(d) != NULL && about_flavor(d)->by_sender &&
	    (sender == NULL || *sender == '\0') &&
	    d->site->controls.file[CONTROL_AUTHSENDERS].n > 0)
		findings_add_at(&d->findings, FINDING_ROUTE_BY_SENDER,
		    CONTROL_AUTHSENDERS, 0, NULL);
}

/*
 * The name that the domain is an alias of: the look-up's own last name, or
 * the last CNAME in the answer for MX or A; NULL: it is none.
 */
static const char *
alias_target(const struct diagnosis *d, const struct judgement *j)
{
	const struct answer *answer = j->lookup.mx_answer;
	const char *target = NULL;
	size_t i;

	if (j->lookup.is_alias)
		return j->lookup.alias;
	if (j->lookup.name == NULL)
		return NULL;	/* the alias look-up failed */
	if (answer == NULL || answer->class == ANSWER_HARD)
		answer = facts_know(&d->facts, j->lookup.name, WIRE_A);
	for (i = 0; answer != NULL && i < answer->n; i++)
		if (answer->record[i].type == WIRE_CNAME)
			target = answer->record[i].name;
	return target;
}

static bool
is_hosted(const struct diagnosis *d, const char *name)
{
	const struct controls *controls = &d->site->controls;
	const struct control_entry *entry;
	size_t len;

	if (control_find(&controls->file[CONTROL_LOCALS], name, strlen(name)))
		return true;
	entry = control_find(&controls->file[CONTROL_VIRTUALDOMAINS], name,
	    strlen(name));
	if (entry == NULL)
		return false;
	control_value(entry, &len);
	return len > 0;
}

static void
alias_differs(struct diagnosis *d, const struct judgement *j)
{
	const char *target = alias_target(d, j);
	size_t len = strlen(j->route.domain);

	if (target == NULL || !is_hosted(d, target))
		return;
	if (len > 0 && j->route.domain[len - 1] == '.' &&
	    fold_equal(target, strlen(target), j->route.domain, len - 1))
		return;		/* but for the dot it is the same */
	findings_add(&d->findings, FINDING_ALIAS_DIFFERS, j->route.domain,
	    target, NULL);
}

static void
alias_no_safeguard(struct diagnosis *d, const struct judgement *j)
{
	const struct candidate *c;
	char text[NETMASK_TEXT];
	size_t i;

	if (j->decision.because != BECAUSE_ALIAS)
		return;
	for (i = 0; i < j->decision.n; i++) {
		c = &j->decision.candidate[i];
		if (c->outcome == OUTCOME_FILTERED ||
		    (!c->is_me && c->here != 1))
			continue;
		findings_add(&d->findings, FINDING_ALIAS_NO_SAFEGUARD,
		    j->route.domain, netmask_text(c->address, text),
		    j->lookup.alias, NULL);
		return;
	}
}

/* so many exchangers of these names, in whatever order */
struct names {
	size_t n;
	uint32_t sum;		/* of the names' hashes */
};

static void
names_add(struct names *names, const char *name)
{
	names->n++;
	names->sum += fold_hash(FOLD_START, name, strlen(name));
}

/* do both lists of exchangers name the same hosts? */
static bool
is_same_mx(const struct lookup *lookup, const struct answer *answer)
{
	struct names own = { .n = 0 }, other = { .n = 0 };
	size_t i;

	for (i = 0; i < lookup->n_mx; i++)
		names_add(&own, lookup->mx[i].name);
	for (i = 0; i < answer->n; i++)
		if (answer->record[i].type == WIRE_MX)
			names_add(&other, answer->record[i].name);
	return own.n == other.n && own.sum == other.sum;
}

/* The other side knows the recipient by a name that nobody gave. */
static void
rcpt_rewritten(struct diagnosis *d, const struct judgement *j)
{
	const struct way_pass *pass = &d->way[0].pass[0];
	const struct answer *mx;

	if (!j->lookup.is_alias || pass->rcpt == NULL || pass->returns)
		return;
	mx = facts_know(&d->facts, j->lookup.alias, WIRE_MX);
	findings_add(&d->findings, FINDING_RCPT_REWRITTEN, pass->rcpt,
	    j->route.domain, NULL)->explains = mx != NULL &&
	    mx->class == ANSWER_FOUND && !is_same_mx(&j->lookup, mx);
}

/* What the refusal would be, did qmail-smtpd relay, as a phrase. */
static void
refused_here(struct diagnosis *d)
{
	const struct way *way = &d->way[0];
	const struct way_pass *pass = way_last(way);
	char to[NETMASK_TEXT], from[NETMASK_TEXT], verdict[ABOUT_VERDICT];
	char then[ABOUT_VERDICT + 8] = "";

	if (way->verdict.words != WORDS_RCPT_REFUSED)
		return;
	if (d->is_relayed_known)
		snprintf(then, sizeof then, ": then %s",
		    about_verdict(&d->relayed, verdict));
	findings_add(&d->findings, FINDING_REFUSED_HERE,
	    netmask_text(way_to(pass)->address, to),
	    route_domain(pass->taken),
	    netmask_text(pass->from, from), then, NULL);
}

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
	struct place place;
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
		if (about_own_name(d, j->lookup.mx[i].name, &place))
			return false;
	return true;
}

/* kept here, although its mail exchangers are elsewhere: it was moved away,
   and its old host goes on keeping its mail */
static void
moved(struct diagnosis *d)
{
	struct trial_change change;
	struct trial trial;
	int decided;

	/* behind NAT the exchanger's address may well be ours */
	if (!lint_moved_change(d, &change) ||
	    !ipme_has_public(&d->site->ipme[0]))
		return;
	decided = trial_frozen(&trial, d, &change);
	if (decided == -1)
		d->findings.no_memory = true;
	if (decided == 1 && is_elsewhere(d, &trial.judgement))
		findings_add_at(&d->findings, FINDING_LOCAL_BUT_MX_ELSEWHERE,
		    change.file, change.line, d->judgement[0].route.domain,
		    change.file == CONTROL_LOCALS ? "local" : "virtual",
		    trial.judgement.lookup.mx[0].name, NULL);
	trial_free(&trial);
}

void
lint_domain(struct diagnosis *d)
{
	const struct judgement *j = about_remote(d);

	if (d->n == 0)
		return;
	trailing_dot(d);
	literal(d);
	hacked(d);
	by_sender(d);
	refused_here(d);
	if (j != NULL && j->looked_up && !j->route.has_relay) {
		alias_differs(d, j);
		alias_no_safeguard(d, j);
		rcpt_rewritten(d, j);
	}
	moved(d);
}
