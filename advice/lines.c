/*
 * lines.c: lines that qmail does not take as they were written.
 */
#include <stdlib.h>
#include <string.h>

#include "advice/rules.h"
#include "base/fold.h"
#include "qmail/idn.h"

static const enum finding_id ids[] = {
	[SUSPICION_LEADING_BLANK] = FINDING_LEADING_BLANK,
	[SUSPICION_CR] = FINDING_CR_AT_LINE_END,
	[SUSPICION_NO_COLON] = FINDING_NO_COLON,
	[SUSPICION_BEHIND] = FINDING_TEXT_BEHIND_ENTRY,
	[SUSPICION_NOT_ASCII] = FINDING_NOT_ASCII,
	[SUSPICION_SHADOWED] = FINDING_SHADOWED_DUPLICATE,
	[SUSPICION_USER_KEY] = FINDING_SINGLE_USER_KEYS,
};

/* a key outside ASCII that was asked for in its xn-- form */
static bool
touches_converted(struct diagnosis *d, enum control_file file,
    const char *key, size_t len)
{
	char *copy = strndup(key, len), *name = NULL;
	bool touches = false;

	if (copy == NULL || idn_convert(copy, &name) == IDN_NO_MEMORY)
		d->findings.no_memory = true;
	else if (name != NULL)
		touches = lint_touches(d, file, name, strlen(name));
	free(name);
	free(copy);
	return touches;
}

static bool
touches(struct diagnosis *d, const struct suspect *suspect)
{
	enum control_file file = suspect->control->file;
	const char *key;
	size_t len;

	if (!lint_bears(d, file))
		return false;
	key = suspects_key(suspect->control, suspect->entry, &len);
	return lint_touches(d, file, key, len) ||
	    (suspect->what == SUSPICION_NOT_ASCII &&
	    touches_converted(d, file, key, len));
}

static void
shadowed(struct diagnosis *d, const struct suspect *suspect)
{
	const struct control_entry *entry = suspect->entry, *last;
	enum control_file file = suspect->control->file;
	char number[LINT_TIME];

	if (!lint_touches(d, file, entry->text, entry->key_len))
		return;
	last = control_find(suspect->control, entry->text, entry->key_len);
	lint_number(last->line, number);
	if (entry->key_len == 0)
		findings_add(&d->findings, FINDING_SHADOWED_DUPLICATE,
		    control_name(file), entry->line, "the empty one", number,
		    NULL);
	else
		lint_add(d, FINDING_SHADOWED_DUPLICATE, file, entry->line,
		    entry->text, entry->key_len, number);
}

/* keys of single users of the domain, which stands for any user */
static void
user_key(struct diagnosis *d, const struct suspect *suspect)
{
	const struct control_entry *entry = suspect->entry;
	const char *domain = d->judgement[0].route.domain;
	size_t len;

	if (d->kind != KIND_DOMAIN || !lint_bears(d, CONTROL_VIRTUALDOMAINS))
		return;
	len = strlen(domain);
	if (entry->key_len > len && entry->text[entry->key_len - len - 1] ==
	    '@' && fold_equal(entry->text + entry->key_len - len, len,
	    domain, len))
		lint_add(d, FINDING_SINGLE_USER_KEYS, suspect->control->file,
		    entry->line, entry->text, entry->key_len, NULL);
}

static void
defect(struct diagnosis *d, const struct suspect *suspect)
{
	const struct control_entry *entry = suspect->entry;
	enum control_file file = suspect->control->file;
	const char *value = NULL;

	if (!touches(d, suspect))
		return;
	if (suspect->what == SUSPICION_NO_COLON)
		value = file == CONTROL_VIRTUALDOMAINS ? "user" : "relay";
	lint_add(d, ids[suspect->what], file, entry->line, entry->text,
	    control_public(file, entry), value);
}

static void
look(struct diagnosis *d, const struct suspects *suspects)
{
	const struct suspect *suspect;
	size_t i;

	for (i = 0; i < suspects->n; i++) {
		suspect = &suspects->suspect[i];
		if (suspect->what == SUSPICION_SHADOWED)
			shadowed(d, suspect);
		else if (suspect->what == SUSPICION_USER_KEY)
			user_key(d, suspect);
		else
			defect(d, suspect);
	}
}

void
lint_line(struct diagnosis *d)
{
	struct suspects own;

	if (d->kind == KIND_IP)
		return;
	if (d->suspects != NULL) {
		look(d, d->suspects);
		return;
	}
	if (suspects_find(&own, &d->site->controls) == -1) {
		d->findings.no_memory = true;
		return;
	}
	look(d, &own);
	suspects_free(&own);
}
