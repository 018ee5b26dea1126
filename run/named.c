/*
 * named.c: every domain that the control files name, each once.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "run/named.h"

struct name {
	const char *text;
	size_t len;
};

static bool
is_same(const void *list, size_t number, const void *key)
{
	const struct named_domain *domain = list;
	const struct name *name = key;
	const char *other = domain[number].name;

	return fold_equal(other, strlen(other), name->text, name->len);
}

static int
grow(struct named *named)
{
	size_t room = named->room > 0 ? named->room * 2 : 64;
	struct named_domain *grown;

	grown = realloc(named->domain, room * sizeof *grown);
	if (grown == NULL)
		return -1;
	named->domain = grown;
	named->room = room;
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

/* The number of the domain, which is entered if it was not. TABLE_NONE: no
   memory */
static size_t
number_of(struct named *named, const struct name *name)
{
	uint32_t hash = fold_hash(FOLD_START, name->text, name->len);
	size_t number = table_find(&named->table, hash, is_same,
	    named->domain, name);
	char *copy;

	if (number != TABLE_NONE)
		return number;
	if (named->n == named->room && grow(named) == -1)
		return TABLE_NONE;
	copy = lower_copy(name->text, name->len);
	if (copy == NULL || table_add(&named->table, hash, named->n) == -1) {
		free(copy);
		return TABLE_NONE;
	}
	named->domain[named->n] = (struct named_domain){ .name = copy };
	return named->n++;
}

static int
name_add(struct named *named, const struct name *name,
    enum control_file file, size_t line)
{
	size_t number = number_of(named, name);
	struct named_domain *domain;

	if (number == TABLE_NONE)
		return -1;
	domain = &named->domain[number];
	if (domain->n < NAMED_PLACES) {
		domain->where[domain->n].file = file;
		domain->where[domain->n++].line = line;
	}
	return 0;
}

/* the domain that an entry names; false: none */
static bool
entry_domain(enum control_file file, const struct control_entry *entry,
    struct name *name)
{
	size_t i, shown = control_public(file, entry);

	name->text = entry->text;
	name->len = entry->key_len < shown ? entry->key_len : shown;
	if (control_shape(file) == CONTROL_MAP && entry->key_len == entry->len)
		return false;	/* no colon: qmail ignores the line */
	for (i = name->len; i > 0; i--)
		if (name->text[i - 1] == '@') {
			name->text += i;
			name->len -= i;
			break;
		}
	return name->len > 0 && name->text[0] != '.';
}

static int
file_collect(struct named *named, const struct control *c,
    enum control_file file)
{
	struct name name;
	size_t i;

	for (i = 0; i < c->n; i++)
		if (entry_domain(file, &c->entry[i], &name) &&
		    name_add(named, &name, file, c->entry[i].line) == -1)
			return -1;
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
	table_free(&named->table);
	memset(named, 0, sizeof *named);
}
