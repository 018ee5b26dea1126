/* summary.c: counts, the worst first, how far. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/summary.h"

static const int order[] = { 2, 3, 100, 111, 1, 0 };

START_TEST(worst)
{
	struct diagnosis d = { .kind = KIND_IP };
	size_t i, k, n = sizeof order / sizeof order[0];
	struct tally tally;

	for (i = 0; i < n; i++) {
		ck_assert_int_eq(tally_rank(order[i]), (int)i);
		for (k = 0; k < n; k++) {
			memset(&tally, 0, sizeof tally);
			tally_add(&tally, &d, order[i]);
			tally_add(&tally, &d, order[k]);
			ck_assert_int_eq(tally.status,
			    order[i < k ? i : k]);
		}
	}
}
END_TEST

static const struct {
	uint64_t number;
	const char *text;
} numbers[] = {
	{ 0, "0" }, { 7, "7" }, { 999, "999" }, { 1000, "1,000" },
	{ 12345, "12,345" }, { 999999, "999,999" },
	{ 1000000, "1,000,000" },
	{ UINT64_MAX, "18,446,744,073,709,551,615" }
};

START_TEST(number)
{
	char text[28];

	ck_assert_str_eq(tally_number(numbers[_i].number, text),
	    numbers[_i].text);
}
END_TEST

static void
add(struct tally *tally, enum kind kind, enum action action, int status)
{
	struct diagnosis d = { .kind = kind, .n = 1 };

	d.way[0].verdict.action = action;
	tally_add(tally, &d, status);
}

START_TEST(counts)
{
	struct diagnosis bad = { .kind = KIND_DOMAIN,
	    .error = { .what = ERROR_INPUT } };
	struct tally tally = { 0 };
	char text[TALLY_TEXT];
	int i;

	ck_assert_str_eq(tally_text(&tally, text), "nothing was asked");
	for (i = 0; i < 1200; i++)
		add(&tally, KIND_DOMAIN, ACTION_DELIVER, 0);
	ck_assert_int_eq(tally.status, 0);
	add(&tally, KIND_RECIPIENT, ACTION_DEFER, 111);
	add(&tally, KIND_DOMAIN, ACTION_LOOP, 3);
	add(&tally, KIND_DOMAIN, ACTION_BOUNCE, 100);
	ck_assert_str_eq(tally_text(&tally, text),
	    "1,200 deliver, 1 loop, 1 bounce, 1 defer");
	ck_assert_int_eq(tally.status, 3);
	tally_add(&tally, &bad, 2);
	ck_assert_int_eq(tally.status, 2);
	ck_assert_uint_eq(tally.failed, 1);
	ck_assert_uint_eq(tally.names, 1204);
}
END_TEST

/* a first status of 1 is worse than the 0 nothing starts with */
START_TEST(addresses)
{
	struct tally tally = { 0 };
	char text[TALLY_TEXT];

	add(&tally, KIND_IP, ACTION_LOCAL, 0);
	ck_assert_int_eq(tally.status, 0);
	add(&tally, KIND_IP, ACTION_LOCAL, 1);
	ck_assert_int_eq(tally.status, 1);
	ck_assert_str_eq(tally_text(&tally, text), "1 me, 1 not me");
}
END_TEST

/* what is written; static */
static const char *
ranked(struct ranking *ranking, const struct tally *tally, bool whole)
{
	static char text[4096];
	struct writer writer;
	FILE *file = tmpfile();
	size_t len;

	ck_assert_ptr_nonnull(file);
	writer_init(&writer, fileno(file), NULL);
	ck_assert_int_eq(ranking_print(ranking, &writer, tally, whole), 0);
	rewind(file);
	len = fread(text, 1, sizeof text - 1, file);
	text[len] = '\0';
	fclose(file);
	return text;
}

static int
add_line(struct ranking *ranking, const char *text, int status)
{
	return ranking_add(ranking, strdup(text), strlen(text), status);
}

START_TEST(worst_first)
{
	static const struct { const char *text; int status; } line[] = {
		{ "a\n", 0 }, { "b\n", 111 }, { "c\n", 0 }, { "d\n", 100 },
		{ "e\n", 111 }, { "f\n", 3 }, { "g\n", 1 }, { "h\n", 2 }
	};
	struct tally tally = { .names = 8, .failed = 1 };
	struct ranking ranking = { 0 };
	size_t i;

	for (i = 0; i < sizeof line / sizeof line[0]; i++)
		ck_assert_int_eq(add_line(&ranking, line[i].text,
		    line[i].status), 0);
	ck_assert_str_eq(ranked(&ranking, &tally, false),
	    "8 domains: 1 not understood\nh\nf\nd\nb\ne\ng\n"
	    "2 well: -v names them\n");
	ck_assert_str_eq(ranked(&ranking, &tally, true),
	    "8 domains: 1 not understood\nh\nf\nd\nb\ne\ng\na\nc\n");
	ranking_free(&ranking);
	ck_assert_str_eq(ranked(&ranking, &tally, true), "");
	ranking_free(&ranking);
}
END_TEST

/* one domain; none that is well; all that are */
START_TEST(few)
{
	struct tally tally = { .names = 1 };
	struct ranking ranking = { 0 };

	ck_assert_int_eq(add_line(&ranking, "a\n", 100), 0);
	ck_assert_str_eq(ranked(&ranking, &tally, false),
	    "1 domain: nothing was asked\na\n");
	ranking_free(&ranking);
	ck_assert_int_eq(add_line(&ranking, "a\n", 0), 0);
	ck_assert_str_eq(ranked(&ranking, &tally, false),
	    "1 domain: nothing was asked\n1 well: -v names them\n");
	ck_assert_str_eq(ranked(&ranking, &tally, true),
	    "1 domain: nothing was asked\na\n");
	ranking_free(&ranking);
}
END_TEST

START_TEST(descriptor_fails)
{
	struct ranking ranking = { 0 };
	struct tally tally = { 0 };
	struct writer writer;
	int full = open("/dev/full", O_WRONLY);

	if (full == -1)
		return;
	writer_init(&writer, full, NULL);
	ck_assert_int_eq(add_line(&ranking, "x\n", 0), 0);
	ck_assert_int_eq(ranking_print(&ranking, &writer, &tally, true), -1);
	ck_assert_int_eq(errno, ENOSPC);
	close(full);
	ranking_free(&ranking);
}
END_TEST

START_TEST(how_far)
{
	struct progress progress = { .begun = 1000000, .size = 1000 };
	struct tally tally = { .names = 100 };
	char *text = NULL;
	size_t len;

	progress_show(&progress, &tally, 100, 9000000);
	progress_end(&progress);
	progress.stream = open_memstream(&text, &len);
	progress_show(&progress, &tally, 100, 1100000);
	ck_assert(!progress.drawn);
	progress_show(&progress, &tally, 100, 2000000);
	progress_show(&progress, &tally, 200, 2100000);
	progress_end(&progress);
	progress_end(&progress);
	fclose(progress.stream);
	ck_assert_str_eq(text, "\r100 names, 100/s, 9 s left: "
	    "nothing was asked\033[K\r\033[K");
	free(text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("summary");
	TCase *tcase = tcase_create("summary");
	SRunner *runner;
	int failed;

	tcase_add_test(tcase, worst);
	tcase_add_loop_test(tcase, number, 0,
	    sizeof numbers / sizeof numbers[0]);
	tcase_add_test(tcase, counts);
	tcase_add_test(tcase, addresses);
	tcase_add_test(tcase, worst_first);
	tcase_add_test(tcase, few);
	tcase_add_test(tcase, descriptor_fails);
	tcase_add_test(tcase, how_far);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
