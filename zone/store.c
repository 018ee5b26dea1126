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
	free(zone->bucket);
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
	zone->records++;
	return 0;
}

/* Hashed from the root's side, so that a suffix hashes alike in all names. */
void
zone_suffixes(struct zone_suffixes *suffixes, const uint8_t *name)
{
	uint32_t hash = FOLD_START;
	size_t at, label;

	suffixes->n = 0;
	for (at = 0; name[at] != 0; at += 1 + (size_t)name[at])
		suffixes->at[suffixes->n++] = (uint8_t)at;
	suffixes->at[suffixes->n] = (uint8_t)at;
	suffixes->hash[suffixes->n] = hash;
	for (label = suffixes->n; label-- > 0;) {
		at = suffixes->at[label];
		hash = fold_hash(hash, name + at, 1 + (size_t)name[at]);
		suffixes->hash[label] = hash;
	}
	suffixes->n++;
}

/* length octets are below the letters */
static bool
is_same(const uint8_t *a, const uint8_t *b)
{
	return fold_equal(a, wire_name_length(a), b, wire_name_length(b));
}

static struct zone_node *
find(const struct zone *zone, const uint8_t *name, uint32_t hash)
{
	struct zone_node *node;

	if (zone->bucket == NULL)
		return NULL;
	node = zone->bucket[hash & (zone->buckets - 1)];
	while (node != NULL && !(node->hash == hash &&
	    is_same(node->name, name)))
		node = node->next;
	return node;
}

const struct zone_node *
zone_find(const struct zone *zone, const uint8_t *name, uint32_t hash)
{
	return find(zone, name, hash);
}

static struct zone_node *
add_node(struct zone *zone, const uint8_t *name, uint32_t hash)
{
	struct zone_node **bucket = &zone->bucket[hash & (zone->buckets - 1)];
	struct zone_node *node = take(zone, sizeof *node);

	if (node == NULL)
		return NULL;
	node->name = name;
	node->hash = hash;
	node->first = node->last = NULL;
	node->next = *bucket;
	*bucket = node;
	return node;
}

/* The node of a record's owner; it and those above it are made. */
static struct zone_node *
reach(struct zone *zone, const uint8_t *owner)
{
	struct zone_suffixes suffixes;
	struct zone_node *node, *above;
	const uint8_t *name;
	size_t i;

	zone_suffixes(&suffixes, owner);
	node = find(zone, owner, suffixes.hash[0]);
	if (node != NULL)
		return node;
	node = add_node(zone, owner, suffixes.hash[0]);
	for (i = 1; node != NULL && i < suffixes.n; i++) {
		name = owner + suffixes.at[i];
		above = find(zone, name, suffixes.hash[i]);
		if (above != NULL)
			break;
		if (add_node(zone, name, suffixes.hash[i]) == NULL)
			return NULL;
	}
	return node;
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
	struct zone_node *node;
	struct zone_set *set;

	for (zone->buckets = 16; zone->buckets < 2 * zone->records;)
		zone->buckets *= 2;
	zone->bucket = calloc(zone->buckets, sizeof(struct zone_node *));
	if (zone->bucket == NULL)
		return -1;
	for (record = zone->first; record != NULL; record = record->after) {
		node = reach(zone, record->owner);
		set = node == NULL ? NULL :
		    reach_set(zone, node, record->type);
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
