/*
 * mend.c: a line of a control file as it was meant, and the words for it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/mend.h"
#include "advice/rules.h"
#include "advice/suspects.h"
#include "base/escape.h"

enum { MARK = 3 };	/* octets of a byte order mark */

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
write_text(const struct mend *mend)
{
	char *shown = escape_copy(mend->edit, strlen(mend->edit)), *text;
	size_t room;

	if (shown == NULL)
		return NULL;
	room = strlen(shown) + 80;
	text = malloc(room);
	if (text != NULL)
		snprintf(text, room, "write line %zu of control/%s as %s",
		    mend->line, control_name(mend->file), shown);
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

static int
mend_entry(struct mend *mend, const struct control *c,
    const struct finding *f)
{
	const struct control_entry *entry;
	bool unclear;
	size_t i = control_line_at(c, f->line);

	if (i == c->n || c->entry[i].line != f->line)
		return 0;
	entry = &c->entry[i];
	mend->edit = suspects_mend(c, entry, &unclear);
	if (mend->edit == NULL)
		return unclear ? 0 : -1;
	if (tells_all(f, entry, mend->edit))
		mend->text = finding_words(f, false);
	else if (control_public(c->file, entry) == entry->len)
		mend->text = write_text(mend);
	else
		return 0;
	return mend->text != NULL ? 1 : -1;
}

static int
mend_ipme(struct mend *mend, const struct control *c,
    const struct finding *f)
{
	struct ipme_fault fault;
	struct ipme_line line;
	size_t at = 0, number = 0;

	do
		if (!ipme_line_next(c->bytes, c->size, &at, &number, &line))
			return 0;
	while (number != f->line);
	if (!ipme_fault_find(&line, &fault) || fault.mended[0] == '\0')
		return 0;
	mend->edit = strdup(fault.mended);
	mend->text = finding_words(f, line.no_newline &&
	    f->id != FINDING_IPME_NO_NEWLINE);
	return mend->edit != NULL && mend->text != NULL ? 1 : -1;
}

/* A byte order mark stands in front of a comment as well. */
static int
mend_mark(struct mend *mend, const struct control *c,
    const struct finding *f)
{
	const char *end = memchr(c->bytes, '\n', c->size);
	size_t len = end != NULL ? (size_t)(end - c->bytes) : c->size;

	if (memchr(c->bytes, '\0', len) != NULL)
		return 0;
	mend->edit = strndup(c->bytes + MARK, len - MARK);
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
	enum control_file file = 0;
	int result;

	memset(mend, 0, sizeof *mend);
	if (f->file == NULL || f->line == 0)
		return 0;
	while (file < CONTROL_FILES &&
	    strcmp(control_name(file), f->file) != 0)
		file++;
	if (file == CONTROL_FILES)
		return 0;
	mend->file = file;
	mend->line = f->line;
	result = mend_find(mend, &controls->file[file], f);
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
