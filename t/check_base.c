/* base/: the queue, the hash table against a plain list, octets, dates. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/ascii.h"
#include "base/error.h"
#include "base/escape.h"
#include "base/fold.h"
#include "base/list.h"
#include "base/table.h"
#include "base/utc.h"

struct element {
	int value;
	struct list_link link;
};

static int
take(struct list *list)
{
	struct list_link *link = list_take(list);

	return link == NULL ? -1 : LIST_OF(struct element, link, link)->value;
}

START_TEST(list_first_in_first_out)
{
	struct element element[3] = { { .value = 0 }, { .value = 1 },
	    { .value = 2 } };
	struct list list;

	list_init(&list);
	ck_assert_int_eq(take(&list), -1);
	list_append(&list, &element[2].link);
	list_append(&list, &element[0].link);
	ck_assert_int_eq(take(&list), 2);
	list_append(&list, &element[1].link);
	ck_assert_int_eq(take(&list), 0);
	ck_assert_int_eq(take(&list), 1);
	ck_assert_int_eq(take(&list), -1);
	list_append(&list, &element[0].link);
	ck_assert_int_eq(take(&list), 0);
	ck_assert_int_eq(take(&list), -1);
}
END_TEST

enum { KEYS = 400, STEPS = 20000 };

static bool
same_key(const void *list, size_t number, const void *key)
{
	return ((const unsigned *)list)[number] == *(const unsigned *)key;
}

/* hashes: as they are; all the same; a few; crowded at the table's end */
static uint32_t
hash_of(unsigned key, int kind)
{
	static const uint32_t factor[] = { 2654435761u, 0, 1, 16 };

	return kind == 2 ? key % 5 : key * factor[kind] - (kind == 3);
}

/* Elements come, go and are renamed; a plain array says where each is. */
START_TEST(table_as_a_plain_list)
{
	static unsigned key_of[2 * KEYS];	/* by number */
	size_t place[KEYS], n = 0;		/* by key; TABLE_NONE: out */
	struct table table = { .slot = NULL };
	unsigned key, i;
	uint32_t hash;
	int step;

	srand(8);
	for (i = 0; i < KEYS; i++)
		place[i] = TABLE_NONE;
	for (i = 0; i < 2 * KEYS; i++)
		key_of[i] = KEYS + i;
	for (step = 0; step < STEPS; step++) {
		key = (unsigned)rand() % KEYS;
		hash = hash_of(key, _i);
		ck_assert_uint_eq(table_find(&table, hash, same_key, key_of,
		    &key), place[key]);
		if (place[key] == TABLE_NONE) {
			place[key] = key;
			key_of[key] = key;
			ck_assert_int_eq(table_add(&table, hash, key), 0);
			n++;
		} else if (rand() % 3 != 0) {
			table_remove(&table, hash, place[key]);
			key_of[place[key]] = KEYS;
			place[key] = TABLE_NONE;
			n--;
		} else if (place[key] == key) {
			key_of[key] = KEYS;
			place[key] = KEYS + key;
			key_of[place[key]] = key;
			table_renumber(&table, hash, key, place[key]);
		}
		ck_assert_uint_eq(table.n, n);
		ck_assert_uint_le(2 * n, table.slots);
	}
	table_free(&table);
	ck_assert_ptr_null(table.slot);
}
END_TEST

START_TEST(table_has_an_end)
{
	struct table table = { .slot = NULL };

	ck_assert_int_eq(table_reserve(&table, UINT32_MAX), -1);
	ck_assert_int_eq(table_add(&table, 0, UINT32_MAX - 1), -1);
	ck_assert_ptr_null(table.slot);
}
END_TEST

START_TEST(octets)
{
	int c;

	for (c = 0; c < 256; c++) {
		ck_assert(ascii_is_digit((char)c) == (c != 0 &&
		    strchr("0123456789", c) != NULL));
		ck_assert(ascii_is_blank((char)c) == (c == ' ' || c == '\t'));
	}
	ck_assert_uint_eq(ascii_mark("\xef\xbb\xbfx", 4), 3);
	ck_assert_uint_eq(ascii_mark("\xef\xbb\xbf", 3), 3);
	ck_assert_uint_eq(ascii_mark("\xef\xbb\xbf", 2), 0);
	ck_assert_uint_eq(ascii_mark("x\xef\xbb\xbf", 4), 0);
	ck_assert_uint_eq(ascii_mark(NULL, 0), 0);
}
END_TEST

/* what is printable stands as it is, the backslash and all else in decimal */
START_TEST(escapes)
{
	char text[40];
	int octet;

	for (octet = 0; octet < 256; octet++) {
		char c = (char)octet, want[16];

		if (octet > 31 && octet < 127 && octet != '\\')
			snprintf(want, sizeof want, "%c", octet);
		else
			snprintf(want, sizeof want, "\\%03d", octet);
		escape_octets(text, sizeof text, &c, 1);
		ck_assert_str_eq(text, want);
	}
	/* an escape that is read back is one octet, up to \255 */
	escape_name(text, sizeof text, "a\\255\\256\\.b\\046\\x.");
	ck_assert_str_eq(text, "a\\255\\092256\\046b\\046x.");
	/* all of an escape or nothing of it, and nothing behind it */
	ck_assert_uint_eq(escape_octets(text, 5, "ab\1c", 4), 7);
	ck_assert_str_eq(text, "ab");
	ck_assert_uint_eq(escape_octets(text, 3, "abc", 3), 3);
	ck_assert_str_eq(text, "ab");
	ck_assert_uint_eq(escape_octets(text, 7, "ab\1", 3), 6);
	ck_assert_str_eq(text, "ab\\001");
}
END_TEST

START_TEST(folding)
{
	char all[256], low[256];
	int i;

	for (i = 0; i < 256; i++)
		all[i] = (char)i;
	fold_lower(low, all, sizeof low);
	for (i = 0; i < 256; i++)
		ck_assert_int_eq((unsigned char)low[i],
		    i >= 'A' && i <= 'Z' ? i + 32 : i);
	ck_assert(fold_equal("AZaz@[", 6, "azAZ@[", 6));
	ck_assert(!fold_equal("a", 1, "ab", 2));
	ck_assert(!fold_equal("ab", 2, "a", 1));
	ck_assert(!fold_equal("@", 1, "`", 1));
	ck_assert_uint_eq(fold_hash(FOLD_START, "MX.Example", 10),
	    fold_hash(FOLD_START, "mx.eXAMPLE", 10));
	ck_assert_uint_ne(fold_hash(FOLD_START, "ab", 2),
	    fold_hash(FOLD_START, "ba", 2));
}
END_TEST

/* as gmtime_r has it: every day of eight centuries, odd seconds in between */
START_TEST(dates)
{
	char text[UTC_TEXT], want[40];
	time_t when;
	struct tm tm;

	for (when = -12000000000; when < 12000000000; when += 86399) {
		gmtime_r(&when, &tm);
		strftime(want, sizeof want, "%Y-%m-%d %H:%M:%SZ", &tm);
		ck_assert_str_eq(utc_text(when, true, text), want);
	}
	ck_assert_str_eq(utc_text(951782400, true, text),
	    "2000-02-29 00:00:00Z");
	ck_assert_str_eq(utc_text(-1, false, text), "1969-12-31 23:59 UTC");
	/* what a hostile file may hold */
	utc_text(INT64_MAX, true, text);
	utc_text(INT64_MIN, false, text);
	ck_assert_uint_lt(strlen(text), UTC_TEXT);
}
END_TEST

START_TEST(errors)
{
	char long_text[2 * ERROR_TEXT];
	struct error error;

	error_set(&error, ERROR_ZONE, "a\033b", 7, "text");
	ck_assert_int_eq(error.what, ERROR_ZONE);
	ck_assert_str_eq(error.file, "a\\027b");
	ck_assert_uint_eq(error.line, 7);
	ck_assert_str_eq(error.text, "text");
	memset(long_text, 'x', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = '\0';
	error_set(&error, ERROR_INPUT, NULL, 0, long_text);
	ck_assert_str_eq(error.file, "");
	ck_assert_uint_eq(strlen(error.text), ERROR_TEXT - 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("base");
	TCase *tcase = tcase_create("base");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, list_first_in_first_out);
	tcase_add_loop_test(tcase, table_as_a_plain_list, 0, 4);
	tcase_add_test(tcase, table_has_an_end);
	tcase_add_test(tcase, octets);
	tcase_add_test(tcase, escapes);
	tcase_add_test(tcase, folding);
	tcase_add_test(tcase, dates);
	tcase_add_test(tcase, errors);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
