/*
 * control.c: control files, bytes to entries with line numbers, as qmail
 * reads them (control.c: control_readfile, control_readline; constmap.c).
 */
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "netmask.h"
#include "qmail/control.h"

/* control.c, striptrailingwhitespace; CR is none of these */
static size_t
stripped(const char *text, size_t len)
{
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t' ||
	    text[len - 1] == '\n'))
		len--;
	return len;
}

static int
entry_add(struct control *c, size_t *room, const char *text, size_t len,
    size_t line)
{
	struct control_entry *grown, *entry;
	const char *colon = NULL;

	if (c->n == *room) {
		*room = *room > 0 ? *room * 2 : 16;
		grown = realloc(c->entry, *room * sizeof *grown);
		if (grown == NULL)
			return -1;
		c->entry = grown;
	}
	if (control_shape(c->file) == CONTROL_MAP)
		colon = memchr(text, ':', len);
	entry = &c->entry[c->n++];
	entry->text = text;
	entry->len = len;
	entry->key_len = colon != NULL ? (size_t)(colon - text) : len;
	entry->line = line;
	entry->hidden = false;
	return c->n < UINT32_MAX - 1 ? 0 : -1;
}

/*
 * One line of a list or map, without its newline. A zero octet splits it into
 * several entries; a line that starts with one, or with '#', is skipped whole
 * (control_readfile looks at the first octet of the line only).
 */
static int
line_add(struct control *c, size_t *room, const char *text, size_t len,
    size_t line)
{
	const char *zero;
	bool hidden = false;
	size_t part;

	len = stripped(text, len);
	if (len == 0 || text[0] == '\0' || text[0] == '#')
		return 0;
	for (;;) {
		zero = memchr(text, '\0', len);
		part = zero != NULL ? (size_t)(zero - text) : len;
		if (entry_add(c, room, text, part, line) == -1)
			return -1;
		c->entry[c->n - 1].hidden = hidden;
		hidden = hidden || (control_has_relays(c->file) &&
		    memchr(text, '|', part) != NULL);
		if (zero == NULL)
			return 0;
		text += part + 1;
		len -= part + 1;
	}
}

static int
parse_lines(struct control *c)
{
	size_t at = 0, len, line = 0, room = 0;
	const char *text, *end;

	while (at < c->size) {
		text = c->bytes + at;
		end = memchr(text, '\n', c->size - at);
		len = end != NULL ? (size_t)(end - text) : c->size - at;
		at += len + 1;
		line++;
		if (line_add(c, &room, text, len, line) == -1)
			return -1;
	}
	return 0;
}

/* control_readline: the first line, stripped; comments are not recognised */
static int
parse_first(struct control *c)
{
	const char *end;
	size_t room = 0, len;

	if (c->size == 0)
		return 0;
	end = memchr(c->bytes, '\n', c->size);
	len = end != NULL ? (size_t)(end - c->bytes) : c->size;
	return entry_add(c, &room, c->bytes, stripped(c->bytes, len), 1);
}

/* can the entry be found at all? a map's line without a colon cannot */
static bool
has_key(const struct control *c, const struct control_entry *entry)
{
	return control_shape(c->file) != CONTROL_MAP ||
	    entry->key_len < entry->len;
}

struct key {
	const char *text;
	size_t len;
};

static bool
has_same_key(const void *list, size_t number, const void *wanted)
{
	const struct control_entry *entry =
	    &((const struct control *)list)->entry[number];
	const struct key *key = wanted;

	return fold_equal(entry->text, entry->key_len, key->text, key->len);
}

/* the number of the last entry with the key, or TABLE_NONE */
static size_t
last_of(const struct control *c, const char *text, size_t len)
{
	struct key key = { text, len };

	return table_find(&c->last, fold_hash(FOLD_START, text, len),
	    has_same_key, c, &key);
}

/* The entry becomes the last one of its key. */
static void
last_set(struct control *c, size_t i)
{
	const struct control_entry *entry = &c->entry[i];
	uint32_t hash = fold_hash(FOLD_START, entry->text, entry->key_len);
	size_t last = last_of(c, entry->text, entry->key_len);

	if (last == TABLE_NONE) {
		table_add(&c->last, hash, i);	/* there is room */
		return;
	}
	c->earlier[i] = (uint32_t)last + 1;
	table_renumber(&c->last, hash, last, i);
}

/*
 * constmap's chains are searched from the newest entry, so that the last of
 * equal keys is found. The earlier ones are chained behind it: a change may
 * uncover them.
 */
static int
index_make(struct control *c)
{
	size_t i;

	if (c->n == 0)
		return 0;
	c->earlier = calloc(c->n, sizeof *c->earlier);
	if (c->earlier == NULL || table_reserve(&c->last, c->n) == -1)
		return -1;
	for (i = 0; i < c->n; i++)
		if (has_key(c, &c->entry[i]))
			last_set(c, i);
	return 0;
}

int
control_parse(struct control *c, enum control_file file, char *bytes,
    size_t size)
{
	int result = 0;

	memset(c, 0, sizeof *c);
	c->file = file;
	c->state = CONTROL_READ;
	c->bytes = bytes;
	c->size = size;
	switch (control_shape(file)) {
	case CONTROL_LIST:
	case CONTROL_MAP:
		if (parse_lines(c) == -1 || index_make(c) == -1)
			result = -1;
		break;
	case CONTROL_LINE:
	case CONTROL_NUMBER:
		result = parse_first(c);
		break;
	case CONTROL_RAW:
		break;
	}
	return result;
}

void
control_free(struct control *c)
{
	enum control_file file = c->file;

	free(c->bytes);
	free(c->entry);
	free(c->earlier);
	table_free(&c->last);
	memset(c, 0, sizeof *c);
	c->file = file;
}

void
controls_free(struct controls *controls)
{
	size_t i;

	for (i = 0; i < CONTROL_FILES; i++)
		control_free(&controls->file[i]);
}

enum control_file
controls_obstacle(const struct controls *controls, const struct flavor *flavor,
    unsigned readers)
{
	enum control_file file;
	size_t i;

	for (i = 0; i < CONTROL_FILES; i++) {
		file = control_in_turn(i);
		if (controls->file[file].state == CONTROL_UNREADABLE &&
		    (control_readers(file) & readers) != 0 &&
		    control_loss(file) != CONTROL_LOSS_NONE &&
		    control_is_read(file, flavor))
			return file;
	}
	return CONTROL_FILES;
}

bool
control_present(const struct control *c)
{
	return c->state == CONTROL_READ;
}

/* in an overlay: what stands behind the change, then the change, then what
   stands before it */
static const struct control_entry *
find_changed(const struct control *c, const char *key, size_t len)
{
	const struct control *base = c->base;
	size_t own, i = last_of(base, key, len);

	while (i != TABLE_NONE && i >= c->from && i < c->to)
		i = base->earlier[i] != 0 ? base->earlier[i] - 1 : TABLE_NONE;
	if (i == TABLE_NONE || i < c->from) {
		own = last_of(c, key, len);
		if (own != TABLE_NONE)
			return &c->entry[own];
	}
	return i != TABLE_NONE ? &base->entry[i] : NULL;
}

const struct control_entry *
control_find(const struct control *c, const char *key, size_t len)
{
	size_t number;

	if (c->base != NULL)
		return find_changed(c, key, len);
	number = last_of(c, key, len);
	return number != TABLE_NONE ? &c->entry[number] : NULL;
}

size_t
control_line_at(const struct control *c, size_t line)
{
	size_t low = 0, high = c->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (c->entry[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const char *
control_value(const struct control_entry *entry, size_t *len)
{
	if (entry->key_len == entry->len) {
		*len = 0;
		return entry->text + entry->len;
	}
	*len = entry->len - entry->key_len - 1;
	return entry->text + entry->key_len + 1;
}

const struct control_entry *
control_line(const struct control *c)
{
	return control_present(c) && c->n > 0 ? &c->entry[0] : NULL;
}

bool
controls_outgoing(const struct controls *controls, uint32_t *address)
{
	const struct control *c = &controls->file[CONTROL_OUTGOINGIP];
	const struct control_entry *entry = control_line(c);

	*address = 0;
	if (!control_present(c))
		return true;
	return entry != NULL &&
	    netmask_scan(entry->text, entry->len, address, NULL) > 0;
}

size_t
control_public(enum control_file file, const struct control_entry *entry)
{
	const char *bar;

	if (!control_has_relays(file))
		return entry->len;
	if (entry->hidden)
		return 0;
	bar = memchr(entry->text, '|', entry->len);
	return bar != NULL ? (size_t)(bar - entry->text) : entry->len;
}
