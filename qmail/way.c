/*
 * way.c: the whole way of a message, pass by pass (qmail-remote.c, main and
 * addrmangle; qmail-smtpd.c, smtp_rcpt; qmail-send.c, rewrite).
 */
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "qmail/rcpt.h"
#include "qmail/way.h"

/* The subject's texts are borrowed. -1: no memory */
static int
pass_add(struct way *way, struct judgement *judgement,
    const struct subject *subject)
{
	struct way_pass *grown;

	grown = realloc(way->pass, (way->n + 1) * sizeof *grown);
	if (grown == NULL)
		return -1;
	way->pass = grown;
	memset(&grown[way->n], 0, sizeof *grown);
	grown[way->n].judgement = judgement;
	grown[way->n++].subject = *subject;
	return 0;
}

int
way_begin(struct way *way, struct judgement *judgement,
    const struct subject *subject, bool is_judged)
{
	memset(way, 0, sizeof *way);
	way->is_judged = is_judged;
	return pass_add(way, judgement, subject);
}

/* the next pass: what qmail-smtpd took in the last one */
static int
pass_next(struct way *way)
{
	const struct way_pass *last = way_last(way);
	struct subject subject = last->subject;
	struct judgement *judgement = calloc(1, sizeof *judgement);

	subject.text = last->taken;
	if (judgement == NULL)
		return -1;
	if (pass_add(way, judgement, &subject) == -1) {
		free(judgement);
		return -1;
	}
	way->is_judged = false;
	return 0;
}

struct way_input
way_input(const struct site *site, size_t flavor)
{
	struct way_input in = {
		.site = site, .flavor = flavor, .controls = &site->controls,
		.ipme = &site->ipme[flavor],
		.outgoing_elsewhere = site->outgoing_elsewhere,
		.relayclient = site->relayclient,
	};

	return in;
}

static enum judged
judge_last(struct way *way, struct facts *facts, const struct way_input *in)
{
	const struct way_pass *pass = way_last(way);
	const struct judge_input input = {
		.flavor = in->site->flavor.fits[in->flavor],
		.controls = in->controls, .ipme = in->ipme,
		.tcpto = &in->site->tcpto, .now = in->site->now,
		.subject = &pass->subject,
		.outgoing_elsewhere = in->outgoing_elsewhere,
		.ahead = in->ahead,
	};
	enum facts_mode mode = facts->mode;
	enum judged judged;

	if (way->n > 1 && mode == FACTS_OPEN)
		facts->mode = FACTS_WAY;
	judged = judge(pass->judgement, facts, &input);
	facts->mode = mode;
	return judged;
}

static int
end(struct way *way, enum way_end how, const struct verdict *verdict)
{
	way->end = how;
	way->verdict = *verdict;
	return 0;
}

static int
end_loop(struct way *way, enum way_end how)
{
	static const struct verdict loop = { .action = ACTION_LOOP };

	return end(way, how, &loop);
}

static int
end_refused(struct way *way, enum action action, enum words words)
{
	const struct verdict verdict = { .action = action, .words = words };

	return end(way, WAY_REFUSED, &verdict);
}

/* The address that a connection to this one, which is this host's, comes
   from: the kernel takes the same, but for 127.0.0.0/8 and 0.0.0.0. */
static uint32_t
comes_from(const struct way_input *in, uint32_t to)
{
	uint32_t bound;

	if (in->site->flavor.fits[in->flavor]->by_sender &&
	    controls_outgoing(in->controls, &bound) && bound != 0)
		return bound;
	return to == 0 || to >> 24 == 127 ? 0x7f000001 : to;
}

/* qmail-smtpd.c, smtp_rcpt: RELAYCLIENT, else rcpthosts */
static void
accept_pass(struct way *way, struct way_pass *pass, const struct way_input *in)
{
	bool usual = in->relayclient == RELAYCLIENT_USUAL &&
	    pass->from >> 24 == 127;

	pass->accept = accept_domain(in->controls,
	    &in->site->morercpthosts_cdb, route_domain(pass->taken));
	if ((pass->accept.by != ACCEPT_REFUSED &&
	    pass->accept.by != ACCEPT_BROKEN) ||
	    (!usual && in->relayclient != RELAYCLIENT_YES))
		return;
	pass->accept.by = ACCEPT_RELAYCLIENT;
	way->assumes |= usual;
}

static bool
is_same(const char *a, const char *b)
{
	return a != NULL && fold_equal(a, strlen(a), b, strlen(b));
}

/*
 * The pass that had this recipient, given or rewritten; way->n: none. A
 * recipient that rewrite() has made is rewritten no more, and look-ups ignore
 * case: what is the same here is decided the same.
 */
static size_t
pass_with(const struct way *way, const char *recipient)
{
	size_t i;

	for (i = 0; i < way->n; i++)
		if (is_same(way->pass[i].subject.text, recipient) ||
		    is_same(way->pass[i].judgement->route.address, recipient))
			break;
	return i;
}

/* it is at qmail-smtpd here: 1 it goes on, 0 it ends, -1 no memory */
static int
come_back(struct way *way, struct way_pass *pass, const struct way_input *in)
{
	pass->returns = true;
	pass->from = comes_from(in, way_to(pass)->address);
	pass->taken = rcpt_take(pass->rcpt, &pass->subject,
	    in->controls, in->ipme);
	if (pass->taken == NULL)
		return -1;
	accept_pass(way, pass, in);
	if (pass->accept.by == ACCEPT_UNSEEN)
		return end(way, WAY_UNSEEN,
		    &pass->judgement->decision.verdict);
	if (pass->accept.by == ACCEPT_FAILED)
		return end_refused(way, ACTION_DEFER, WORDS_GREETING);
	if (rcpt_is_too_long(pass->taken)) {
		pass->accept = (struct accept){ ACCEPT_REFUSED, 0 };
		return end_refused(way, ACTION_BOUNCE, WORDS_RCPT_SYNTAX);
	}
	if (pass->accept.by == ACCEPT_BROKEN)
		return end_refused(way, ACTION_DEFER, WORDS_RCPT_CONTROL);
	if (pass->accept.by == ACCEPT_REFUSED)
		return end_refused(way, ACTION_BOUNCE, WORDS_RCPT_REFUSED);
	way->back = pass_with(way, pass->taken);
	if (way->back < way->n)
		return end_loop(way, WAY_REPEATS);
	if (way->n == WAY_PASSES)
		return end_loop(way, WAY_HOPS);
	return pass_next(way) == -1 ? -1 : 1;
}

/* what becomes of the last pass, which is decided; as come_back */
static int
leave(struct way *way, const struct way_input *in)
{
	struct way_pass *pass = &way->pass[way->n - 1];
	const struct decision *decision = &pass->judgement->decision;
	size_t back;

	if (decision->verdict.action != ACTION_DELIVER)
		return end(way, WAY_ENDS, &decision->verdict);
	pass->rcpt = rcpt_say(pass->judgement, &pass->subject);
	if (pass->rcpt == NULL)
		return -1;
	back = prefme_returns(decision);
	pass->to = back < decision->n ? back : decision->first;
	return back < decision->n ? come_back(way, pass, in) :
	    end(way, WAY_ENDS, &decision->verdict);
}

enum way_state
way_go(struct way *way, struct facts *facts, const struct way_input *in)
{
	int more = 1;

	while (way->end == WAY_OPEN) {
		if (!way->is_judged) {
			switch (judge_last(way, facts, in)) {
			case JUDGED_NO_MEMORY:
				return WAY_NO_MEMORY;
			case JUDGED_MISSING:
				return WAY_MISSING;
			case JUDGED_DONE:
				break;
			}
			way->is_judged = true;
			if (way_last(way)->judgement->decision.n > 0)
				return WAY_HERE;
		}
		more = leave(way, in);
		if (more == -1)
			return WAY_NO_MEMORY;
	}
	return WAY_DONE;
}

const struct way_pass *
way_last(const struct way *way)
{
	return &way->pass[way->n - 1];
}

const struct candidate *
way_to(const struct way_pass *pass)
{
	return pass->rcpt != NULL ?
	    &pass->judgement->decision.candidate[pass->to] : NULL;
}

char *
way_words(const struct way *way)
{
	const struct way_pass *last = way_last(way);
	char dotted[NETMASK_TEXT];

	return words_text(way->verdict.words, way->end == WAY_REFUSED ?
	    netmask_text(way_to(last)->address, dotted) :
	    route_host(&last->judgement->route));
}

void
way_free(struct way *way)
{
	struct way_pass *pass;
	size_t i;

	for (i = 0; i < way->n; i++) {
		pass = &way->pass[i];
		free(pass->rcpt);
		free(pass->taken);
		if (i == 0)
			continue;
		judgement_free(pass->judgement);
		free(pass->judgement);
	}
	free(way->pass);
	memset(way, 0, sizeof *way);
}
