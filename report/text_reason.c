/*
 * text_reason.c: why a verdict is what it is, in plain words; the phrases
 * that other parts say too.
 */
#include <string.h>

#include "report/text_parts.h"

static const enum text_mark colours[] = {
	[ACTION_LOCAL] = MARK_GREEN, [ACTION_VIRTUAL] = MARK_GREEN,
	[ACTION_DELIVER] = MARK_GREEN, [ACTION_LOOP] = MARK_RED,
	[ACTION_DEFER] = MARK_YELLOW, [ACTION_BOUNCE] = MARK_RED,
};

void
text_action(struct text *t, const struct verdict *verdict)
{
	const char *code = words_code(verdict->words);

	text_mark(t, colours[verdict->action]);
	text_add(t, "%s", action_name(verdict->action));
	if (code != NULL)
		text_add(t, " %s", code);
	text_mark(t, MARK_END);
}

void
text_failure(struct text *t, const struct answer *answer, uint16_t type,
    size_t room)
{
	if (answer->rcode == -1)
		text_add(t, answer->class == ANSWER_HARD ?
		    "a name that cannot be asked for" : "no answer");
	else if (answer_is_cut(answer, type, room))
		text_add(t, "the answer goes past octet %zu", room);
	else if (answer->odd & (ODD_BREAKS_OFF | ODD_SHORT_RECORD))
		text_add(t, "the answer breaks off");
	else if (answer->rcode == WIRE_NOERROR && answer->class == ANSWER_SOFT)
		text_add(t, "a lame referral");
	else
		text_add(t, "%s", wire_rcode_name(answer->rcode));
}

void
text_origin(struct text *t, const struct netentry *entry)
{
	switch (entry->list) {
	case NETLIST_IMPLICIT:
		text_add(t, "compiled into qmail");
		break;
	case NETLIST_INTERFACE:
		text_add(t, "interface ");
		text_escape(t, entry->interface, strlen(entry->interface));
		break;
	case NETLIST_MOREIPME:
		text_place(t, control_name(CONTROL_MOREIPME), entry->line);
		break;
	case NETLIST_NOTIPME:
		text_place(t, control_name(CONTROL_NOTIPME), entry->line);
		break;
	}
}

static void
hit_place(struct text *t, const struct route_hit *hit)
{
	text_place(t, control_name(hit->file),
	    hit->entry != NULL ? hit->entry->line : 0);
}

static void
reason_local(struct text *t, const struct route *route)
{
	hit_place(t, &route->by);
	if (route->by.file == CONTROL_ME)
		text_add(t, " names it (there is no control/locals)");
	else
		text_add(t, " lists it, so qmail-local takes it");
}

static void
reason_virtual(struct text *t, const struct route *route)
{
	const char *prepend;
	size_t len;

	hit_place(t, &route->by);
	text_add(t, " makes it ");
	if (route->address != NULL) {
		text_escape(t, route->address, strlen(route->address));
		return;
	}
	prepend = control_value(route->by.entry, &len);
	text_escape(t, prepend, len);
	text_add(t, "-user@");
	text_escape(t, route->domain, strlen(route->domain));
}

void
text_target(struct text *t, const struct judgement *j,
    const struct candidate *c)
{
	const char *name = c->mx != SIZE_MAX ?
	    j->lookup.mx[c->mx].name : j->lookup.name;
	char address[NETMASK_TEXT];

	netmask_text(c->address, address);
	if (strcmp(name, address) != 0 && (name[0] != '[' ||
	    strncmp(name + 1, address, strlen(address)) != 0)) {
		text_name(t, name);
		text_add(t, " ");
	}
	text_add(t, "[%s]", address);
	if (c->port != 25)
		text_add(t, ":%u", c->port);
}

static void
reason_deliver(struct text *t, const struct judgement *j)
{
	const struct decision *decision = &j->decision;
	const struct candidate *first = NULL;
	size_t i, more = 0;

	for (i = 0; i < decision->n; i++) {
		if (decision->candidate[i].outcome != OUTCOME_TRY)
			continue;
		if (first == NULL)
			first = &decision->candidate[i];
		else
			more++;
	}
	if (first == NULL)
		return;
	text_add(t, j->route.has_relay ? "to the relay " : "to ");
	text_target(t, j, first);
	if (more > 0)
		text_add(t, ", then %zu more", more);
	if (j->route.has_relay) {
		text_add(t, " (");
		hit_place(t, &j->route.relay_by);
		text_add(t, ")");
	}
}

/* the question whose failure counted */
static void
reason_dns(struct text *t, const struct diagnosis *d,
    const struct judgement *j)
{
	const struct fact *fact;
	size_t i, n, room = j->flavor->room;

	for (i = 0; i < d->facts.n; i++) {
		fact = d->facts.fact[i];
		if (!fact->known || !fact_is_asked(fact) ||
		    answer_read(&fact->answer, fact->type, room, &n) !=
		    ANSWER_SOFT)
			continue;
		text_add(t, "the DNS fails for now: %s of ",
		    wire_type_name(fact->type));
		text_name(t, fact->name);
		text_add(t, ": ");
		text_failure(t, &fact->answer, fact->type, room);
		return;
	}
	text_add(t, "the DNS fails for now");
}

/* a file that qmail-send cannot do without (qmail-send.c, getcontrols and
   regetcontrols) */
static void
reason_not_started(struct text *t, const struct diagnosis *d,
    const struct judgement *j)
{
	enum control_file file = controls_obstacle(&d->site->controls,
	    j->flavor, CONTROL_BY_SEND);

	text_add(t, "qmail-send cannot read ");
	text_place(t, control_name(file), 0);
	if (d->site->send.state != SEND_RUNNING)
		text_add(t, ": it does not start, and mail lies still");
	else if (control_live(file) == CONTROL_LIVE_AT_HUP)
		text_add(t, ": it does not start; the one that runs keeps the "
		    "table it had, at a HUP too, and mxwhy cannot see that");
	else
		text_add(t, ": it does not start; the one that runs goes on "
		    "with what it read before");
}

/* a file that qmail cannot do without (qmail-remote.c, getcontrols) */
static void
reason_control(struct text *t, const struct diagnosis *d,
    const struct judgement *j)
{
	enum control_file file = controls_obstacle(&d->site->controls,
	    j->flavor, CONTROL_BY_REMOTE);

	if (file != CONTROL_FILES) {
		text_add(t, "qmail cannot read ");
		text_place(t, control_name(file), 0);
		return;
	}
	text_add(t, "there is neither control/me nor control/helohost");
}

static void
reason_no_host(struct text *t, const struct diagnosis *d,
    const struct judgement *j)
{
	const struct answer *a;

	if (j->decision.verdict.idn) {
		text_add(t, "libidn2 refuses this domain");
		return;
	}
	if (j->route.has_relay) {
		text_add(t, "the relay of ");
		hit_place(t, &j->route.relay_by);
		text_add(t, " has no address in the DNS");
		return;
	}
	if (j->route.domain[0] == '\0') {
		text_add(t, "nothing stands behind its @");
		return;
	}
	a = j->lookup.name != NULL ?
	    facts_know(&d->facts, j->lookup.name, WIRE_A) : NULL;
	if (a == NULL || a->rcode == WIRE_NXDOMAIN)
		text_add(t, "there is no such name in the DNS");
	else if (a->rcode == WIRE_NOERROR)
		text_add(t, "it has neither MX nor address");
	else {
		text_add(t, "no MX, no address: ");
		text_failure(t, a, WIRE_A, j->flavor->room);
	}
}

static bool
is_root(const char *name)
{
	return name[0] == '\0' || strcmp(name, ".") == 0;
}

static void
reason_no_exchanger(struct text *t, const struct judgement *j)
{
	const struct lookup *lookup = &j->lookup;

	if (lookup->n_mx == 1 && is_root(lookup->mx[0].name))
		text_add(t, "it has a null MX: it takes no mail");
	else if (lookup->n_mx > 0)
		text_add(t, lookup->n_mx == 1 ? "its MX has no address" :
		    "none of its %zu MX has an address", lookup->n_mx);
	else if (j->route.has_relay)
		text_add(t, "the relay has no address");
	else
		text_add(t, "it has neither MX nor address");
}

/* did qmail lose an exchanger that is better than this host? */
static bool
is_better_dropped(const struct judgement *j)
{
	size_t i;

	for (i = 0; i < j->lookup.n_mx; i++)
		if (j->lookup.mx[i].preference < j->decision.prefme &&
		    j->lookup.mx[i].class != MX_LITERAL &&
		    j->lookup.mx[i].n == 0)
			return true;
	return false;
}

static void
reason_no_connection(struct text *t, const struct judgement *j)
{
	if (j->decision.unbindable)
		text_add(t, "control/outgoingip:1 is no address of this host: "
		    "nothing is tried");
	else if (j->decision.unknown)
		text_add(t, "its address is cut off in the answer, and qmail "
		    "tries another");
	else
		text_add(t, "every address left timed out lately");
}

static void
reason_words(struct text *t, const struct diagnosis *d,
    const struct judgement *j)
{
	switch (j->decision.verdict.words) {
	case WORDS_NO_DNS:
	case WORDS_ALIAS:
		reason_dns(t, d, j);
		break;
	case WORDS_NOT_STARTED:
		reason_not_started(t, d, j);
		break;
	case WORDS_CONTROL:
		reason_control(t, d, j);
		break;
	case WORDS_OUTGOINGIP:
		text_add(t, "control/outgoingip:1 is no IPv4 address");
		break;
	case WORDS_NO_CONNECTION:
		reason_no_connection(t, j);
		break;
	case WORDS_NO_HOST:
		reason_no_host(t, d, j);
		break;
	case WORDS_NO_EXCHANGER:
		reason_no_exchanger(t, j);
		break;
	case WORDS_BEST_IS_ME:
		text_add(t, "this host is its best %s%s, but it is not local "
		    "here", j->lookup.n_mx > 0 ? "MX" : "address",
		    is_better_dropped(j) ? " left" : "");
		break;
	case WORDS_GREETING:	/* the way's words: text_way.c */
	case WORDS_RCPT_CONTROL:
	case WORDS_RCPT_SYNTAX:
	case WORDS_RCPT_REFUSED:
	case WORDS_NONE:
	case WORDS:
		break;
	}
}

void
text_reason_pass(struct text *t, const struct diagnosis *d,
    const struct judgement *j)
{
	switch (j->decision.verdict.action) {
	case ACTION_LOCAL:
		reason_local(t, &j->route);
		break;
	case ACTION_VIRTUAL:
		reason_virtual(t, &j->route);
		break;
	case ACTION_DELIVER:
		reason_deliver(t, j);
		break;
	case ACTION_DEFER:
	case ACTION_BOUNCE:
		reason_words(t, d, j);
		break;
	case ACTION_LOOP:	/* a way's, not a pass's */
		break;
	}
}
