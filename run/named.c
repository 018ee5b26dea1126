/*
 * named.c: every domain that the control files name, each once.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "run/named.h"

/* the slot of the name, or the free one where it belongs */
static size_t
slot_find(const struct named *named, const char *name, size_t len)
{
	size_t slot = fold_hash(FOLD_START, name, len) & (named->slots - 1);
	const char *other;

	for (; named->index[slot] != 0;
	    slot = (slot + 1) & (named->slots - 1)) {
		other = named->domain[named->index[slot] - 1].name;
		if (fold_equal(other, strlen(other), name, len))
			break;
	}
	return slot;
}

static int
grow(struct named *named)
{
	struct named_domain *grown;
	uint32_t *old = named->index;
	size_t i, room = named->room ? named->room * 2 : 64;

	grown = realloc(named->domain, room * sizeof *grown);
	if (grown == NULL)
		return -1;
	named->domain = grown;
	named->index = calloc(room * 2, sizeof *named->index);
	if (named->index == NULL) {
		named->index = old;
		return -1;
	}
	free(old);
	named->room = room;
	named->slots = room * 2;
	for (i = 0; i < named->n; i++)
		named->index[slot_find(named, named->domain[i].name,
		    strlen(named->domain[i].name))] = (uint32_t)i + 1;
	return 0;
}

static char *
lower_copy(const char *text, size_t len)
{
	char *copy = malloc(len + 1);

	if (copy == NULL)
		return NULL;
	fold_lower(copy, text, len);
	copy[len] = '\0';
	return copy;
}

static int
name_add(struct named *named, const char *name, size_t len,
    enum control_file file, size_t line)
{
	struct named_domain *domain;
	size_t slot;

	if (named->n == named->room && grow(named) == -1)
		return -1;
	slot = slot_find(named, name, len);
	if (named->index[slot] == 0) {
		domain = &named->domain[named->n];
		memset(domain, 0, sizeof *domain);
		domain->name = lower_copy(name, len);
		if (domain->name == NULL)
			return -1;
		named->index[slot] = (uint32_t)++named->n;
	}
	domain = &named->domain[named->index[slot] - 1];
	if (domain->n < DIAGNOSIS_NAMED) {
		domain->where[domain->n].file = file;
		domain->where[domain->n++].line = line;
	}
	return 0;
}

/* the domain that an entry names, or NULL */
static const char *
entry_domain(enum control_file file, const struct control_entry *entry,
    size_t *len)
{
	const char *text = entry->text;
	size_t i, shown = control_public(file, entry);

	*len = entry->key_len < shown ? entry->key_len : shown;
	if (control_shape(file) == CONTROL_MAP && entry->key_len == entry->len)
		return NULL;	/* no colon: qmail ignores the line */
	for (i = *len; i > 0; i--)
		if (text[i - 1] == '@') {
			text += i;
			*len -= i;
			break;
		}
	return *len > 0 && text[0] != '.' ? text : NULL;
}

static int
file_collect(struct named *named, const struct control *c,
    enum control_file file)
{
	const char *name;
	size_t i, len;

	for (i = 0; i < c->n; i++) {
		name = entry_domain(file, &c->entry[i], &len);
		if (name != NULL && name_add(named, name, len, file,
		    c->entry[i].line) == -1)
			return -1;
	}
	return 0;
}

int
named_collect(struct named *named, const struct controls *controls)
{
	enum control_file file;
	size_t i;

	memset(named, 0, sizeof *named);
	for (i = 0; i < CONTROL_FILES; i++) {
		file = control_in_turn(i);
		if (control_has_domains(file) && file_collect(named,
		    &controls->file[file], file) == -1) {
			named_free(named);
			return -1;
		}
	}
	return 0;
}

void
named_free(struct named *named)
{
	size_t i;

	for (i = 0; i < named->n; i++)
		free(named->domain[i].name);
	free(named->domain);
	free(named->index);
	memset(named, 0, sizeof *named);
}
