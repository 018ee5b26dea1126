/*
 * mend.c: a line of a control file as it was meant, and the words for it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/mend.h"
#include "advice/rules.h"
#include "advice/suspects.h"
#include "base/ascii.h"
#include "base/escape.h"

/*
 * Is the edit all of the line but for a run of `gone` octets, which became
 * `put`? `gone` NULL: of any octets, to the line's end.
 */
static bool
is_entry_but(const struct control_entry *entry, const char *edit,
    const char *gone, const char *put)
{
	size_t len = entry->len, n = strlen(edit), at = 0, end = 0;

	while (at < len && at < n && entry->text[at] == edit[at])
		at++;
	while (end < len - at && end < n - at &&
	    entry->text[len - end - 1] == edit[n - end - 1])
		end++;
	if (n - at - end != strlen(put) ||
	    memcmp(edit + at, put, n - at - end) != 0)
		return false;
	if (gone == NULL)
		return end == 0;
	for (; at < len - end; at++)
		if (strchr(gone, entry->text[at]) == NULL)
			return false;
	return true;
}

/* Do the finding's words name everything that the edit does? */
static bool
tells_all(const struct finding *f, const struct control_entry *entry,
    const char *edit)
{
	switch (f->id) {
	case FINDING_CR_AT_LINE_END:
		return is_entry_but(entry, edit, "\r", "");
	case FINDING_LEADING_BLANK:
	case FINDING_RELAY_LEADING_BLANK:
		return is_entry_but(entry, edit, " \t", "");
	case FINDING_NO_COLON:
		return is_entry_but(entry, edit, " \t=,", ":");
	default:
		return is_entry_but(entry, edit, NULL, "");
	}
}

/* "write line 3 of control/locals as example.com"; malloc'd */
static char *
write_text(const struct place *at, const char *edit)
{
	char *shown = escape_copy(edit, strlen(edit)), *text;
	size_t room;

	if (shown == NULL)
		return NULL;
	room = strlen(shown) + 80;
	text = malloc(room);
	if (text != NULL)
		snprintf(text, room, "write line %zu of control/%s as %s",
		    at->line, control_name(at->file), shown);
	free(shown);
	return text;
}

/* The finding's own words; a last line without a newline gets one too. */
static char *
finding_words(const struct finding *f, bool unended)
{
	static const char more[] = ", and end it with a newline";
	bool none;
	char *text = finding_fix(f, &none), *grown;

	if (text == NULL || !unended)
		return text;
	grown = realloc(text, strlen(text) + sizeof more);
	if (grown == NULL)
		free(text);
	else
		strcat(grown, more);
	return grown;
}

/* the first entry of the line, or NULL; they are in the lines' order */
static const struct control_entry *
entry_at(const struct control *c, size_t line)
{
	size_t i = control_line_at(c, line);

	return i < c->n && c->entry[i].line == line ? &c->entry[i] : NULL;
}

static int
mend_entry(struct mend *mend, const struct control *c,
    const struct finding *f)
{
	const struct control_entry *entry = entry_at(c, f->at.line);
	bool unclear;

	if (entry == NULL)
		return 0;
	mend->edit = suspects_mend(c, entry, &unclear);
	if (mend->edit == NULL)
		return unclear ? 0 : -1;
	if (tells_all(f, entry, mend->edit))
		mend->text = finding_words(f, false);
	else if (control_public(c->file, entry) == entry->len)
		mend->text = write_text(&f->at, mend->edit);
	else
		return 0;
	return mend->text != NULL ? 1 : -1;
}

/* is it the last line, and does it lack its newline? */
static bool
is_unended(const struct control *c, size_t line)
{
	const char *at = c->bytes, *end = c->bytes + c->size;

	if (c->size == 0 || end[-1] == '\n')
		return false;
	while (--line > 0 && (at = memchr(at, '\n', (size_t)(end - at))) !=
	    NULL)
		at++;
	return at != NULL && memchr(at, '\n', (size_t)(end - at)) == NULL;
}

/* the rule has found out how the line was meant */
static int
mend_ipme(struct mend *mend, const struct control *c,
    const struct finding *f)
{
	const char *meant = f->argument[RULES_MEANT];

	if (meant == NULL)
		return 0;
	mend->edit = strdup(meant);
	mend->text = finding_words(f, f->id != FINDING_IPME_NO_NEWLINE &&
	    is_unended(c, f->at.line));
	return mend->edit != NULL && mend->text != NULL ? 1 : -1;
}

/* A byte order mark stands in front of a comment as well. */
static int
mend_mark(struct mend *mend, const struct control *c,
    const struct finding *f)
{
	const char *end = memchr(c->bytes, '\n', c->size);
	size_t len = end != NULL ? (size_t)(end - c->bytes) : c->size;
	size_t mark = ascii_mark(c->bytes, len);

	if (memchr(c->bytes, '\0', len) != NULL)
		return 0;
	mend->edit = strndup(c->bytes + mark, len - mark);
	mend->text = finding_words(f, end == NULL &&
	    control_shape(c->file) == CONTROL_RAW);
	return mend->edit != NULL && mend->text != NULL ? 1 : -1;
}

static int
mend_find(struct mend *mend, const struct control *c,
    const struct finding *f)
{
	switch (f->id) {
	case FINDING_CR_AT_LINE_END:
	case FINDING_LEADING_BLANK:
	case FINDING_TEXT_BEHIND_ENTRY:
	case FINDING_NO_COLON:
	case FINDING_RELAY_LEADING_BLANK:
		return mend_entry(mend, c, f);
	case FINDING_BYTE_ORDER_MARK:
		return mend_mark(mend, c, f);
	case FINDING_IPME_NO_NEWLINE:
	case FINDING_IPME_CIDR:
	case FINDING_IPME_HOST_BITS:
	case FINDING_IPME_NOT_AN_ADDRESS:
	case FINDING_IPME_TWO_ON_A_LINE:
		return mend_ipme(mend, c, f);
	default:
		return 0;
	}
}

int
mend_make(struct mend *mend, const struct controls *controls,
    const struct finding *f)
{
	int result;

	memset(mend, 0, sizeof *mend);
	if (f->at.file == CONTROL_FILES || f->at.line == 0)
		return 0;
	result = mend_find(mend, &controls->file[f->at.file], f);
	if (result != 1)
		mend_free(mend);
	return result;
}

void
mend_free(struct mend *mend)
{
	free(mend->edit);
	free(mend->text);
	memset(mend, 0, sizeof *mend);
}
