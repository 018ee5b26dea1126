/*
 * cdb_make.c: cdb files for tests.
 */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "t/cdb_make.h"

static void
put(struct cdb *cdb, size_t at, uint32_t number)
{
	int i;

	for (i = 0; i < 4; i++)
		cdb->octets[at + i] = (char)(number >> 8 * i);
}

static void
put_pair(struct cdb *cdb, size_t at, uint32_t first, uint32_t second)
{
	put(cdb, at, first);
	put(cdb, at + 4, second);
}

static uint32_t
hash(const char *key)
{
	uint32_t h = 5381;

	for (; *key != '\0'; key++)
		h = ((h << 5) + h) ^ (unsigned char)*key;
	return h;
}

static size_t
add_record(struct cdb *cdb, const char *key)
{
	size_t at = cdb->size, len = strlen(key);

	put_pair(cdb, at, (uint32_t)len, 0);
	memcpy(cdb->octets + at + 8, key, len);
	cdb->size += 8 + len;
	return at;
}

static bool
is_free(const struct cdb *cdb, size_t at)
{
	return memcmp(cdb->octets + at + 4, "\0\0\0\0", 4) == 0;
}

/* the table of the keys whose hash ends in this octet: twice their number */
static void
add_table(struct cdb *cdb, uint32_t octet, const uint32_t *h,
    const size_t *record, size_t n)
{
	uint32_t slots = 0, slot;
	size_t i;

	for (i = 0; i < n; i++)
		slots += (h[i] & 255) == octet ? 2 : 0;
	put_pair(cdb, octet * 8, (uint32_t)cdb->size, slots);
	for (i = 0; i < n; i++) {
		if ((h[i] & 255) != octet)
			continue;
		slot = (h[i] >> 8) % slots;
		while (!is_free(cdb, cdb->size + slot * 8))
			slot = (slot + 1) % slots;
		put_pair(cdb, cdb->size + slot * 8, h[i],
		    (uint32_t)record[i]);
	}
	cdb->size += slots * 8;
}

void
cdb_make(struct cdb *cdb, const char *const *key)
{
	uint32_t h[CDB_KEYS], octet;
	size_t record[CDB_KEYS], n = 0, room = CDB_HEAD;

	for (n = 0; key[n] != NULL; n++) {
		ck_assert_uint_lt(n, CDB_KEYS);
		room += 8 + strlen(key[n]) + 16;
	}
	memset(cdb, 0, sizeof *cdb);
	cdb->state = CONTROL_READ;
	cdb->octets = calloc(room, 1);
	ck_assert_ptr_nonnull(cdb->octets);
	cdb->size = CDB_HEAD;
	for (n = 0; key[n] != NULL; n++) {
		h[n] = hash(key[n]);
		record[n] = add_record(cdb, key[n]);
	}
	for (octet = 0; octet < 256; octet++)
		add_table(cdb, octet, h, record, n);
	ck_assert_uint_eq(cdb->size, room);
}
