/*
 * table.c: the one hash table.
 */
#include <stdlib.h>
#include <string.h>

#include "base/table.h"

enum { SLOTS_FIRST = 16 };

/* where the search for a hash begins: its high bits count as well */
static size_t
start(const struct table *table, uint32_t hash)
{
	return (hash ^ hash >> 15) & (table->slots - 1);
}

static size_t
next(const struct table *table, size_t at)
{
	return (at + 1) & (table->slots - 1);
}

size_t
table_find(const struct table *table, uint32_t hash, table_same *same,
    const void *list, const void *key)
{
	const struct table_slot *slot;
	size_t at;

	if (table->slots == 0)
		return TABLE_NONE;
	for (at = start(table, hash); (slot = &table->slot[at])->number != 0;
	    at = next(table, at))
		if (slot->hash == hash && same(list, slot->number - 1, key))
			return slot->number - 1;
	return TABLE_NONE;
}

static void
enter(struct table *table, struct table_slot slot)
{
	size_t at = start(table, slot.hash);

	while (table->slot[at].number != 0)
		at = next(table, at);
	table->slot[at] = slot;
}

int
table_reserve(struct table *table, size_t n)
{
	struct table old = *table;
	size_t i, slots = old.slots != 0 ? old.slots : SLOTS_FIRST;

	if (n >= UINT32_MAX)
		return -1;
	while (slots < 2 * n)
		slots *= 2;
	if (slots == old.slots)
		return 0;
	table->slot = calloc(slots, sizeof *table->slot);
	if (table->slot == NULL) {
		*table = old;
		return -1;
	}
	table->slots = slots;
	for (i = 0; i < old.slots; i++)
		if (old.slot[i].number != 0)
			enter(table, old.slot[i]);
	free(old.slot);
	return 0;
}

int
table_add(struct table *table, uint32_t hash, size_t number)
{
	struct table_slot slot = { hash, (uint32_t)number + 1 };

	if (number >= UINT32_MAX - 1 ||
	    table_reserve(table, table->n + 1) == -1)
		return -1;
	enter(table, slot);
	table->n++;
	return 0;
}

/* the slot of an element that is there */
static size_t
slot_of(const struct table *table, uint32_t hash, size_t number)
{
	size_t at = start(table, hash);

	while (table->slot[at].number != (uint32_t)number + 1)
		at = next(table, at);
	return at;
}

void
table_renumber(struct table *table, uint32_t hash, size_t from, size_t to)
{
	table->slot[slot_of(table, hash, from)].number = (uint32_t)to + 1;
}

/* What stands behind it moves up, as far as its own search allows: no mark
   stays where it was (Knuth, 6.4, algorithm R). */
void
table_remove(struct table *table, uint32_t hash, size_t number)
{
	size_t hole = slot_of(table, hash, number), at = hole, from;

	for (;;) {
		at = next(table, at);
		if (table->slot[at].number == 0)
			break;
		from = start(table, table->slot[at].hash);
		/* does its search begin behind the hole, up to where it is? */
		if (((at - from) & (table->slots - 1)) <
		    ((at - hole) & (table->slots - 1)))
			continue;
		table->slot[hole] = table->slot[at];
		hole = at;
	}
	table->slot[hole].number = 0;
	table->n--;
}

void
table_free(struct table *table)
{
	free(table->slot);
	memset(table, 0, sizeof *table);
}
