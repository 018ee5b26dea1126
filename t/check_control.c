/* control.c: bytes to entries, and which entry qmail finds. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qmail/control.h"

static struct control
read_bytes(enum control_file file, const char *text, size_t len)
{
	struct control c;
	char *bytes = malloc(len + 1);

	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, text, len);
	ck_assert_int_eq(control_parse(&c, file, bytes, len), 0);
	return c;
}

static struct control
read_text(enum control_file file, const char *text)
{
	return read_bytes(file, text, strlen(text));
}

/* "entry@line entry@line" of what was read */
static const char *
shown(const struct control *c)
{
	static char text[512];
	size_t i, len = 0;

	text[0] = '\0';
	for (i = 0; i < c->n; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
		    "%s%.*s@%zu", i > 0 ? "|" : "", (int)c->entry[i].len,
		    c->entry[i].text, c->entry[i].line);
	return text;
}

static const struct {
	const char *text, *entries;
} lists[] = {
	{ "", "" },
	{ "a\nb\n", "a@1|b@2" },
	{ "a\nb", "a@1|b@2" },
	{ "a \t\n\n  \n#no\nb\n", "a@1|b@5" },
	{ " lead\n", " lead@1" },
	{ "a\r\n", "a\r@1" },
	{ "a # note\n", "a # note@1" },
	{ " #not a comment\n", " #not a comment@1" },
	{ "\n\n\n", "" },
};

START_TEST(list)
{
	struct control c = read_text(CONTROL_LOCALS, lists[_i].text);

	ck_assert_str_eq(shown(&c), lists[_i].entries);
	ck_assert(control_present(&c));
	control_free(&c);
}
END_TEST

START_TEST(zero_octets)
{
	struct control c = read_bytes(CONTROL_LOCALS,
	    "a\0b\n\0skipped\nc\0\n", 16);

	ck_assert_str_eq(shown(&c), "a@1|b@1|c@3|@3");
	control_free(&c);
}
END_TEST

START_TEST(first_line)
{
	struct control c = read_text(CONTROL_ME, "#me \t\nother\n");

	ck_assert_uint_eq(c.n, 1);
	ck_assert_str_eq(shown(&c), "#me@1");
	control_free(&c);
	c = read_text(CONTROL_ME, "\n");
	ck_assert_uint_eq(control_line(&c)->len, 0);
	control_free(&c);
	c = read_text(CONTROL_ME, "");
	ck_assert(control_present(&c));
	ck_assert_ptr_null(control_line(&c));
	control_free(&c);
}
END_TEST

START_TEST(last_of_equal_keys)
{
	struct control c = read_text(CONTROL_SMTPROUTES,
	    "Example.com:one\nb.test:x\nexample.COM:two:25\nexample.com\n");
	const struct control_entry *entry;
	const char *value;
	size_t len;

	entry = control_find(&c, "EXAMPLE.com", 11);
	ck_assert_ptr_nonnull(entry);
	ck_assert_uint_eq(entry->line, 3);
	value = control_value(entry, &len);
	ck_assert_uint_eq(len, 6);
	ck_assert_int_eq(memcmp(value, "two:25", len), 0);
	ck_assert_ptr_null(control_find(&c, "example", 7));
	ck_assert_ptr_null(control_find(&c, "", 0));
	control_free(&c);
}
END_TEST

START_TEST(empty_key)
{
	struct control c = read_text(CONTROL_SMTPROUTES, ":relay\n");

	ck_assert_uint_eq(control_find(&c, "", 0)->line, 1);
	control_free(&c);
	c = read_text(CONTROL_SMTPROUTES, "no colon\n");
	ck_assert_ptr_null(control_find(&c, "no colon", 8));
	control_free(&c);
}
END_TEST

START_TEST(many_keys)
{
	enum { KEYS = 5000 };
	char *text = malloc(KEYS * 24), key[24];
	size_t len = 0, i;
	struct control c;

	ck_assert_ptr_nonnull(text);
	for (i = 0; i < KEYS; i++)
		len += (size_t)sprintf(text + len, "k%zu.test:v%zu\n", i, i);
	ck_assert_int_eq(control_parse(&c, CONTROL_VIRTUALDOMAINS, text, len),
	    0);
	ck_assert_uint_eq(c.n, KEYS);
	for (i = 0; i < KEYS; i++) {
		sprintf(key, "K%zu.TEST", i);
		ck_assert_uint_eq(control_find(&c, key, strlen(key))->line,
		    i + 1);
	}
	control_free(&c);
}
END_TEST

START_TEST(secrets)
{
	struct control c = read_text(CONTROL_SMTPROUTES,
	    "a.test:relay:25|user|word\nb.test:relay\n");

	ck_assert_uint_eq(control_public(CONTROL_SMTPROUTES, &c.entry[0]), 15);
	ck_assert_uint_eq(control_public(CONTROL_SMTPROUTES, &c.entry[1]),
	    c.entry[1].len);
	control_free(&c);
	c = read_bytes(CONTROL_SMTPROUTES, "a|b\0c:d\0:e\nf\0g\n", 15);
	ck_assert_uint_eq(c.n, 5);
	ck_assert_uint_eq(control_public(CONTROL_SMTPROUTES, &c.entry[0]), 1);
	ck_assert_uint_eq(control_public(CONTROL_SMTPROUTES, &c.entry[1]), 0);
	ck_assert_uint_eq(control_public(CONTROL_SMTPROUTES, &c.entry[2]), 0);
	ck_assert_uint_eq(control_public(CONTROL_SMTPROUTES, &c.entry[4]), 1);
	control_free(&c);
	c = read_text(CONTROL_LOCALS, "a|b\n");
	ck_assert_uint_eq(control_public(CONTROL_LOCALS, &c.entry[0]), 3);
	control_free(&c);
}
END_TEST

static const struct {
	const char *before;
	size_t line;
	const char *text, *after;
} edits[] = {
	{ "a\nb\nc\n", 2, "x", "a@1|x@2|c@3" },
	{ "a\nb\nc\n", 2, NULL, "a@1|c@2" },
	{ "a\nb\nc\n", 0, "x", "a@1|b@2|c@3|x@4" },
	{ "a\nb", 0, "x", "a@1|b@2|x@3" },
	{ "a\nb", 2, "x", "a@1|x@2" },
	{ "", 0, "x", "x@1" },
	{ "a\n", 9, "x", "a@1|x@2" },
	{ "a\n", 1, NULL, "" },
};

START_TEST(edit)
{
	struct control c = read_text(CONTROL_LOCALS, edits[_i].before), to;

	ck_assert_int_eq(control_edit(&to, &c, edits[_i].line,
	    edits[_i].text), 0);
	ck_assert_str_eq(shown(&to), edits[_i].after);
	ck_assert(control_present(&to));
	control_free(&to);
	control_free(&c);
}
END_TEST

START_TEST(edit_of_a_missing_file)
{
	struct control none = { .file = CONTROL_LOCALS }, to;

	ck_assert_int_eq(control_edit(&to, &none, 0, "x"), 0);
	ck_assert_str_eq(shown(&to), "x@1");
	control_free(&to);
}
END_TEST

START_TEST(names)
{
	ck_assert_str_eq(control_name(CONTROL_ME), "me");
	ck_assert_str_eq(control_name(CONTROL_MORERCPTHOSTS), "morercpthosts");
	ck_assert_int_eq(control_shape(CONTROL_SMTPROUTES), CONTROL_MAP);
	ck_assert_int_eq(control_shape(CONTROL_NOTIPME), CONTROL_RAW);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("control");
	TCase *tcase = tcase_create("control");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, list, 0, sizeof lists / sizeof lists[0]);
	tcase_add_test(tcase, zero_octets);
	tcase_add_test(tcase, first_line);
	tcase_add_test(tcase, last_of_equal_keys);
	tcase_add_test(tcase, empty_key);
	tcase_add_test(tcase, many_keys);
	tcase_add_test(tcase, secrets);
	tcase_add_loop_test(tcase, edit, 0, sizeof edits / sizeof edits[0]);
	tcase_add_test(tcase, edit_of_a_missing_file);
	tcase_add_test(tcase, names);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
