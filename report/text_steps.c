/*
 * text_steps.c: the way to the verdict, step by step.
 */
#include <string.h>

#include "report/text_parts.h"

/* every server that was asked in vain */
static void
servers(struct text *t, const struct site *site)
{
	size_t i;

	for (i = 0; i < site->n_server; i++)
		text_add(t, "%s %s", i == 0 ? " from" : ",",
		    site->server[i]);
}

/* an answer as it came: NOERROR, 74 bytes from 127.0.0.53@53 in 3 ms */
static void
answered(struct text *t, const struct diagnosis *d, const char *name,
    uint16_t type, size_t room)
{
	const struct fact *fact = facts_find(&d->facts, name, type);

	if (fact == NULL)
		return;
	text_failure(t, &fact->answer, type, room);
	if (fact->answer.size > 0)
		text_add(t, ", %zu bytes", fact->answer.size);
	switch (fact->origin.transport) {
	case TRANSPORT_UDP:
	case TRANSPORT_TCP:
		if (fact->origin.server[0] == '\0')
			servers(t, d->site);
		else
			text_add(t, " from %s", fact->origin.server);
		text_add(t, " in %lld ms", (long long)(fact->origin.us / 1000));
		break;
	case TRANSPORT_ZONE:
		text_add(t, " from the zone files");
		break;
	case TRANSPORT_CACHE:
		text_add(t, ", asked before");
		break;
	case TRANSPORT_NONE:
		break;
	}
}

static const char *
alias_type(const struct judgement *j)
{
	return j->flavor->alias == ALIAS_ANY ? "ANY" : "CNAME";
}

/* what makes an alias of it: a CNAME, or no more than its last dot */
static void
leads_to(struct text *t, const char *domain, const char *alias)
{
	size_t len = strlen(alias);

	text_escape(t, domain, strlen(domain));
	if (strncmp(domain, alias, len) == 0 && domain[len] == '.' &&
	    domain[len + strspn(domain + len, ".")] == '\0') {
		text_add(t, " ends in a dot, which makes it an alias");
		return;
	}
	text_add(t, " leads to ");
	text_name(t, alias);
	text_add(t, ": an alias");
}

/* under which name the other side gets it */
static void
rcpt_says(struct text *t, const struct diagnosis *d)
{
	const struct way_pass *pass = &d->way[0].pass[0];

	if (pass->rcpt == NULL)
		return;
	text_add(t, "; RCPT TO says ");
	text_escape(t, pass->rcpt, strlen(pass->rcpt));
}

/* dns.c, dns_cname: what is empty or ends in a bracket is not asked */
static void
no_alias(struct text *t, const char *domain)
{
	size_t len = strlen(domain);

	text_escape(t, domain, len);
	if (len == 0)
		text_add(t, "an empty domain is not asked for");
	else if (domain[len - 1] == ']')
		text_add(t, " ends in a bracket and is not asked for");
	else
		text_add(t, " is no CNAME");
	text_add(t, ": the loop safeguard stays on");
}

static void
step_alias(struct text *t, const struct diagnosis *d,
    const struct judgement *j)
{
	const struct lookup *lookup = &j->lookup;

	if (j->flavor->alias == ALIAS_NONE || j->route.has_relay)
		return;
	if (lookup->end == LOOKUP_ALIAS_SOFT) {
		text_step(t, "alias?", "fails");
		text_add(t, "%s of ", alias_type(j));
		text_name(t, lookup->alias);
		text_add(t, ": ");
		answered(t, d, lookup->alias, j->flavor->alias == ALIAS_ANY ?
		    WIRE_ANY : WIRE_CNAME, j->flavor->room);
	} else if (lookup->is_alias) {
		text_step(t, "alias?", "yes");
		leads_to(t, j->route.domain, lookup->alias);
		rcpt_says(t, d);
	} else {
		text_step(t, "alias?", "no");
		no_alias(t, j->route.domain);
	}
	text_flush(t, TEXT_STEP);
}

static void
step_mx(struct text *t, const struct diagnosis *d, const struct judgement *j)
{
	const struct lookup *lookup = &j->lookup;
	char count[24];

	if (lookup->end == LOOKUP_ALIAS_SOFT || lookup->name == NULL ||
	    facts_find(&d->facts, lookup->name, WIRE_MX) == NULL ||
	    (lookup->from != FROM_MX && lookup->from != FROM_FALLBACK))
		return;
	snprintf(count, sizeof count, "%zu", lookup->n_mx);
	if (lookup->n_mx > 0)
		text_step(t, "MX", count);
	else
		text_step(t, "MX", lookup->from == FROM_FALLBACK ? "none" :
		    "fails");
	if (j->dns_name != NULL) {
		text_name(t, lookup->name);
		text_add(t, ": ");
	}
	answered(t, d, lookup->name, WIRE_MX, j->flavor->room);
	if (lookup->from == FROM_FALLBACK)
		text_add(t, "; then its own address");
	text_flush(t, TEXT_STEP);
}

/* the addresses of a relay, or of a domain without MX */
static void
step_addresses(struct text *t, const struct diagnosis *d,
    const struct judgement *j)
{
	const struct lookup *lookup = &j->lookup;
	char count[24];

	if (lookup->end == LOOKUP_ALIAS_SOFT || lookup->from == FROM_MX)
		return;
	snprintf(count, sizeof count, "%zu", lookup->n_address);
	text_step(t, "address", lookup->end == LOOKUP_SOFT ? "fails" :
	    lookup->n_address > 0 ? count : lookup->n_unknown > 0 ? "unknown" :
	    "none");
	if (lookup->n_address > 0 &&
	    facts_find(&d->facts, lookup->name, WIRE_A) == NULL)
		text_add(t, "it is an address itself");
	else
		answered(t, d, lookup->name, WIRE_A, j->flavor->room);
	text_flush(t, TEXT_STEP);
}

/* who lowered prefme, and why it is me */
static void
lowered(struct text *t, const struct decision *decision)
{
	const struct candidate *c = &decision->candidate[decision->lowered_by];
	char mask[NETMASK_TEXT];

	text_add(t, "lowered by ");
	text_address(t, c->address);
	text_add(t, ", which is me: ");
	text_origin(t, c->me);
	if (c->me->mask == NETMASK_HOST || !t->out->verbose)
		return;
	text_add(t, " ");
	text_address(t, c->me->address);
	text_add(t, "/%s", netmask_text(c->me->mask, mask));
}

static void
step_prefme(struct text *t, const struct decision *decision)
{
	char value[24];

	if (decision->n == 0)
		return;
	snprintf(value, sizeof value, "%u", decision->prefme);
	text_step(t, "prefme", value);
	switch (decision->because) {
	case BECAUSE_NONE:
		text_add(t, "no address counts as this host: nothing is "
		    "cut off");
		break;
	case BECAUSE_ME:
		lowered(t, decision);
		break;
	case BECAUSE_RELAY:
		text_add(t, "to a relay the loop safeguard is off");
		break;
	case BECAUSE_ALIAS:
		text_add(t, "for an alias the loop safeguard is off");
		break;
	}
	text_flush(t, TEXT_STEP);
}

/* timeouts that make qmail-remote skip what prefme left */
static void
step_tcpto(struct text *t, const struct decision *decision)
{
	size_t i, left = 0, timed_out = 0;
	char count[24];

	for (i = 0; i < decision->n; i++) {
		if (decision->candidate[i].outcome == OUTCOME_FILTERED)
			continue;
		left++;
		timed_out += decision->candidate[i].tcpto.skipping > 0;
	}
	if (timed_out == 0)
		return;
	snprintf(count, sizeof count, "%zu", timed_out);
	text_step(t, "tcpto", count);
	text_add(t, "of ");
	text_count(t, left, "address", "addresses");
	text_add(t, " left timed out lately (queue/lock/tcpto)");
	text_flush(t, TEXT_STEP);
}

void
text_steps(struct text *t, const struct diagnosis *d)
{
	const struct judgement *j = &d->judgement[0];

	text_blank(t);
	text_route(t, d);
	if (j->looked_up) {
		step_alias(t, d, j);
		step_mx(t, d, j);
		step_addresses(t, d, j);
		step_prefme(t, &j->decision);
		step_tcpto(t, &j->decision);
	}
	text_way(t, d);
}
