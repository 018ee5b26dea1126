/*
 * check_output.c: how octets are shown, and streams that fail.
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "sample.h"

START_TEST(every_octet)
{
	char text[8], want[8], octet = (char)_i;
	size_t len = escape_octets(text, sizeof text, &octet, 1);

	if (_i < 32 || _i > 126 || _i == '\\')
		snprintf(want, sizeof want, "\\%03d", _i);
	else
		snprintf(want, sizeof want, "%c", _i);
	ck_assert_str_eq(text, want);
	ck_assert_uint_eq(len, strlen(want));
}
END_TEST

START_TEST(room)
{
	char text[8], *copy;

	ck_assert_uint_eq(escape_octets(NULL, 0, "a\nb", 3), 6);
	ck_assert_uint_eq(escape_octets(text, 5, "a\nb", 3), 6);
	ck_assert_str_eq(text, "a");	/* no half of an escape */
	escape_octets(text, 6, "a\nb", 3);
	ck_assert_str_eq(text, "a\\010");
	escape_octets(text, 1, "a", 1);
	ck_assert_str_eq(text, "");
	escape_octets(text, sizeof text, "a\0b", 3);
	ck_assert_str_eq(text, "a\\000b");
	copy = escape_copy("x\ny", 3);
	ck_assert_str_eq(copy, "x\\010y");
	free(copy);
}
END_TEST

static const struct {
	const char *name, *shown;
} names[] = {
	{ "mx.example.com", "mx.example.com" },
	{ "", "" },
	{ "a\\.b.example", "a\\046b.example" },
	{ "a\\\\b", "a\\092b" },
	{ "a\\(b\\@c\\\"d\\;e\\$f\\)g", "a(b@c\"d;e$f)g" },
	{ "a\\000b\\255c", "a\\000b\\255c" },
	{ "a\\032b", "a b" },
	{ "a\\046b", "a\\046b" },
	{ "a\\065b", "aAb" },
	{ "a\xff" "b", "a\\255b" },
	{ "a\\", "a\\092" },
	{ "a\\999", "a\\092999" },
	{ "a\\01", "a\\09201" },
	{ "\033[31m", "\\027[31m" },
};

START_TEST(name_shown)
{
	char text[64];
	size_t len = escape_name(text, sizeof text, names[_i].name);

	ck_assert_str_eq(text, names[_i].shown);
	ck_assert_uint_eq(len, strlen(text));
}
END_TEST

/* both formats: a device that is full, a stream that takes nothing */
START_TEST(stream_fails)
{
	struct output out = { .format = (enum output_format)_i };
	struct sample s;

	out.stream = fopen("/dev/full", "w");
	if (out.stream == NULL)
		return;
	sample_bounce(&s, "example.com");
	ck_assert_int_eq(output_diagnosis(&out, &s.d), -1);
	ck_assert_int_eq(errno, ENOSPC);
	sample_end(&s);
	fclose(out.stream);
}
END_TEST

START_TEST(flushed)
{
	struct output out = { .format = (enum output_format)_i };
	char *text = NULL;
	struct sample s;
	size_t size = 0;

	sample_bounce(&s, "example.com");
	out.stream = open_memstream(&text, &size);
	ck_assert_int_eq(output_diagnosis(&out, &s.d), 0);
	ck_assert_uint_gt(size, 100);
	ck_assert_int_eq(text[size - 1], '\n');
	fclose(out.stream);
	free(text);
	sample_end(&s);
}
END_TEST

int
main(void)
{
	TCase *tcase = tcase_create("output");
	Suite *suite = suite_create("output");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, every_octet, 0, 256);
	tcase_add_test(tcase, room);
	tcase_add_loop_test(tcase, name_shown, 0,
	    sizeof names / sizeof names[0]);
	tcase_add_loop_test(tcase, stream_fails, OUTPUT_TEXT,
	    OUTPUT_JSON + 1);
	tcase_add_loop_test(tcase, flushed, OUTPUT_TEXT, OUTPUT_JSON + 1);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
