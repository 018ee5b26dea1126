/*
 * table.h: the one hash table: finds elements of a list by a key. It holds
 * their numbers and hashes alone, so that a list may move in memory; what is
 * the same key its owner says. Open addressing, at most half full. Pure.
 */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TABLE_NONE SIZE_MAX

struct table {			/* zeroed: empty */
	struct table_slot {
		uint32_t hash;
		uint32_t number;	/* of the element + 1; 0: free */
	} *slot;		/* owned */
	size_t slots;		/* a power of two, or 0 */
	size_t n;
};

/* Does the element of that number in the list bear the key? */
typedef bool
table_same(const void *list, size_t number, const void *key);

/* The element's number, or TABLE_NONE. */
size_t
table_find(const struct table *, uint32_t hash, table_same *same,
    const void *list, const void *key);

/* Room for so many elements in all: table_add never fails then. -1: no memory
   (the table is as it was), or more than UINT32_MAX - 1. */
int
table_reserve(struct table *, size_t n);

/* Enters an element whose key is not there yet. -1: as table_reserve */
int
table_add(struct table *, uint32_t hash, size_t number);

/* The element `from` of this hash, which is there, is called `to` now. */
void
table_renumber(struct table *, uint32_t hash, size_t from, size_t to);

/* Takes out an element that is there. */
void
table_remove(struct table *, uint32_t hash, size_t number);

void
table_free(struct table *);

#endif
