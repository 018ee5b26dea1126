/*
 * changes.c: the changes of this host's files that findings and a verdict
 * suggest.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "lint_rules.h"

/* what one finding or verdict leads to */
struct draft {
	struct trial_change trial;
	const char *edit;	/* borrowed; NULL removes the line */
	const char *text;	/* borrowed */
	bool mends;
};

static bool
is_same(const struct change *a, const struct draft *b)
{
	if (a->trial.file != b->trial.file || a->trial.line != b->trial.line)
		return false;
	if (a->edit == NULL || b->edit == NULL)
		return a->edit == NULL && b->edit == NULL;
	return strcmp(a->edit, b->edit) == 0;
}

static int
change_add(struct changes *changes, const struct draft *draft)
{
	struct change *change = &changes->change[changes->n];
	size_t i;

	for (i = 0; i < changes->n; i++)
		if (is_same(&changes->change[i], draft))
			return 0;
	if (changes->n == CHANGES_MOST)
		return 0;
	memset(change, 0, sizeof *change);
	change->trial = draft->trial;
	change->mends = draft->mends;
	change->text = strdup(draft->text);
	if (draft->edit != NULL)
		change->edit = strdup(draft->edit);
	changes->n++;
	if (change->text == NULL || (draft->edit != NULL &&
	    change->edit == NULL))
		return -1;
	change->trial.text = change->edit;
	return 0;
}

static enum control_file
file_of(const struct finding *f)
{
	enum control_file file = 0;

	while (file < CONTROL_FILES && (f->file == NULL ||
	    strcmp(control_name(file), f->file) != 0))
		file++;
	return file;
}

/* the line as it was meant, with the finding's own words */
static int
mend(struct changes *changes, const struct finding *f, const char *edit)
{
	struct draft draft = {
		.trial = { .file = file_of(f), .line = f->line },
		.edit = edit, .mends = true
	};
	bool none;
	char *text = finding_fix(f, &none);
	int result;

	if (text == NULL)
		return none ? 0 : -1;
	draft.text = text;
	result = change_add(changes, &draft);
	free(text);
	return result;
}

static int
mend_entry(struct changes *changes, const struct diagnosis *d,
    const struct finding *f)
{
	const struct control *c = &d->site->controls.file[file_of(f)];
	bool unclear = true;
	char *edit = NULL;
	size_t i;
	int result;

	for (i = 0; i < c->n && edit == NULL; i++) {
		if (c->entry[i].line != f->line)
			continue;
		edit = suspects_mend(c, &c->entry[i], &unclear);
		if (edit == NULL && !unclear)
			return -1;
	}
	if (edit == NULL)
		return 0;
	result = mend(changes, f, edit);
	free(edit);
	return result;
}

static int
mend_ipme(struct changes *changes, const struct diagnosis *d,
    const struct finding *f)
{
	const struct control *c = &d->site->controls.file[file_of(f)];
	struct lint_ipme_fault fault;
	struct ipme_line line;
	size_t at = 0, number = 0;

	while (ipme_line_next(c->bytes, c->size, &at, &number, &line))
		if (number == f->line && lint_ipme_fault(&line, &fault) &&
		    fault.mended[0] != '\0')
			return mend(changes, f, fault.mended);
	return 0;
}

/* a byte order mark stands in front of a comment as well */
static int
mend_mark(struct changes *changes, const struct diagnosis *d,
    const struct finding *f)
{
	const struct control *c = &d->site->controls.file[file_of(f)];
	const char *end = memchr(c->bytes, '\n', c->size);
	size_t len = end != NULL ? (size_t)(end - c->bytes) : c->size;
	char *edit = strndup(c->bytes + 3, len - 3);
	int result;

	if (edit == NULL)
		return -1;
	result = mend(changes, f, edit);
	free(edit);
	return result;
}

static int
remove_line(struct changes *changes, enum control_file file, size_t line)
{
	char text[64];
	struct draft draft = {
		.trial = { .file = file, .line = line }, .text = text
	};

	snprintf(text, sizeof text, "remove line %zu of control/%s", line,
	    control_name(file));
	return change_add(changes, &draft);
}

/* "add DOMAIN to control/locals", and me where it would be lost; malloc'd */
static char *
locals_text(const char *me, const char *domain)
{
	char *shown = finding_escape(domain), *also = finding_escape(me);
	size_t room;
	char *text = NULL;

	if (shown != NULL && also != NULL) {
		room = strlen(shown) + strlen(also) + 40;
		text = malloc(room);
		if (text != NULL && *me != '\0')
			snprintf(text, room, "put %s and %s into "
			    "control/locals", also, shown);
		else if (text != NULL)
			snprintf(text, room, "add %s to control/locals",
			    shown);
	}
	free(shown);
	free(also);
	return text;
}

static int
add_lines(struct changes *changes, const char *me, const char *domain)
{
	struct draft draft = { .trial = { .file = CONTROL_LOCALS } };
	size_t me_len = strlen(me), len = strlen(domain);
	char *edit = malloc(me_len + len + 2);
	char *text = locals_text(me, domain);
	int result = -1;

	if (edit != NULL && text != NULL) {
		memcpy(edit, me, me_len);
		if (me_len > 0)
			edit[me_len++] = '\n';
		memcpy(edit + me_len, domain, len + 1);
		draft.edit = edit;
		draft.text = text;
		result = change_add(changes, &draft);
	}
	free(edit);
	free(text);
	return result;
}

/* Where there is no locals, me alone is local: it has to come along. */
static int
add_to_locals(struct changes *changes, const struct diagnosis *d)
{
	const struct controls *controls = &d->site->controls;
	const struct control_entry *line =
	    control_line(&controls->file[CONTROL_ME]);
	const char *domain = d->judgement[0].route.domain;
	bool missing = controls->file[CONTROL_LOCALS].state == CONTROL_MISSING;
	char *me;
	int result;

	/* what a line of locals cannot say */
	if (*domain == '\0' || *domain == '#' || strpbrk(domain, " \t\n"))
		return 0;
	me = missing && line != NULL ? strndup(line->text, line->len) :
	    strdup("");
	if (me == NULL)
		return -1;
	result = add_lines(changes, me, domain);
	free(me);
	return result;
}

static int
add_to_moreipme(struct changes *changes, const struct diagnosis *d,
    const struct candidate *c)
{
	char dotted[NETMASK_TEXT], text[80];
	struct draft draft = {
		.trial = { .file = CONTROL_MOREIPME }, .edit = dotted,
		.text = text
	};

	if (!d->judgement[0].flavor->moreipme)
		return 0;
	if (c->not_me != NULL)
		return remove_line(changes, CONTROL_NOTIPME, c->not_me->line);
	netmask_text(c->address, dotted);
	snprintf(text, sizeof text, "add %s to control/moreipme", dotted);
	return change_add(changes, &draft);
}

/* what comes back here, by a relay, by an alias or by an own address */
static int
against_loop(struct changes *changes, const struct diagnosis *d)
{
	const struct judgement *j = &d->judgement[0];
	const struct candidate *c;
	size_t i;

	if (j->route.has_relay)
		return remove_line(changes, j->route.relay_by.file,
		    j->route.relay_by.entry->line);
	if (add_to_locals(changes, d) == -1)
		return -1;
	for (i = 0; i < j->decision.n &&
	    j->decision.because != BECAUSE_ALIAS; i++) {
		c = &j->decision.candidate[i];
		if (c->outcome == OUTCOME_TRY && c->here == 1 && !c->is_me &&
		    add_to_moreipme(changes, d, c) == -1)
			return -1;
	}
	return 0;
}

static bool
has_finding(const struct diagnosis *d, enum finding_id id)
{
	size_t i;

	for (i = 0; i < d->findings.n; i++)
		if (d->findings.finding[i].id == id)
			return true;
	return false;
}

/* a backup that bounces is no home of the domain */
static int
for_verdict(struct changes *changes, const struct diagnosis *d)
{
	const struct verdict *verdict = &d->judgement[0].decision.verdict;

	if (verdict->action == ACTION_LOOP)
		return against_loop(changes, d);
	if (verdict->words == WORDS_BEST_IS_ME &&
	    !has_finding(d, FINDING_BACKUP_PERMANENT))
		return add_to_locals(changes, d);
	return 0;
}

static int
for_finding(struct changes *changes, const struct diagnosis *d,
    const struct finding *f)
{
	switch (f->id) {
	case FINDING_CR_AT_LINE_END:
	case FINDING_LEADING_BLANK:
	case FINDING_TEXT_BEHIND_ENTRY:
	case FINDING_NO_COLON:
	case FINDING_RELAY_LEADING_BLANK:
		return mend_entry(changes, d, f);
	case FINDING_BYTE_ORDER_MARK:
		return mend_mark(changes, d, f);
	case FINDING_IPME_NO_NEWLINE:
	case FINDING_IPME_CIDR:
	case FINDING_IPME_HOST_BITS:
	case FINDING_IPME_NOT_AN_ADDRESS:
	case FINDING_IPME_TWO_ON_A_LINE:
		return mend_ipme(changes, d, f);
	case FINDING_SHADOWED_DUPLICATE:
		return remove_line(changes, file_of(f),
		    strtoul(f->argument[1], NULL, 10));
	case FINDING_LOCAL_AND_VIRTUAL:
		return remove_line(changes, CONTROL_LOCALS,
		    strtoul(f->argument[1], NULL, 10));
	case FINDING_LOCAL_BUT_MX_ELSEWHERE:
	case FINDING_RELAY_EMPTY_NAME:
	case FINDING_RELAY_IPV6:
		return remove_line(changes, file_of(f), f->line);
	default:
		return 0;
	}
}

int
changes_make(struct changes *changes, const struct diagnosis *d)
{
	const struct finding *f;
	size_t i;
	int result = 0;

	memset(changes, 0, sizeof *changes);
	for (i = 0; i < d->findings.n && result == 0; i++) {
		f = &d->findings.finding[i];
		result = for_finding(changes, d, f);
	}
	if (result == 0)
		result = for_verdict(changes, d);
	if (result == -1)
		changes_free(changes);
	return result;
}

void
changes_free(struct changes *changes)
{
	size_t i;

	for (i = 0; i < changes->n; i++) {
		free(changes->change[i].edit);
		free(changes->change[i].text);
	}
	changes->n = 0;
}
