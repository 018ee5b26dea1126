/* nearest.c: which word was meant. */
#include <check.h>
#include <string.h>

#include "base/nearest.h"

static const char *const words[] = {
	"ip", "json", "color", "control", "version", "verbose", "zone"
};

static const struct {
	const char *text, *best;	/* NULL: none */
} pairs[] = {
	{ "json", "json" }, { "JSON", "json" },
	{ "jsn", "json" }, { "jsonn", "json" }, { "jsom", "json" },
	{ "jsno", "json" }, { "sjon", "json" },
	{ "jso", "json" }, { "js", NULL }, { "snoj", NULL },
	{ "i", NULL }, { "ipp", "ip" }, { "pi", "ip" }, { "is", "ip" },
	{ "no-color", "color" },	/* three steps of eight octets */
	{ "na-colr", NULL },		/* four of seven */
	{ "colour", "color" }, { "contrl", "control" },
	{ "verison", "version" }, { "verbse", "verbose" },
	{ "", NULL }, { "x", NULL }, { "frobnicate", NULL },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL }
};

START_TEST(a_word)
{
	struct nearest nearest;
	size_t i;

	nearest_begin(&nearest, pairs[_i].text, strlen(pairs[_i].text));
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		nearest_try(&nearest, words[i]);
	if (pairs[_i].best == NULL)
		ck_assert_ptr_null(nearest.best);
	else
		ck_assert_str_eq(nearest.best, pairs[_i].best);
}
END_TEST

/* as many octets as there is room for, and one more, on both sides */
START_TEST(lengths)
{
	char text[NEAREST_MOST + 2], word[NEAREST_MOST + 2];
	struct nearest nearest;
	size_t a, b;

	for (a = NEAREST_MOST - 1; a <= NEAREST_MOST + 1; a++)
		for (b = NEAREST_MOST - 1; b <= NEAREST_MOST + 1; b++) {
			memset(text, 'a', sizeof text);
			memset(word, 'a', sizeof word);
			word[b] = '\0';
			nearest_begin(&nearest, text, a);
			nearest_try(&nearest, word);
			ck_assert_int_eq(nearest.best != NULL,
			    a <= NEAREST_MOST && b <= NEAREST_MOST);
		}
}
END_TEST

/* the text ends where it is said to; the first of equals stays, a nearer one
   takes its place */
START_TEST(the_first)
{
	struct nearest nearest;

	nearest_begin(&nearest, "abcd=efgh", 4);
	nearest_try(&nearest, "abcx");
	nearest_try(&nearest, "xbcd");
	ck_assert_str_eq(nearest.best, "abcx");
	nearest_try(&nearest, "abcd");
	ck_assert_str_eq(nearest.best, "abcd");
	ck_assert_uint_eq(nearest.steps, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("nearest");
	TCase *tcase = tcase_create("nearest");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, a_word, 0, sizeof pairs / sizeof pairs[0]);
	tcase_add_test(tcase, lengths);
	tcase_add_test(tcase, the_first);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
