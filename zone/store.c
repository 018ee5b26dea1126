/*
 * store.c: all records, found by name.
 */
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "zone/store.h"

enum { BLOCK = 1 << 16 };

struct zone_block {
	struct zone_block *next;
	size_t used, size;
	_Alignas(max_align_t) unsigned char bytes[];
};

struct zone *
zone_new(void)
{
	return calloc(1, sizeof(struct zone));
}

void
zone_free(struct zone *zone)
{
	struct zone_block *block, *next;

	if (zone == NULL)
		return;
	for (block = zone->block; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	free(zone->node);
	table_free(&zone->index);
	free(zone);
}

/* Memory that lives as long as the zone. */
static void *
take(struct zone *zone, size_t size)
{
	struct zone_block *block = zone->block;
	size_t room;
	void *taken;

	size = (size + 7) & ~(size_t)7;
	if (block == NULL || block->size - block->used < size) {
		room = size > BLOCK ? size : BLOCK;
		block = malloc(sizeof *block + room);
		if (block == NULL)
			return NULL;
		block->used = 0;
		block->size = room;
		block->next = zone->block;
		zone->block = block;
	}
	taken = block->bytes + block->used;
	block->used += size;
	return taken;
}

/* Records of one owner mostly stand together and share its name. */
static const uint8_t *
keep_owner(struct zone *zone, const struct wire_name *owner)
{
	const struct zone_record *last = zone->last;
	uint8_t *kept;

	if (last != NULL && wire_name_length(last->owner) == owner->len &&
	    memcmp(last->owner, owner->bytes, owner->len) == 0)
		return last->owner;
	kept = take(zone, owner->len);
	if (kept != NULL)
		memcpy(kept, owner->bytes, owner->len);
	return kept;
}

int
zone_add(struct zone *zone, const struct wire_name *owner, uint16_t type,
    uint32_t ttl, const uint8_t *rdata, size_t rdlength)
{
	struct zone_record *record = take(zone, sizeof *record + rdlength);
	uint8_t *kept;

	if (record == NULL)
		return -1;
	kept = (uint8_t *)(record + 1);
	if (rdlength > 0)
		memcpy(kept, rdata, rdlength);
	record->owner = keep_owner(zone, owner);
	if (record->owner == NULL)
		return -1;
	record->rdata = kept;
	record->rdlength = (uint16_t)rdlength;
	record->type = type;
	record->ttl = ttl;
	record->after = record->next = NULL;
	if (zone->last == NULL)
		zone->first = record;
	else
		zone->last->after = record;
	zone->last = record;
	return 0;
}

/* Hashed from the root's side, so that a suffix hashes alike in all names. */
void
zone_suffixes(struct zone_suffixes *suffixes, const uint8_t *name)
{
	struct zone_suffix *suffix = suffixes->suffix;
	uint32_t hash = FOLD_START;
	const uint8_t *at;

	for (at = name; *at != 0; at += 1 + (size_t)*at)
		suffix++->at = (uint8_t)(at - name);
	suffix->at = (uint8_t)(at - name);
	suffixes->n = (size_t)(suffix - suffixes->suffix) + 1;
	suffix->hash = hash;
	while (suffix != suffixes->suffix) {
		at = name + (--suffix)->at;
		hash = fold_hash(hash, at, 1 + (size_t)*at);
		suffix->hash = hash;
	}
}

/* length octets are below the letters */
static bool
is_node(const void *list, size_t number, const void *name)
{
	const struct zone_node *node = list;

	return fold_equal(node[number].name,
	    wire_name_length(node[number].name), name,
	    wire_name_length(name));
}

static size_t
find(const struct zone *zone, const uint8_t *name,
    const struct zone_suffix *suffix)
{
	return table_find(&zone->index, suffix->hash, is_node, zone->node,
	    name + suffix->at);
}

const struct zone_node *
zone_find(const struct zone *zone, const uint8_t *name,
    const struct zone_suffix *suffix)
{
	size_t number = find(zone, name, suffix);

	return number == TABLE_NONE ? NULL : &zone->node[number];
}

/* -1: no memory */
static int
add_node(struct zone *zone, const uint8_t *name, uint32_t hash)
{
	struct zone_node *grown;
	size_t room;

	if (zone->nodes == zone->room) {
		room = zone->room == 0 ? 64 : 2 * zone->room;
		grown = realloc(zone->node, room * sizeof *grown);
		if (grown == NULL)
			return -1;
		zone->node = grown;
		zone->room = room;
	}
	if (table_add(&zone->index, hash, zone->nodes) == -1)
		return -1;
	zone->node[zone->nodes++] = (struct zone_node){ .name = name };
	return 0;
}

/* The number of a record's owner's node; it and those above it are made.
   TABLE_NONE: no memory */
static size_t
reach(struct zone *zone, const uint8_t *owner)
{
	struct zone_suffixes suffixes;
	const struct zone_suffix *suffix = suffixes.suffix;
	size_t number;

	zone_suffixes(&suffixes, owner);
	number = find(zone, owner, suffix);
	if (number != TABLE_NONE)
		return number;
	number = zone->nodes;
	do {
		if (add_node(zone, owner + suffix->at, suffix->hash) == -1)
			return TABLE_NONE;
	} while (++suffix < suffixes.suffix + suffixes.n &&
	    find(zone, owner, suffix) == TABLE_NONE);
	return number;
}

static struct zone_set *
reach_set(struct zone *zone, struct zone_node *node, uint16_t type)
{
	struct zone_set *set = node->last;

	if (set != NULL && set->type == type)
		return set;
	for (set = node->first; set != NULL; set = set->next)
		if (set->type == type)
			return set;
	set = take(zone, sizeof *set);
	if (set == NULL)
		return NULL;
	set->next = NULL;
	set->first = set->last = NULL;
	set->type = type;
	if (node->last == NULL)
		node->first = set;
	else
		node->last->next = set;
	node->last = set;
	return set;
}

int
zone_ready(struct zone *zone)
{
	struct zone_record *record;
	struct zone_set *set;
	size_t number;

	for (record = zone->first; record != NULL; record = record->after) {
		number = reach(zone, record->owner);
		set = number == TABLE_NONE ? NULL :
		    reach_set(zone, &zone->node[number], record->type);
		if (set == NULL)
			return -1;
		if (set->last == NULL)
			set->first = record;
		else
			set->last->next = record;
		set->last = record;
	}
	return 0;
}
