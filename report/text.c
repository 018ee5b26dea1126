/*
 * text.c: the text report: the verdict, the way to it, what to do.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/text_parts.h"

/* one line and no more, for scripts and lists */
static bool
is_line_only(const struct output *out, const struct diagnosis *d)
{
	return out->quiet || out->line_only || d->error.what != ERROR_NONE;
}

static void
named(struct text *t, const struct diagnosis *d)
{
	size_t i;

	for (i = 0; i < d->n_named; i++)
		text_add(t, "%s%s:%zu", i == 0 ? " (" : ", ",
		    control_name(d->named[i].file), d->named[i].line);
	if (d->n_named > 0)
		text_add(t, ")");
}

/* what qmail says to the sender, in its own lines */
static void
words(struct text *t, const struct diagnosis *d)
{
	const struct judgement *j = &d->judgement[0];
	char *message, *line, *end;

	if (j->decision.verdict.words == WORDS_NONE)
		return;
	message = words_text(j->decision.verdict.words, route_host(&j->route));
	if (message == NULL) {
		t->line.no_memory = true;
		return;
	}
	text_blank(t);
	for (line = message; line != NULL; line = end) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		text_add(t, "     ");
		text_escape(t, line, strlen(line));
		text_flush(t, 5);
	}
	free(message);
}

static void
report(struct text *t, const struct diagnosis *d)
{
	text_verdict(t, d);
	text_flush(t, 4);
	text_flavor(t, d);
	switch (d->kind) {
	case KIND_IP:
		text_ip(t, d);
		break;
	case KIND_HOST:
		text_host(t, d);
		break;
	case KIND_RECIPIENT:
	case KIND_DOMAIN:
		text_steps(t, d);
		text_table(t, d);
		words(t, d);
		break;
	case KIND_BATCH:
		break;
	}
	text_findings(t, d);
	if (t->out->verbose)
		text_asked(t, d);
}

int
text_diagnosis(struct output *out, const struct diagnosis *d)
{
	struct text t = { .out = out };

	if (is_line_only(out, d)) {
		text_verdict(&t, d);
		named(&t, d);
		text_flush_line(&t);
	} else {
		if (out->several && out->started)
			text_blank(&t);
		report(&t, d);
	}
	free(t.line.bytes);
	if (!t.line.no_memory)
		return 0;
	errno = ENOMEM;
	return -1;
}
