/*
 * text_verdict.c: the verdict in one line, and which qmail it is about.
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

/* mxwhy's own failure, or a subject that is none */
static void
failure(struct text *t, const struct diagnosis *d)
{
	if (d->input_line > 0)
		text_add(t, "line %zu: ", d->input_line);
	text_mark(t, MARK_RED);
	text_add(t, "error");
	text_mark(t, MARK_END);
	text_add(t, ": ");
	if (d->error.file[0] != '\0') {
		text_add(t, "%s", d->error.file);
		if (d->error.line > 0)
			text_add(t, ":%zu", d->error.line);
		text_add(t, ": ");
	}
	text_add(t, "%s", d->error.text);
}

void
text_verdict(struct text *t, const struct diagnosis *d)
{
	const struct judgement *j = &d->judgement[0];

	if (d->kind != KIND_HOST && d->subject.text != NULL) {
		text_escape(t, d->subject.text, strlen(d->subject.text));
		text_add(t, ": ");
	} else
		text_add(t, "this host: ");
	if (d->error.what != ERROR_NONE) {
		failure(t, d);
		return;
	}
	switch (d->kind) {
	case KIND_IP:
		text_ip_phrase(t, d);
		return;
	case KIND_HOST:
		text_host_phrase(t, d);
		return;
	case KIND_RECIPIENT:
	case KIND_DOMAIN:
	case KIND_BATCH:
		break;
	}
	text_action(t, &j->decision.verdict);
	text_add(t, ": ");
	text_reason(t, d, j);
}

/* with -v: every flavor that fits */
static void
fits(struct text *t, const struct flavor_choice *choice)
{
	size_t i;

	text_add(t, "all that fit:");
	for (i = 0; i < choice->n; i++)
		text_add(t, " %s", choice->fits[i]->name);
	text_flush(t, 4);
}

/* the flavors whose verdict is another */
static void
others(struct text *t, const struct diagnosis *d)
{
	const struct judgement *j;
	size_t i;

	for (i = 1; i < d->n; i++) {
		j = &d->judgement[i];
		if (verdict_same(&j->decision.verdict,
		    &d->judgement[0].decision.verdict))
			continue;
		text_add(t, "but %s would say ", j->flavor->name);
		text_action(t, &j->decision.verdict);
		text_add(t, ": ");
		text_reason(t, d, j);
		text_flush(t, 4);
	}
}

static bool
is_different(const struct diagnosis *d)
{
	size_t i;

	for (i = 1; i < d->n; i++)
		if (!verdict_same(&d->judgement[i].decision.verdict,
		    &d->judgement[0].decision.verdict))
			return true;
	return false;
}

void
text_flavor(struct text *t, const struct diagnosis *d)
{
	const struct flavor_choice *choice = &d->site->flavor;

	text_add(t, "qmail is %s (%s)", choice->fits[0]->name,
	    choice->evidence);
	if (d->n > 1 && !is_different(d))
		text_add(t, "; %zu more fit and agree", d->n - 1);
	text_flush(t, 4);
	others(t, d);
	if (t->out->verbose && choice->n > 1)
		fits(t, choice);
}
