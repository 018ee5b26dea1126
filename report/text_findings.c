/*
 * text_findings.c: what mxwhy points out, what was tried against it, and
 * whose fault it is.
 */
#include <stdlib.h>
#include <string.h>

#include "report/text_parts.h"

/* notes that bear on the verdict itself */
static bool
is_always_shown(const struct finding *f)
{
	return f->severity != SEVERITY_INFO || f->explains ||
	    f->id == FINDING_NULL_MX ||
	    f->id == FINDING_LOCAL_BUT_MX_ELSEWHERE;
}

static bool
is_shown(const struct output *out, const struct finding *f)
{
	return out->verbose || is_always_shown(f);
}

static void
label(struct text *t, enum severity severity)
{
	static const enum text_mark colours[] = {
		[SEVERITY_ERROR] = MARK_RED, [SEVERITY_WARNING] = MARK_YELLOW,
		[SEVERITY_INFO] = MARK_END,
	};
	static const char *const labels[] = {
		[SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warn",
		[SEVERITY_INFO] = "note",
	};

	text_mark(t, colours[severity]);
	text_add(t, "%s", labels[severity]);
	text_mark(t, MARK_END);
	text_add(t, "%*s", (int)(TEXT_LABEL - strlen(labels[severity])), "");
}

/* file:line, unless the sentence names the file and there is no line */
static void
place(struct text *t, const struct finding *f, const char *sentence)
{
	char file[80];

	if (finding_file(f) == NULL)
		return;
	snprintf(file, sizeof file, "control/%s", finding_file(f));
	if (f->at.line == 0 && strstr(sentence, file) != NULL)
		return;
	text_place(t, finding_file(f), f->at.line);
	text_add(t, ": ");
}

/* what mends it, when there is something; the id ends the paragraph */
static void
remedy(struct text *t, const struct finding *f)
{
	bool none = false;
	char *fix = finding_fix(f, &none);

	if (fix != NULL) {
		text_flush(t, TEXT_LABEL);
		text_add(t, "%*s-> %s", TEXT_LABEL, "", fix);
	} else if (!none)
		t->line.no_memory = true;
	text_add(t, " [%s]", finding_slug(f->id));
	text_flush(t, fix != NULL ? TEXT_LABEL + 3 : TEXT_LABEL);
	free(fix);
}

static void
finding(struct text *t, const struct finding *f)
{
	char *sentence = finding_text(f);

	if (sentence == NULL) {
		t->line.no_memory = true;
		return;
	}
	label(t, f->severity);
	place(t, f, sentence);
	text_add(t, "%s", sentence);
	free(sentence);
	remedy(t, f);
}

static void
fixes(struct text *t, const struct diagnosis *d)
{
	const struct fix *fix;
	size_t i;

	for (i = 0; i < d->n_fix; i++) {
		fix = &d->fix[i];
		text_add(t, "fix    %s", fix->text);
		if (fix->command != NULL)
			text_add(t, ", %s", fix->command);
		text_add(t, ": then ");
		text_action(t, &fix->then);
		text_flush(t, TEXT_LABEL);
	}
}

void
text_findings(struct text *t, const struct diagnosis *d)
{
	const struct findings *findings = &d->findings;
	size_t i, hidden = 0;

	if (findings->n > 0 || d->n_fix > 0 || d->whose != NULL)
		text_blank(t);
	for (i = 0; i < findings->n; i++) {
		if (is_shown(t->out, &findings->finding[i]))
			finding(t, &findings->finding[i]);
		else
			hidden++;
	}
	fixes(t, d);
	if (d->whose != NULL) {
		text_add(t, "whose  %s", d->whose);
		text_flush(t, TEXT_LABEL);
	}
	if (hidden > 0) {
		text_count(t, hidden, "more note: -v", "more notes: -v");
		text_flush(t, 0);
	}
}
