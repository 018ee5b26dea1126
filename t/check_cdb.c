/* cdb.c: keys that are there, files that are broken, files of an enemy. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "t/cdb_make.h"

static const char *const keys[] = {
	"example.com", ".sub.example", "a.test", "b.test", "c.test", "d.test",
	"Upper.test", "", "e.test", "f.test", NULL
};

/* these have the same hash, and their first slot is the last of the table */
static const char *const twins[] = { "hq", "n7", NULL };

static int
find(const struct cdb *cdb, const char *key)
{
	return cdb_find(cdb, key, strlen(key));
}

/* the octets as they are, in a piece of memory that ends where they do */
static int
find_in(const char *octets, size_t size, const char *key)
{
	struct cdb cdb = { CONTROL_READ, 0, malloc(size > 0 ? size : 1),
		size };
	int found;

	ck_assert_ptr_nonnull(cdb.octets);
	memcpy(cdb.octets, octets, size);
	found = find(&cdb, key);
	cdb_free(&cdb);
	ck_assert_ptr_null(cdb.octets);
	return found;
}

START_TEST(there)
{
	struct cdb cdb;

	cdb_make(&cdb, keys);
	ck_assert_int_eq(find(&cdb, "example.com"), 1);
	ck_assert_int_eq(find(&cdb, "EXAMPLE.Com"), 1);
	ck_assert_int_eq(find(&cdb, ".sub.example"), 1);
	ck_assert_int_eq(find(&cdb, "f.test"), 1);
	ck_assert_int_eq(find(&cdb, ""), 1);
	ck_assert_int_eq(find(&cdb, "sub.example"), 0);
	ck_assert_int_eq(find(&cdb, "example.co"), 0);
	ck_assert_int_eq(find(&cdb, "g.test"), 0);
	/* no program of qmail's looks for capitals */
	ck_assert_int_eq(find(&cdb, "Upper.test"), 0);
	ck_assert_int_eq(find(&cdb, "upper.test"), 0);
	cdb_free(&cdb);
}
END_TEST

START_TEST(twins_and_neighbours)
{
	struct cdb cdb;

	cdb_make(&cdb, twins);
	ck_assert_int_eq(find(&cdb, "hq"), 1);
	ck_assert_int_eq(find(&cdb, "n7"), 1);
	cdb_free(&cdb);
	cdb_make(&cdb, (const char *const []){ "hq", NULL });
	ck_assert_int_eq(find(&cdb, "n7"), 0);
	cdb_free(&cdb);
}
END_TEST

START_TEST(states)
{
	struct cdb cdb = { .state = CONTROL_MISSING };

	ck_assert_int_eq(find(&cdb, "a.test"), 0);
	cdb.state = CONTROL_UNREADABLE;
	ck_assert_int_eq(find(&cdb, "a.test"), -1);
	cdb.state = CONTROL_UNSEEN;
	ck_assert_int_eq(find(&cdb, "a.test"), -1);
	cdb.state = CONTROL_READ;	/* 0 octets */
	ck_assert_int_eq(find(&cdb, "a.test"), -1);
}
END_TEST

/* cut anywhere: found, not there or broken, and nothing behind it is read
   (under the sanitizers the least octet would show) */
START_TEST(cut)
{
	struct cdb cdb;
	size_t size;
	int found, broken = 0;

	cdb_make(&cdb, keys);
	for (size = 0; size < cdb.size; size++) {
		found = find_in(cdb.octets, size, "example.com");
		broken += found == -1;
		ck_assert(found == -1 || size > CDB_HEAD);
	}
	ck_assert_int_gt(broken, CDB_HEAD);
	cdb_free(&cdb);
}
END_TEST

static void
put(char *octets, uint32_t number)
{
	int i;

	for (i = 0; i < 4; i++)
		octets[i] = (char)(number >> 8 * i);
}

/* a record that the file ends in, its table before it: a key that the file
   has the head of alone is broken */
START_TEST(cut_in_the_key)
{
	char octets[CDB_HEAD + 8 + 8 + 16] = "", *record;
	const char *key = "sixteen-is-long.";
	uint32_t h = 5381;
	size_t i;

	for (i = 0; i < 16; i++)
		h = ((h << 5) + h) ^ (unsigned char)key[i];
	put(octets + (h & 255) * 8, CDB_HEAD);
	put(octets + (h & 255) * 8 + 4, 1);
	put(octets + CDB_HEAD, h);
	put(octets + CDB_HEAD + 4, CDB_HEAD + 8);
	record = octets + CDB_HEAD + 8;
	put(record, 16);
	memcpy(record + 8, key, 16);
	ck_assert_int_eq(find_in(octets, sizeof octets, key), 1);
	for (i = 1; i <= 32; i++)
		ck_assert_int_eq(find_in(octets, sizeof octets - i, key), -1);
}
END_TEST

/* each octet at each of a few values */
START_TEST(spoilt)
{
	static const unsigned char values[] = { 0, 1, 8, 0x7f, 0x80, 0xff };
	struct cdb cdb;
	size_t i, k;
	char was;

	cdb_make(&cdb, keys);
	for (i = 0; i < cdb.size; i++) {
		was = cdb.octets[i];
		for (k = 0; k < sizeof values; k++) {
			cdb.octets[i] = (char)values[k];
			find_in(cdb.octets, cdb.size, "example.com");
			find_in(cdb.octets, cdb.size, ".sub.example");
		}
		cdb.octets[i] = was;
	}
	cdb_free(&cdb);
}
END_TEST

enum { SLOTS = 1 << 18, LONG = 1 << 16 };

/*
 * A table of slots that all bear the key's hash and lead to the same record,
 * whose key differs in its last octet, and whose table claims to go on for
 * ever: no more than the file's octets are compared.
 */
START_TEST(enemy)
{
	static const uint32_t slots[] = { SLOTS, UINT32_MAX };
	size_t size = CDB_HEAD + 8 + LONG + (size_t)SLOTS * 8, i, k;
	char *octets = calloc(size, 1), *key = malloc(LONG);
	struct cdb cdb = { CONTROL_READ, 0, octets, size };
	uint32_t hash = 5381;

	ck_assert(octets != NULL && key != NULL);
	memset(key, 'a', LONG);
	for (i = 0; i < LONG; i++)
		hash = ((hash << 5) + hash) ^ 'a';
	put(octets + CDB_HEAD, LONG);
	memset(octets + CDB_HEAD + 8, 'a', LONG - 1);
	for (i = 0; i < SLOTS; i++) {
		put(octets + CDB_HEAD + 8 + LONG + i * 8, hash);
		put(octets + CDB_HEAD + 8 + LONG + i * 8 + 4, CDB_HEAD);
	}
	for (k = 0; k < 2; k++) {
		put(octets + (hash & 255) * 8, CDB_HEAD + 8 + LONG);
		put(octets + (hash & 255) * 8 + 4, slots[k]);
		ck_assert_int_eq(cdb_find(&cdb, key, LONG), -1);
	}
	put(octets + (hash & 255) * 8, UINT32_MAX);
	ck_assert_int_eq(cdb_find(&cdb, key, LONG), -1);
	free(key);
	cdb_free(&cdb);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("cdb");
	TCase *tests = tcase_create("cdb");
	SRunner *runner;
	int failed;

	tcase_add_test(tests, there);
	tcase_add_test(tests, twins_and_neighbours);
	tcase_add_test(tests, states);
	tcase_add_test(tests, cut);
	tcase_add_test(tests, cut_in_the_key);
	tcase_add_test(tests, spoilt);
	tcase_add_test(tests, enemy);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
