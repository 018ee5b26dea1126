/*
 * cdb.c: cdb_seek.c on octets in memory. The file is a head of 256 pointers
 * (position, slots) to hash tables, then records (key length, data length,
 * key, data), then the tables: slots of (hash, position of the record; 0:
 * free). All numbers are 32 bits, little endian.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "qmail/cdb.h"

enum { PAIR = 8 };		/* octets of two numbers */

struct search {
	const struct cdb *cdb;
	const char *key;
	size_t len;
	uint32_t hash;
	size_t left;		/* octets that may be compared: records do not
				   overlap, so a sound file has enough */
};

static uint32_t
number(const char *octets)
{
	const uint8_t *o = (const uint8_t *)octets;

	return (uint32_t)o[0] | (uint32_t)o[1] << 8 | (uint32_t)o[2] << 16 |
	    (uint32_t)o[3] << 24;
}

/* cdb_hash.c, of the key in lower case */
static uint32_t
hash(const char *key, size_t len)
{
	uint32_t h = 5381;
	uint8_t octet;
	size_t i;

	for (i = 0; i < len; i++) {
		fold_lower(&octet, key + i, 1);
		h = (h + (h << 5)) ^ octet;
	}
	return h;
}

/* two numbers at a position; false: the file ends before */
static bool
pair(const struct cdb *cdb, uint64_t at, uint32_t *first, uint32_t *second)
{
	if (cdb->size < PAIR || at > cdb->size - PAIR)
		return false;
	*first = number(cdb->octets + at);
	*second = number(cdb->octets + at + 4);
	return true;
}

static bool
is_lower(const char *octets, const char *key, size_t len)
{
	uint8_t octet;
	size_t i;

	for (i = 0; i < len; i++) {
		fold_lower(&octet, key + i, 1);
		if ((uint8_t)octets[i] != octet)
			return false;
	}
	return true;
}

/* Does the record at the position bear the key? 1, 0; -1: it is broken */
static int
record_has(struct search *search, uint32_t at)
{
	const struct cdb *cdb = search->cdb;
	uint32_t key_len, data_len;

	if (!pair(cdb, at, &key_len, &data_len))
		return -1;
	if (key_len != search->len)
		return 0;
	if (cdb->size - PAIR - at < key_len || search->left < key_len)
		return -1;
	search->left -= key_len;
	return is_lower(cdb->octets + at + PAIR, search->key, key_len);
}

/* Goes through the key's table; slots that it lacks break the search off. */
static int
search_table(struct search *search, uint32_t table, uint32_t slots)
{
	uint32_t slot = (search->hash >> 8) % slots, tried, h, at;
	int found;

	for (tried = 0; tried < slots; tried++) {
		if (!pair(search->cdb, table + (uint64_t)slot * PAIR, &h, &at))
			return -1;
		if (at == 0)
			return 0;
		if (h == search->hash) {
			found = record_has(search, at);
			if (found != 0)
				return found;
		}
		if (++slot == slots)
			slot = 0;
	}
	return 0;
}

int
cdb_find(const struct cdb *cdb, const char *key, size_t len)
{
	struct search search = { cdb, key, len, hash(key, len), cdb->size };
	uint32_t table, slots;

	if (cdb->state != CONTROL_READ)
		return cdb->state == CONTROL_MISSING ? 0 : -1;
	if (!pair(cdb, (uint64_t)(search.hash & 255) * PAIR, &table, &slots))
		return -1;
	return slots > 0 ? search_table(&search, table, slots) : 0;
}

void
cdb_free(struct cdb *cdb)
{
	free(cdb->octets);
	memset(cdb, 0, sizeof *cdb);
}
