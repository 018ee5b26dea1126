/*
 * suspects.c: lines that qmail does not take as they were meant.
 */
#include <stdlib.h>
#include <string.h>

#include "advice/suspects.h"
#include "base/ascii.h"
#include "base/fold.h"
#include "qmail/idn.h"
#include "qmail/relay.h"

/* octets of the byte order mark that the entry starts with, or 0 */
static size_t
mark_len(const struct control *c, const struct control_entry *entry)
{
	return entry->text == c->bytes ? ascii_mark(c->bytes, c->size) : 0;
}

static bool
has_colon(const struct control *c, const struct control_entry *entry)
{
	return control_shape(c->file) != CONTROL_MAP ||
	    entry->key_len < entry->len;
}

/* The first octet of what has to be a domain: behind the last @ of a key. */
static size_t
domain_at(const char *key, size_t len)
{
	size_t i;

	for (i = len; i > 0; i--)
		if (key[i - 1] == '@')
			return i;
	return 0;
}

static bool
has_blank(const char *text, size_t len, bool comment)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (ascii_is_blank(text[i]) || (comment && text[i] == '#'))
			return true;
	return false;
}

static bool
has_high(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((unsigned char)text[i] > 126)
			return true;
	return false;
}

/* what stands behind the colon and may be shown; for a relay its blanks in
   front are another matter */
static const char *
value_part(const struct control *c, const struct control_entry *entry,
    size_t *len)
{
	struct relay relay;
	size_t at = 0;

	if (!control_has_relays(c->file))
		return control_value(entry, len);
	relay_read(&relay, entry);
	*len = 0;
	if (relay.is_secret)
		return relay.text;
	while (at < relay.len && ascii_is_blank(relay.text[at]))
		at++;
	*len = relay.len - at;
	return relay.text + at;
}

static bool
has_text_behind(const struct control *c, const struct control_entry *entry)
{
	size_t at = domain_at(entry->text, entry->key_len), len;
	const char *value;

	if (has_blank(entry->text + at, entry->key_len - at, true))
		return true;
	if (control_shape(c->file) != CONTROL_MAP)
		return false;
	value = value_part(c, entry, &len);
	return has_blank(value, len, control_has_relays(c->file));
}

static bool
has_not_ascii(const struct control *c, const struct control_entry *entry)
{
	size_t at = domain_at(entry->text, entry->key_len), len;
	const char *value;

	if (at < mark_len(c, entry))
		at = mark_len(c, entry);
	if (has_high(entry->text + at, entry->key_len - at))
		return true;
	if (!control_has_relays(c->file))
		return false;
	value = value_part(c, entry, &len);
	return has_high(value, len);
}

static enum suspicion
defect(const struct control *c, const struct control_entry *entry)
{
	if (entry->len == 0 || entry->hidden)
		return SUSPICION_NONE;
	if (ascii_is_blank(entry->text[0]))
		return SUSPICION_LEADING_BLANK;
	if (entry->text[entry->len - 1] == '\r')
		return SUSPICION_CR;
	if (!has_colon(c, entry))
		return SUSPICION_NO_COLON;
	if (has_text_behind(c, entry))
		return SUSPICION_BEHIND;
	if (has_not_ascii(c, entry))
		return SUSPICION_NOT_ASCII;
	return SUSPICION_NONE;
}

static int
key_add(struct suspects *suspects, enum control_file file, const char *key,
    size_t len)
{
	struct suspect_key *grown;

	if (suspects->n_key == suspects->key_room) {
		suspects->key_room = suspects->key_room > 0 ?
		    suspects->key_room * 2 : 16;
		grown = realloc(suspects->key,
		    suspects->key_room * sizeof *grown);
		if (grown == NULL)
			return -1;
		suspects->key = grown;
	}
	grown = &suspects->key[suspects->n_key++];
	grown->hash = fold_hash(FOLD_START ^ file, key, len);
	grown->number = (uint32_t)(suspects->n - 1);
	return 0;
}

/* a key outside ASCII, in its xn-- form if it has one */
static int
converted_add(struct suspects *suspects, enum control_file file,
    const char *key, size_t len)
{
	char *copy = strndup(key, len), *name = NULL;
	int result = -1;

	if (copy != NULL && idn_convert(copy, &name) != IDN_NO_MEMORY)
		result = name == NULL ? 0 :
		    key_add(suspects, file, name, strlen(name));
	free(name);
	free(copy);
	return result;
}

/* the keys by which subjects find the last suspect */
static int
keys_add(struct suspects *suspects, const struct control *c,
    const struct control_entry *entry, enum suspicion what)
{
	const char *key;
	size_t len;

	if (control_shape(c->file) == CONTROL_LINE)
		return key_add(suspects, c->file, "", 0);
	if (what == SUSPICION_SHADOWED)
		return key_add(suspects, c->file, entry->text,
		    entry->key_len);
	if (what == SUSPICION_USER_KEY) {
		len = domain_at(entry->text, entry->key_len);
		return key_add(suspects, c->file, entry->text + len,
		    entry->key_len - len);
	}
	key = suspects_key(c, entry, &len);
	if (what == SUSPICION_NOT_ASCII &&
	    converted_add(suspects, c->file, key, len) == -1)
		return -1;
	return key_add(suspects, c->file, key, len);
}

static int
suspect_add(struct suspects *suspects, const struct control *c,
    const struct control_entry *entry, enum suspicion what)
{
	struct suspect *grown;

	if (suspects->n == suspects->room) {
		suspects->room = suspects->room > 0 ? suspects->room * 2 : 16;
		grown = realloc(suspects->suspect,
		    suspects->room * sizeof *grown);
		if (grown == NULL)
			return -1;
		suspects->suspect = grown;
	}
	grown = &suspects->suspect[suspects->n++];
	grown->control = c;
	grown->entry = entry;
	grown->what = what;
	return suspects->n < UINT32_MAX ?
	    keys_add(suspects, c, entry, what) : -1;
}

static int
entry_look(struct suspects *suspects, const struct control *c,
    const struct control_entry *entry)
{
	enum suspicion what = defect(c, entry);
	const struct control_entry *last;

	if (what != SUSPICION_NONE &&
	    suspect_add(suspects, c, entry, what) == -1)
		return -1;
	if (!has_colon(c, entry) ||
	    control_public(c->file, entry) < entry->key_len)
		return 0;	/* no key, or one that is not shown */
	last = control_find(c, entry->text, entry->key_len);
	if (last != NULL && last->line > entry->line &&
	    suspect_add(suspects, c, entry, SUSPICION_SHADOWED) == -1)
		return -1;
	if (c->file == CONTROL_VIRTUALDOMAINS &&
	    domain_at(entry->text, entry->key_len) > 0 &&
	    suspect_add(suspects, c, entry, SUSPICION_USER_KEY) == -1)
		return -1;
	return 0;
}

static int
key_compare(const void *a, const void *b)
{
	const struct suspect_key *x = a, *y = b;

	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

int
suspects_find(struct suspects *suspects, const struct controls *controls)
{
	const struct control *c;
	size_t i, k;

	memset(suspects, 0, sizeof *suspects);
	for (i = 0; i < CONTROL_FILES; i++) {
		c = &controls->file[i];
		if (!control_has_names((enum control_file)i))
			continue;
		for (k = 0; k < c->n; k++)
			if (entry_look(suspects, c, &c->entry[k]) == -1) {
				suspects_free(suspects);
				return -1;
			}
	}
	if (suspects->n_key > 0)
		qsort(suspects->key, suspects->n_key, sizeof *suspects->key,
		    key_compare);
	return 0;
}

void
suspects_free(struct suspects *suspects)
{
	free(suspects->suspect);
	free(suspects->key);
	memset(suspects, 0, sizeof *suspects);
}

/* text from `at` to the first octet of `stop`, a blank or a CR */
static size_t
part_len(const char *text, size_t len, const char *stop)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (ascii_is_blank(text[i]) || text[i] == '\r' ||
		    text[i] == '\0' || strchr(stop, text[i]) != NULL)
			break;
	return i;
}

const char *
suspects_key(const struct control *c, const struct control_entry *entry,
    size_t *len)
{
	const char *text = entry->text, *end = text + entry->key_len;
	size_t at;

	if (entry->key_len >= mark_len(c, entry))
		text += mark_len(c, entry);
	while (text < end && ascii_is_blank(*text))
		text++;
	at = domain_at(text, (size_t)(end - text));
	*len = at + part_len(text + at, (size_t)(end - text) - at,
	    has_colon(c, entry) ? "#" : "#=,;|");
	return text;
}

/* a map's line without a colon: what may have been meant as one */
static const char *
separated_value(const struct control_entry *entry, const char *key,
    size_t key_len, size_t *len)
{
	const char *value = key + key_len;
	const char *end = entry->text + entry->len;

	while (value < end && (ascii_is_blank(*value) || *value == '=' ||
	    *value == ','))
		value++;
	*len = (size_t)(end - value);
	return value;
}

char *
suspects_mend(const struct control *c, const struct control_entry *entry,
    bool *unclear)
{
	const char *key, *value = "";
	size_t key_len, len = 0, part;
	char *line;

	key = suspects_key(c, entry, &key_len);
	if (control_shape(c->file) == CONTROL_MAP) {
		value = has_colon(c, entry) ? control_value(entry, &len) :
		    separated_value(entry, key, key_len, &len);
		while (len > 0 && ascii_is_blank(*value)) {
			value++;
			len--;
		}
	}
	part = part_len(value, len, control_has_relays(c->file) ? "#" : "");
	*unclear = (!has_colon(c, entry) && part == 0) ||
	    memchr(value + part, '|', len - part) != NULL ||
	    (key_len == 0 && control_shape(c->file) != CONTROL_MAP) ||
	    (entry->text > c->bytes && entry->text[-1] != '\n');
	if (*unclear)
		return NULL;
	line = malloc(key_len + part + 2);
	if (line == NULL)
		return NULL;
	memcpy(line, key, key_len);
	if (control_shape(c->file) == CONTROL_MAP) {
		line[key_len++] = ':';
		memcpy(line + key_len, value, part);
	}
	line[key_len + part] = '\0';
	return line;
}
