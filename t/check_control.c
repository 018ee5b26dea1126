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

/* what qmail cannot read is not there for it, though its octets are known */
START_TEST(unreadable)
{
	struct control c = read_text(CONTROL_ME, "me.test\n");

	c.state = CONTROL_UNREADABLE;
	ck_assert(!control_present(&c));
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

/* the file that a change is meant to give, made in another way: line by line;
   *size octets, malloc'd */
static char *
really_change(const char *text, size_t size, size_t line, const char *put,
    size_t *len)
{
	char *bytes = malloc(size + (put != NULL ? strlen(put) : 0) + 3);
	size_t at = 0, number = 0, part;
	bool done = false;
	const char *end;

	ck_assert_ptr_nonnull(bytes);
	*len = 0;
	while (at < size) {
		end = memchr(text + at, '\n', size - at);
		part = end != NULL ? (size_t)(end - text) - at : size - at;
		if (++number != line) {
			memcpy(bytes + *len, text + at, part);
			*len += part;
			if (end != NULL)
				bytes[(*len)++] = '\n';
		} else if (put != NULL)
			*len += (size_t)sprintf(bytes + *len, "%s\n", put);
		done |= number == line;
		at += part + 1;
	}
	if (done)
		return bytes;
	if (*len > 0 && bytes[*len - 1] != '\n')
		bytes[(*len)++] = '\n';
	if (put != NULL)
		*len += (size_t)sprintf(bytes + *len, "%s\n", put);
	return bytes;
}

static void
same_entry(const struct control *c, const struct control *real,
    const struct control_entry *a, const struct control_entry *b,
    const char *what)
{
	ck_assert_msg((a == NULL) == (b == NULL), "%s: %s found", what,
	    a == NULL ? "not" : "wrongly");
	if (a == NULL)
		return;
	ck_assert_msg(a->len == b->len && a->key_len == b->key_len &&
	    memcmp(a->text, b->text, a->len) == 0, "%s: %.*s, not %.*s", what,
	    (int)a->len, a->text, (int)b->len, b->text);
	ck_assert_msg(a->hidden == b->hidden, "%s: hidden", what);
	ck_assert_uint_eq(control_public(c->file, a),
	    control_public(real->file, b));
}

/* the change answers as the changed file would, for each key it may have */
static void
same_answers(enum control_file file, const char *text, size_t size,
    size_t line, const char *put)
{
	struct control c = read_bytes(file, text, size), changed, real;
	size_t len, i, k, end;
	char *bytes = really_change(text, size, line, put, &len), what[900];

	snprintf(what, sizeof what, "%s \"%.*s\" line %zu to \"%s\"",
	    control_name(file), (int)size, text, line,
	    put != NULL ? put : "nothing");
	ck_assert_int_eq(control_change(&changed, &c, line, put), 0);
	ck_assert_int_eq(control_parse(&real, file, bytes, len), 0);
	ck_assert_int_eq(changed.file, file);
	ck_assert(control_present(&changed));
	if (control_shape(file) == CONTROL_LINE ||
	    control_shape(file) == CONTROL_NUMBER)
		same_entry(&changed, &real, control_line(&changed),
		    control_line(&real), what);
	if (control_shape(file) == CONTROL_RAW)
		ck_assert_msg(changed.size == real.size &&
		    memcmp(changed.bytes, real.bytes, real.size) == 0,
		    "%s: %.*s", what, (int)changed.size, changed.bytes);
	for (i = 0; i <= size; i++)
		for (k = i; k <= size && k < i + 8; k++)
			same_entry(&changed, &real,
			    control_find(&changed, text + i, k - i),
			    control_find(&real, text + i, k - i), what);
	end = put != NULL ? strlen(put) : 0;
	for (i = 0; i < end; i++)
		for (k = i; k <= end; k++)
			same_entry(&changed, &real,
			    control_find(&changed, put + i, k - i),
			    control_find(&real, put + i, k - i), what);
	control_free(&changed);
	control_free(&c);	/* its entries are borrowed until here */
	control_free(&real);
}

static const struct {
	const char *before;
	size_t line;
	const char *text;
} changes[] = {
	{ "a\nb\nc\n", 2, "x" },
	{ "a\nb\nc\n", 2, NULL },
	{ "a\nb\nc\n", 0, "x" },
	{ "a\nb", 0, "x" },
	{ "a\nb", 2, "x" },
	{ "a\nb", 2, NULL },
	{ "", 0, "x" },
	{ "", 1, "x" },
	{ "", 1, NULL },
	{ "", 0, NULL },
	{ "", 0, "" },
	{ "a\n", 9, "x" },
	{ "a\n", 9, NULL },
	{ "a", 9, NULL },
	{ "a\n", 1, NULL },
	{ "a:1\nb:2\nA:3\n", 3, NULL },	/* uncovers the first */
	{ "a:1\nb:2\nA:3\n", 3, "b:4" },
	{ "a:1\nb:2\nA:3\n", 1, "a:4" },	/* stays covered */
	{ "a:1\nb:2\nA:3\n", 2, "a:4" },
	{ "a:1\nb:2\nA:3\n", 0, "a:4" },
	{ "a:1\na:2\na:3\n", 2, NULL },
	{ "a:1\na:2\na:3\n", 3, "a" },	/* no colon */
	{ "a:1\n", 0, "b:2\na:3" },
	{ "a:1\nb:5\n", 1, "b:2\nc:3\nb:4" },
	{ "#\n\na:1\n", 2, "a:2" },		/* a line without an entry */
	{ "a:1\n#\n", 2, "a:2" },
	{ "a:1|u\nb:2\n", 2, "b:2|x" },
	{ ":1\n", 1, ":2" },
	{ ":1\n:2\n", 2, NULL },
};

START_TEST(change)
{
	const char *before = changes[_i].before;
	enum control_file file;

	for (file = 0; file < CONTROL_FILES; file++)
		same_answers(file, before, strlen(before), changes[_i].line,
		    changes[_i].text);
}
END_TEST

/* few different octets, so that keys meet each other and zero octets */
static size_t
random_text(char *text, size_t most, bool zero)
{
	static const char octets[] = "aAb:\n\n|#. \t";
	size_t i, len = (size_t)rand() % most;

	for (i = 0; i < len; i++) {
		text[i] = octets[(size_t)rand() % (sizeof octets - 1)];
		if (zero && rand() % 8 == 0)
			text[i] = '\0';
	}
	text[len] = '\0';
	return len;
}

START_TEST(changes_by_chance)
{
	char text[64], put[16];
	size_t size, line;
	int i;

	srand(_i + 1);
	for (i = 0; i < 500; i++) {
		size = random_text(text, 60, true);
		random_text(put, 12, false);
		line = (size_t)rand() % 10;
		same_answers((enum control_file)(rand() % CONTROL_FILES), text,
		    size, line, rand() % 4 == 0 ? NULL : put);
	}
}
END_TEST

START_TEST(change_of_a_missing_file)
{
	struct control none = { .file = CONTROL_LOCALS }, to;

	ck_assert_int_eq(control_change(&to, &none, 0, "x"), 0);
	ck_assert(control_present(&to));
	ck_assert_uint_eq(control_find(&to, "X", 1)->len, 1);
	ck_assert_ptr_null(control_find(&to, "", 0));
	control_free(&to);
}
END_TEST

/* a change is made for each of many names: its cost is its own */
START_TEST(change_of_a_long_file)
{
	enum { LINES = 20000 };
	char *text = malloc(LINES * 8);
	struct control c, to;
	size_t len = 0, i;

	ck_assert_ptr_nonnull(text);
	for (i = 0; i < LINES; i++)
		len += (size_t)sprintf(text + len, "k%05zu\n", i);
	ck_assert_int_eq(control_parse(&c, CONTROL_LOCALS, text, len), 0);
	for (i = 1; i <= LINES; i++) {
		ck_assert_int_eq(control_change(&to, &c, i, NULL), 0);
		ck_assert_uint_eq(control_line_at(&c, i), i - 1);
		ck_assert_ptr_null(control_find(&to, c.entry[i - 1].text, 6));
		ck_assert_ptr_nonnull(control_find(&to,
		    c.entry[i % LINES].text, 6));
		control_free(&to);
	}
	ck_assert_uint_eq(control_line_at(&c, LINES + 1), LINES);
	control_free(&c);
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

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, list, 0, sizeof lists / sizeof lists[0]);
	tcase_add_test(tcase, zero_octets);
	tcase_add_test(tcase, first_line);
	tcase_add_test(tcase, unreadable);
	tcase_add_test(tcase, last_of_equal_keys);
	tcase_add_test(tcase, empty_key);
	tcase_add_test(tcase, many_keys);
	tcase_add_test(tcase, secrets);
	tcase_add_loop_test(tcase, change, 0,
	    sizeof changes / sizeof changes[0]);
	tcase_add_loop_test(tcase, changes_by_chance, 0, 16);
	tcase_add_test(tcase, change_of_a_missing_file);
	tcase_add_test(tcase, change_of_a_long_file);
	tcase_add_test(tcase, names);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
