/*
 * text_way.c: the way of a message that comes back to this host.
 */
#include <string.h>

#include "report/text_parts.h"

enum { NAMED = 3 };	/* recipients and returns told one by one */

static void
recipient(struct text *t, const char *text)
{
	text_escape(t, text, strlen(text));
}

/* the domain that qmail-smtpd looks for */
static void
taken_domain(struct text *t, const struct way_pass *pass)
{
	const char *domain = route_domain(pass->taken);

	if (*domain == '\0')
		text_add(t, "an empty domain");
	recipient(t, domain);
}

/* RELAYCLIENT was taken for set, because it is as a rule */
static void
assumption(struct text *t, const struct way *way)
{
	if (way->assumes)
		text_add(t, " (assumed: qmail-smtpd relays for 127.*; see "
		    "--relayclient)");
}

/* "comes back as joe@b.test, then as joe@a.test again" */
static void
reason_circle(struct text *t, const struct way *way)
{
	size_t i;

	for (i = 1; i < way->n && i <= NAMED; i++) {
		text_add(t, i == 1 ? "comes back as " : ", then as ");
		recipient(t, way->pass[i].subject.text);
	}
	if (way->end == WAY_HOPS) {
		text_add(t, ", never the same, until it has too many hops");
		return;
	}
	if (way->n > NAMED + 1)
		text_add(t, ", then under %zu more names", way->n - NAMED - 1);
	text_add(t, ", then as ");
	recipient(t, way->pass[way->back].subject.text);
	text_add(t, " again");
}

static void
reason_loop(struct text *t, const struct way *way)
{
	const struct way_pass *last = way_last(way);

	if (way->n > 1)
		reason_circle(t, way);
	else {
		text_target(t, last->judgement, way_to(last));
		text_add(t, " is this host: the message comes back");
	}
	assumption(t, way);
}

/* what it were, did qmail-smtpd relay for who brings it */
static void
unless_relayed(struct text *t, const struct diagnosis *d,
    const struct way_pass *pass)
{
	text_add(t, ", unless RELAYCLIENT is set for ");
	text_address(t, pass->from);
	if (!d->is_relayed_known)
		return;
	text_add(t, ": then ");
	text_action(t, &d->relayed);
}

static void
reason_refused(struct text *t, const struct diagnosis *d,
    const struct way *way)
{
	const struct way_pass *last = way_last(way);

	text_target(t, last->judgement, way_to(last));
	text_add(t, " is this host, and its qmail-smtpd ");
	switch (way->verdict.words) {
	case WORDS_GREETING:
		text_add(t, "cannot read its control files");
		break;
	case WORDS_RCPT_CONTROL:
		text_add(t, "cannot search control/morercpthosts.cdb");
		break;
	case WORDS_RCPT_SYNTAX:
		text_add(t, "takes no recipient of more than 899 octets");
		break;
	default:
		text_add(t, "refuses ");
		taken_domain(t, last);
		if (way == &d->way[0])
			unless_relayed(t, d, last);
		break;
	}
}

/* "comes back once as joe@local.test" */
static void
came_back(struct text *t, const struct way *way)
{
	if (way->n == 2)
		text_add(t, "comes back once as ");
	else if (way->n == 3)
		text_add(t, "comes back twice, at last as ");
	else
		text_add(t, "comes back %zu times, at last as ", way->n - 1);
	recipient(t, way_last(way)->subject.text);
}

/* Others may send it back to this host: what mxwhy cannot see. */
static bool
may_lead_back(const struct diagnosis *d)
{
	const struct finding *f;
	size_t i;

	for (i = 0; i < d->findings.n; i++) {
		f = &d->findings.finding[i];
		if (f->id == FINDING_RELAY_RETURNS ||
		    (f->id == FINDING_NAT_SUSPECTED &&
		    f->severity == SEVERITY_ERROR))
			return true;
	}
	return false;
}

static void
unless_back(struct text *t, const struct judgement *j)
{
	text_add(t, ", if ");
	if (j->route.has_relay)
		text_name(t, j->route.relay);
	else
		text_address(t,
		    j->decision.candidate[j->decision.first].address);
	text_add(t, " does not lead back here");
}

void
text_reason(struct text *t, const struct diagnosis *d, const struct way *way)
{
	const struct judgement *last = way_last(way)->judgement;

	if (way->end == WAY_REPEATS || way->end == WAY_HOPS) {
		reason_loop(t, way);
		return;
	}
	if (way->n > 1) {
		came_back(t, way);
		assumption(t, way);
		if (way->verdict.action == ACTION_LOCAL ||
		    way->verdict.action == ACTION_VIRTUAL)
			return;		/* the steps name the line */
		text_add(t, ": ");
	}
	if (way->end == WAY_REFUSED)
		reason_refused(t, d, way);
	else
		text_reason_pass(t, d, last);
	if (way == &d->way[0] && way->verdict.action == ACTION_DELIVER &&
	    may_lead_back(d))
		unless_back(t, last);
}

static void
taken_by(struct text *t, const struct diagnosis *d,
    const struct way_pass *pass)
{
	switch (pass->accept.by) {
	case ACCEPT_RCPTHOSTS:
		text_add(t, "taken by ");
		text_place(t, control_name(CONTROL_RCPTHOSTS),
		    pass->accept.line);
		break;
	case ACCEPT_MORERCPTHOSTS:
		text_add(t, "taken by control/morercpthosts.cdb");
		break;
	case ACCEPT_NO_RCPTHOSTS:
		text_add(t, "taken (no rcpthosts)");
		break;
	case ACCEPT_RELAYCLIENT:
		text_add(t, "taken (%s)",
		    d->site->relayclient == RELAYCLIENT_YES ?
		    "--relayclient yes" : "RELAYCLIENT assumed for 127.*");
		break;
	case ACCEPT_REFUSED:
		if (d->way[0].verdict.words == WORDS_RCPT_SYNTAX) {
			text_add(t, "refused, it has more than 899 octets");
			break;
		}
		text_add(t, "refused, ");
		taken_domain(t, pass);
		text_add(t, " is not in control/rcpthosts");
		break;
	case ACCEPT_BROKEN:
		text_add(t, "deferred, control/morercpthosts.cdb is broken");
		break;
	case ACCEPT_FAILED:
	case ACCEPT_UNSEEN:	/* never here: see job.c */
		text_add(t, "refused, qmail-smtpd cannot read its files");
		break;
	}
}

/* what becomes of it then: of a pass that does not return, why */
static void
then(struct text *t, const struct diagnosis *d, const struct way *way,
    size_t next)
{
	const struct way_pass *pass;

	if (next == way->n) {
		if (way->end == WAY_HOPS)
			text_add(t, ", with too many hops");
		else if (way->end == WAY_REPEATS)
			text_add(t, ", the same again");
		return;
	}
	pass = &way->pass[next];
	text_add(t, ", then ");
	if (pass->returns) {
		text_add(t, "to ");
		text_target(t, pass->judgement, way_to(pass));
		text_add(t, ", this host again");
		return;
	}
	text_action(t, &pass->judgement->decision.verdict);
	text_add(t, ": ");
	text_reason_pass(t, d, pass->judgement);
}

static void
step_back(struct text *t, const struct diagnosis *d, size_t i)
{
	const struct way *way = &d->way[0];
	const struct way_pass *pass = &way->pass[i];

	text_step(t, "comes back", NULL);
	text_add(t, "as ");
	recipient(t, pass->taken);
	text_add(t, ": ");
	taken_by(t, d, pass);
	then(t, d, way, i + 1);
	text_flush(t, TEXT_STEP);
}

/* the first times and the last; with -v all */
void
text_way(struct text *t, const struct diagnosis *d)
{
	const struct way *way = &d->way[0];
	size_t i, times = 0, hidden = 0;

	while (times < way->n && way->pass[times].returns)
		times++;
	if (times > NAMED + 2 && !t->out->verbose)
		hidden = times - NAMED - 1;
	for (i = 0; i < times; i++) {
		if (hidden == 0 || i < NAMED || i + 1 == times) {
			step_back(t, d, i);
			continue;
		}
		text_add(t, "%*s%zu times more, all the same way (-v)",
		    TEXT_STEP, "", hidden);
		text_flush(t, TEXT_STEP);
		t->steps += (unsigned)hidden;
		i = times - 2;
	}
}
